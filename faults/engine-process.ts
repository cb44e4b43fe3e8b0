import { startEngine } from '#app';
import { loadSettings, type Account } from '#config';
import type { ScoredEvent } from '#event';
import { systemClock } from '#kernel';
import type { CompiledRule, RuleBundle } from '#rule';
import { createInstruments, createLog } from '#telemetry';
import { poison, writeKey, type EngineOrder } from './rig/engine-plan.ts';
import { transitionKiller } from './rig/transition-killer.ts';
import { rigRules } from './rig/rig-rules.ts';

// engine-process ORDER: an engine as in production, told by a JSON object, that writes what happens to it on stdout, one JSON object a line.
const order = JSON.parse(process.argv[2]!) as EngineOrder;
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
process.stdout.on('error', () => process.exit(1));

const account: Account = {
  name: 'rig',
  type: 'webhook',
  url: order.platformUrl,
  secret: 'whsec_cmlnLXNlY3JldC1yaWctc2VjcmV0LXJpZw==',
  options: {},
  perSecond: 5_000,
  allowPrivate: true,
};
const { settings } = loadSettings({
  environment: {},
  flags: { dataFolder: order.dataFolder, writeKey, accounts: [account], partitions: order.partitions, port: order.port, rulesMode: 'own' },
});
const rules = hurtBy(await rigRules(order.rulesFolder));

const told = new Set([
  'lane.acquired',
  'lane.lost',
  'lane.failed',
  'lane.released',
  'readiness.changed',
  'dead-letter.kept',
  'redis.failed',
]);
const killTransition =
  order.killTransitionsOf === undefined ? undefined : transitionKiller(order.killTransitionsOf, order.rulesFolder, say);
let hits = 0;
const engine = await startEngine({
  settings: { ...settings, lease: order.lease },
  redisUrl: order.redisUrl,
  roles: order.roles,
  worker: order.worker,
  clock: systemClock,
  random: Math.random,
  rules: () => rules,
  instruments: createInstruments({ process: false }),
  log: createLog({ level: 'silent' }),
  observers: [
    (occurrence) => {
      const isNotable =
        told.has(occurrence.kind) ||
        (occurrence.kind === 'batch.committed' && occurrence.result !== 'committed') ||
        (occurrence.kind === 'signals.relayed' && occurrence.result === 'already');
      if (isNotable) say(occurrence);
      killTransition?.(occurrence);
    },
  ],
  checkpoint: (point) => {
    if (order.stop === undefined || order.stop.point !== point || ++hits !== order.stop.hit) return;
    say({ kind: 'stopped-itself', point });
    process.kill(process.pid, order.stop.signal);
  },
  delivery: {
    backoffBase: 50,
    backoffCap: 1_000,
    ...(order.patient === true ? {} : { attemptTimeout: 1_500 }),
    breakerRest: 500,
    claimIdle: 3_000,
    maxAttempts: 20,
  },
});
process.on('SIGTERM', () => {
  engine.drain().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
say({ kind: 'listening', url: engine.url });
setInterval(() => say({ kind: 'alive', rss: process.memoryUsage.rss(), lanes: engine.lanes() }), 250);

/** The rules, with two traps in the operator that matches them. */
function hurtBy(sound: RuleBundle): RuleBundle {
  return {
    ...sound,
    candidates(event: ScoredEvent): readonly CompiledRule[] {
      if (event.id.startsWith(poison.kills)) process.kill(process.pid, 'SIGKILL');
      if (event.id.startsWith(poison.throws)) throw new Error('the operator fails on this event');
      return sound.candidates(event);
    },
  };
}
