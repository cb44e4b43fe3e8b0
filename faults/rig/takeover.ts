import type { Finding } from '../checkers/finding.ts';
import { lease, type Run } from './scenario.ts';

/** Milliseconds beyond the lease that an heir may need. */
const GRACE = 2_000;

/** How long the lanes of `dead` stood still: from its first end until `heir` had taken the last of them. Held against a run when nobody died, nothing was taken, or it took longer than the lease and two seconds. */
export function judgeTakeover(run: Run, dead: string, heir: string): { readonly findings: readonly Finding[]; readonly measured: string } {
  const flag = (words: string) => ({ findings: [{ check: 'takeover', words }], measured: '' });
  const died = run.engines.get(dead)!.exits[0]?.at;
  if (died === undefined) return flag(`${dead} did not die`);
  const held = run.engines.get(dead)!.said.filter(({ kind }) => kind === 'lane.acquired');
  const lanes = new Set(held.map(({ stage, partition }) => `${String(stage)}/${String(partition)}`));
  const taken = run.engines
    .get(heir)!
    .said.filter(
      ({ kind, at, stage, partition }) => kind === 'lane.acquired' && at > died && lanes.has(`${String(stage)}/${String(partition)}`),
    );
  if (taken.length === 0) return flag(`${heir} took nothing over`);
  const took = Math.max(...taken.map(({ at }) => at)) - died;
  if (took > lease + GRACE) return flag(`${heir} needed ${Math.round(took)} ms with a lease of ${lease} ms`);
  return { findings: [], measured: `${taken.length} lanes taken over in ${Math.round(took)} ms (lease ${lease} ms)` };
}
