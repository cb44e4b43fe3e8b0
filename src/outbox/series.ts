import type { Stage } from './delivery.ts';

/** One stage made of several: they run in order until one of them decides the outcome; the last, which writes it down, always runs. */
export function series(...stages: readonly [...Stage[], Stage]): Stage {
  const deciding = stages.slice(0, -1);
  const last = stages[stages.length - 1]!;
  return async (delivery, signal) => {
    let current = delivery;
    for (const stage of deciding) {
      if (current.outcome !== undefined) break;
      current = await stage(current, signal);
    }
    return last(current, signal);
  };
}
