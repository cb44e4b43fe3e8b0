import { hash32 } from '#kernel';
import { laneName, type Lane } from '#stream';

/** Who should own a lane among living workers: rendezvous hashing (highest random weight, Thaler and Ravishankar 1996), so that a worker that comes or goes moves only its own share. Undefined when nobody lives. */
export function ownerOf(lane: Lane, workers: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestWeight = -1;
  for (const worker of workers) {
    const weight = hash32(`${worker}|${laneName(lane)}`);
    if (weight > bestWeight || (weight === bestWeight && worker < best!)) {
      best = worker;
      bestWeight = weight;
    }
  }
  return best;
}
