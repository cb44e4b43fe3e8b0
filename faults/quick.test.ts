import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { allRoles } from '#app';
import { packageFolder } from '#config';
import type { EnginePlan } from './rig/engine-plan.ts';
import { judgeRun } from './rig/judge-run.ts';
import { runScenario } from './rig/run-scenario.ts';
import type { Scenario } from './rig/scenario.ts';
import { storm } from './scenarios/bad-events.ts';
import { controls } from './scenarios/controls.ts';
import { killAt } from './scenarios/kill-points.ts';
import { network } from './scenarios/network.ts';

const seed = 7;

/** The same scenario under a short load, and with fewer processes, because their start is what takes long: `beta` admits too, and is alone where only one worker is needed. */
function short(scenario: Scenario, workers: 1 | 2, change: Partial<Scenario> = {}): Scenario {
  const { alpha, beta } = scenario.engines;
  const both: EnginePlan = { ...beta!, roles: allRoles };
  const engines = workers === 1 ? { beta: both } : { alpha: alpha!, beta: both };
  return { ...scenario, ...change, engines, load: { ...scenario.load, seconds: 2.5, ...change.load } };
}

function named(scenarios: readonly Scenario[], name: string): Scenario {
  return scenarios.find((scenario) => scenario.name === name)!;
}

// Every process is real, so these take seconds; `npm run faults` runs all scenarios for longer.
describe('with real processes', () => {
  // The engines run as compiled, like a user's.
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, ['src/cli/bootstrap.mjs', '--build'], { cwd: packageFolder() });
  }, 120_000);

  async function judged(scenario: Scenario): Promise<{ findings: readonly object[]; accepted: number }> {
    const run = await runScenario(packageFolder(), scenario, seed);
    return { findings: judgeRun(run).findings, accepted: run.history.events.filter(({ outcome }) => outcome === 'ok').length };
  }

  it(
    'a worker killed before its commit loses and doubles nothing, and the other takes its lanes over within the lease',
    { timeout: 60_000 },
    async () => {
      const { findings, accepted } = await judged(short(killAt('before-commit', 15), 2));
      expect(findings).toEqual([]);
      expect(accepted).toBeGreaterThan(100);
    },
  );

  it(
    'a worker killed after a send leaves an action that is sent again under its key with the same bytes',
    { timeout: 60_000 },
    async () => {
      expect((await judged(short(killAt('after-send', 5), 2, { load: { acts: 0.4 } }))).findings).toEqual([]);
    },
  );

  it('commits and relays whose replies are lost are applied once', { timeout: 60_000 }, async () => {
    const steps: Scenario['steps'] = [
      { at: 300, do: 'drop-reply', of: 'commit', times: 3 },
      { at: 1_000, do: 'drop-reply', of: 'relay', times: 3 },
    ];
    expect((await judged(short(named(network, 'lost-commit-reply'), 1, { steps }))).findings).toEqual([]);
  });

  it('an event that is sent fifty-one times has one effect', { timeout: 60_000 }, async () => {
    expect((await judged(short(storm, 1, { load: { rate: 6 } }))).findings).toEqual([]);
  });

  it('an engine that lets duplicates through is flagged, so the checks can see', { timeout: 60_000 }, async () => {
    expect((await judged(short(named(controls, 'control-no-dedupe'), 1, { load: { seconds: 1.5, storm: 5 } }))).findings).toEqual([]);
  });
});
