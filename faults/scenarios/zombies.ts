import type { Point } from '../rig/engine-plan.ts';
import { usual, works } from '../rig/roles.ts';
import type { Scenario } from '../rig/scenario.ts';

/** An owner freezes in the middle of a batch for longer than its lease and wakes up when another owns its lanes. */
export function zombie(point: Point): Scenario {
  return {
    name: `zombie-${point}`,
    about: `an owner stands still ${point.replace('-', ' ')} for longer than its lease, and wakes up after another took over`,
    engines: { ...usual, alpha: { ...works, stop: { point, hit: 40, signal: 'SIGSTOP' } } },
    load: { seconds: 7 },
    steps: [{ at: 5_500, do: 'signal', to: 'alpha', signal: 'SIGCONT' }],
    judge({ engines }) {
      const { said } = engines.get('alpha')!;
      const lost = said.filter(({ kind }) => kind === 'lane.lost').length;
      const fenced = said.filter(({ kind, result }) => kind === 'batch.committed' && result === 'fenced').length;
      const findings = lost > 0 ? [] : [{ check: 'the fault', words: 'the zombie never learned that its lanes were gone' }];
      return { findings, measured: `${fenced} commits of the zombie fenced, ${lost} lanes given up` };
    },
  };
}

/** Zombies at the two ends of a batch: one that will still relay, one that will only commit. */
export const zombies: readonly Scenario[] = [zombie('after-read'), zombie('before-commit')];
