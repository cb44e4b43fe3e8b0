import { Cluster } from 'ioredis';
import type { RedisClient } from './client.ts';

/** Sockets that hold back what is written until the running piece of work is done. */
const held = new WeakSet<object>();

/**
 * Lets the commands that one piece of work sends leave in one write: a batch's signals for all partitions, the packs of all partitions that a turn of admission filled. A write of its own for each
 * costs more than most of these commands; nothing waits for longer than the work itself takes. A Cluster has a connection per node, and its commands go out one by one as before.
 */
export function writeTogether(client: RedisClient): void {
  if (client instanceof Cluster || client.status !== 'ready') return;
  const { stream } = client;
  if (held.has(stream)) return;
  held.add(stream);
  stream.cork();
  queueMicrotask(() => {
    held.delete(stream);
    stream.uncork();
  });
}
