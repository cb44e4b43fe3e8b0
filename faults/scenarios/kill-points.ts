import type { Point } from '../rig/engine-plan.ts';
import { usual, works } from '../rig/roles.ts';
import type { Scenario } from '../rig/scenario.ts';
import { judgeTakeover } from '../rig/takeover.ts';

/** A worker kills itself (SIGKILL) when it comes by a point for the n-th time; the other takes its lanes over. */
export function killAt(point: Point, hit: number): Scenario {
  return {
    name: `kill-${point}`,
    about: `kill -9 of a worker ${point.replace('-', ' ')}, the other takes over within the lease`,
    engines: { ...usual, alpha: { ...works, stop: { point, hit, signal: 'SIGKILL' } } },
    steps: [],
    judge(run) {
      const takeover = judgeTakeover(run, 'alpha', 'beta');
      if (point !== 'after-send') return takeover;
      const times = new Map<string, number>();
      for (const { key } of run.seen.arrivals) times.set(key, (times.get(key) ?? 0) + 1);
      const again = [...times.values()].filter((count) => count > 1).length;
      const findings = again > 0 ? [] : [{ check: 'the fault', words: 'no action was sent again after the kill' }];
      return {
        findings: [...takeover.findings, ...findings],
        measured: `${takeover.measured}; ${again} actions sent again under their keys`,
      };
    },
  };
}

/** One scenario for each point at which a worker may die. */
export const killPoints: readonly Scenario[] = [
  killAt('after-read', 60),
  killAt('after-relay', 60),
  killAt('before-commit', 60),
  killAt('after-commit', 60),
  killAt('after-send', 15),
];
