import { checkRun } from '../checkers/check-run.ts';
import type { Finding } from '../checkers/finding.ts';
import type { Run } from './scenario.ts';

/** What is held against a run, and what was measured in it. A control is held against when its defect was not seen. */
export function judgeRun(run: Run): { readonly findings: readonly Finding[]; readonly measured: string } {
  const peaks = new Map<string, number>();
  for (const { name, said } of run.engines.values()) {
    peaks.set(name, Math.max(0, ...said.filter(({ kind }) => kind === 'alive').map((one) => Number(one['rss']))));
  }
  const judged = run.scenario.judge?.(run);
  const dishonest = run.readiness
    .filter(({ expected, found }) => expected !== found)
    .map(({ at, expected, found }) => ({ check: 'readiness (G8)', words: `/readyz said ${found} instead of ${expected} at ${at} ms` }));
  const restless = run.drain.ended
    ? []
    : [{ check: 'drain (G2)', words: `something was still on its way after ${Math.round(run.drain.took)} ms` }];
  const findings = [...restless, ...checkRun(run.history, run.seen, peaks), ...dishonest, ...(judged?.findings ?? [])];
  const { control } = run.scenario;
  if (control === undefined) return { findings, measured: judged?.measured ?? '' };
  const missed = control.flaggedBy.filter((check) => !findings.some((finding) => finding.check.startsWith(check)));
  return {
    findings: missed.map((check) => ({ check: 'negative control', words: `the defect was built in and ${check} did not flag it` })),
    measured: findings.map(({ check, words }) => `${check}: ${words}`).join('; '),
  };
}
