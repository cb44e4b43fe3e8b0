import type { ExperimentDesk } from '#ingest';
import type { Clock } from '#kernel';
import type { RuleBundle } from '#rule';
import type { Observe } from '#telemetry';

/** Process milliseconds between looks. */
const PAUSE = 15_000;

/** Says how experiments stand again and again, for metrics and alarms, until aborted. While no rule splits anybody nothing is read. */
export async function watchExperiments({
  desk,
  rules,
  clock,
  observe,
  signal,
}: {
  readonly desk: ExperimentDesk;
  readonly rules: () => RuleBundle;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly signal: AbortSignal;
}): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(PAUSE, signal).catch(() => undefined);
    if (signal.aborted) return;
    if (rules().splits !== true) continue;
    try {
      const seen = new Set<string>();
      for (const { experiment, variants, ratio } of await desk.list()) {
        // The latest design comes first; older ones are history.
        if (seen.has(experiment)) continue;
        seen.add(experiment);
        observe({
          kind: 'experiment.judged',
          experiment,
          ratioP: ratio.p,
          variants: variants.map(({ variant, exposed, known, uplift }) => ({ variant, exposed, rate: known.rate, p: uplift?.p })),
        });
      }
    } catch (error) {
      observe({ kind: 'redis.failed', role: 'experiments', error: error instanceof Error ? error.message : String(error) });
    }
  }
}
