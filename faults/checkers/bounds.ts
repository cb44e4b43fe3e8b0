import type { Finding } from './finding.ts';

/** No process grew beyond `limit` bytes of resident memory. `peaks` are the largest sizes seen, by process. */
export function checkBounds(peaks: ReadonlyMap<string, number>, limit: number): Finding[] {
  return [...peaks]
    .filter(([, peak]) => peak > limit)
    .map(([name, peak]) => ({ check: 'bounds (G6)', words: `${name} grew to ${Math.round(peak / 2 ** 20)} MiB` }));
}
