import type { Keys, RedisClient } from '#redis';

/** Milliseconds by which a scored event may stand later in its stream than the event did in its own. */
const CLOSE = 60_000;

/** Where the retained events of a partition are read: the scored stream when it is kept and reaches as far back as the events, else the events. */
export async function retainedStream(client: RedisClient, keys: Keys, partition: number): Promise<string> {
  const [events, scored] = await Promise.all(
    [keys.events(partition), keys.scored(partition)].map(async (stream) => {
      const [first] = await client.xrange(stream, '-', '+', 'COUNT', 1);
      return first === undefined ? Infinity : Number(first[0].split('-')[0]);
    }),
  );
  return scored! <= events! + CLOSE && scored !== Infinity ? keys.scored(partition) : keys.events(partition);
}
