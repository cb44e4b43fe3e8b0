import { startEngine, type Role } from '#app';
import { type Clock, systemClock } from '#kernel';
import type { Account, Settings, Source } from '#config';
import { checkRules } from '#rule';
import { createInstruments, createLog } from '#telemetry';
import { benchSettings, shippedRuleFiles } from '../settings.ts';

/** An engine of its own, with the given roles and rules, as `start` would compose it. */
export async function startEngineServer(
  redisUrl: string,
  roles: readonly Role[],
  more: {
    readonly accounts?: readonly Account[];
    readonly rule?: string;
    readonly sources?: readonly Source[];
    readonly clock?: Clock;
  } = {},
): Promise<string> {
  const settings: Settings = { ...benchSettings(), port: 0, accounts: more.accounts ?? [], sources: more.sources ?? [] };
  const files = await shippedRuleFiles(settings);
  const { bundle, findings } = checkRules(more.rule === undefined ? files : [{ path: 'probe.yaml', text: more.rule }]);
  if (!bundle) throw new Error(JSON.stringify(findings));
  const engine = await startEngine({
    settings,
    redisUrl,
    roles,
    worker: 'bench',
    clock: more.clock ?? systemClock,
    random: Math.random,
    rules: () => bundle,
    instruments: createInstruments(),
    log: createLog({ level: 'silent' }),
    prefix: 'bench',
  });
  // The gate opens with the first look at Redis, the lanes with the first turn of the worker.
  while ((await fetch(`${engine.url}/readyz`)).status !== 200) await systemClock.sleep(20);
  return engine.url;
}
