import { randomBytes } from 'node:crypto';
import { CrosscurrentError } from '#kernel';
import type { Keys, RedisClient } from '#redis';

/** What a deployment fixed at its first start. */
export interface Manifest {
  readonly partitions: number;
  /** Secret seeds of the dedupe digests. */
  readonly seeds: readonly [number, number];
}

/** Reads the deployment's manifest, writing it at the very first start. Throws `invalid-settings` when the partition count is another than then: contacts would change partitions and lose their order and memory. */
export async function openManifest(client: RedisClient, keys: Keys): Promise<Manifest> {
  await client.hsetnx(keys.manifest, 'partitions', keys.partitions);
  await client.hsetnx(keys.manifest, 'seeds', randomBytes(8).toString('hex'));
  const [partitions, seeds] = await client.hmget(keys.manifest, 'partitions', 'seeds');
  if (Number(partitions) !== keys.partitions) {
    throw new CrosscurrentError(
      'invalid-settings',
      `This Redis was set up with ${partitions} partitions and the settings say ${keys.partitions}. Set partitions to ${partitions}, or start on an empty Redis.`,
    );
  }
  const bytes = Buffer.from(seeds!, 'hex');
  return { partitions: keys.partitions, seeds: [bytes.readUInt32BE(0), bytes.readUInt32BE(4)] };
}
