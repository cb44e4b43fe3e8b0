import type { Observe } from './occurrence.ts';

/** One observer out of many: each is told everything, in order. An observer that throws, against its contract, does not keep the others from hearing, nor does it reach the engine. */
export function fanOut(...observers: readonly Observe[]): Observe {
  return (occurrence) => {
    for (const observe of observers) {
      try {
        observe(occurrence);
      } catch {
        // To be seen must never stop the engine; there is nobody left to tell.
      }
    }
  };
}
