import { Cluster } from 'ioredis';
import type { RedisClient } from './client.ts';

/**
 * Waits until what this client wrote so far is on replicas, at most `timeout` milliseconds; how many replicas have it. WAIT speaks of the writes of one connection and takes no key,
 * so in a Cluster every master is asked and the smallest answer counts.
 */
export async function awaitReplicas(client: RedisClient, replicas: number, timeout: number): Promise<number> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  const reached = await Promise.all(nodes.map(async (node) => node.wait(replicas, timeout)));
  return Math.min(...reached);
}
