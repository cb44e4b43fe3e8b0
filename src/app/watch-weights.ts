import type { Clock } from '#kernel';
import type { Keys, RedisClient } from '#redis';
import type { PublishedWeights } from './refit-weights.ts';

/** The weights of channels as they were fitted last, followed until stopped. */
export interface WatchedWeights {
  /** Another map than before when there are other weights; operators run a batch without a pause, so a batch sees one. */
  current(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Milliseconds between looks. */
const PAUSE = 5_000;

/** Follows the published weights. Resolves after the first look; while the store is away the last answer holds, and before the first fit there are none. */
export async function watchWeights(
  client: RedisClient,
  keys: Keys,
  machine: Clock,
  onError: (error: Error) => void,
  pause = PAUSE,
): Promise<WatchedWeights> {
  let seen: ReadonlyMap<string, number> = new Map();
  let version = -1;
  const stopping = new AbortController();
  async function look(): Promise<void> {
    try {
      const json = await client.get(keys.weights);
      const published = json === null ? undefined : (JSON.parse(json) as PublishedWeights);
      if (published === undefined || published.version === version) return;
      version = published.version;
      seen = new Map(Object.entries(published.shares));
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
  await look();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await machine.sleep(pause, stopping.signal).catch(() => undefined);
      if (!stopping.signal.aborted) await look();
    }
  })();
  return {
    current: () => seen,
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
