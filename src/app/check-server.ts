import { Cluster } from 'ioredis';
import { checkRedis, type RedisClient, type RedisFinding } from '#redis';

/** Looks at every server behind a client before it is trusted with accepted events; the same finding of several nodes is told once. */
export async function checkServer(client: RedisClient, durability: 'fsync' | 'relaxed' | 'replicated'): Promise<readonly RedisFinding[]> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  const findings = (await Promise.all(nodes.map((node) => checkRedis(node, durability)))).flat();
  return findings.filter((one, index) => findings.findIndex((other) => other.text === one.text) === index);
}
