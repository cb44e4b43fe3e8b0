import type { Engine } from '#app';
import { systemClock } from '#kernel';
import type { StageIdentity } from '#stream';

const LIMIT = 30_000;
/** How often in a row nothing must be under way: a timer that is just due shows in no stream. */
const CALM = 4;

/** Waits until nothing is under way any more and answers the accounting; after half a minute it answers what there is. */
export async function quiet(engine: Engine, stopping: AbortSignal): Promise<StageIdentity[]> {
  const started = systemClock.monotonic();
  let calm = 0;
  for (;;) {
    const identity = await engine.identity();
    calm = identity.every(({ inFlight, difference }) => inFlight === 0 && difference === 0) ? calm + 1 : 0;
    if (calm >= CALM || stopping.aborted || systemClock.monotonic() - started > LIMIT) return identity;
    await systemClock.sleep(150);
  }
}
