import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPrivacy, vaultMasters } from '#privacy';
import { createKeys } from '#redis';
import { createRedisKeyBook } from '#stream/redis';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { rewrapKeys } from './rewrap-keys.ts';

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startPrivateRedis();
}, 60_000);
afterAll(() => redis.stop());

const key = Buffer.alloc(32, 1).toString('base64');
const next = Buffer.alloc(32, 2).toString('base64');

it(
  'puts every key under the new master while contacts come and go, and then the old one may be forgotten',
  { timeout: 60_000 },
  async () => {
    const keys = createKeys(4, 'rewrap');
    const book = createRedisKeyBook(redis.client, keys);
    const contacts = Array.from({ length: 2_500 }, (_, index) => `p1osoba${index}`);
    const [before, beside] = [createPrivacy({ key, book }), createPrivacy({ key, book })];
    // Two processes make the keys at once and must agree.
    await Promise.all([before.prepare(contacts), beside.prepare(contacts.toReversed())]);
    const sealed = contacts.map((contact) => before.seal({ name: contact }, contact)!);
    expect(await beside.open(beside.seal({ a: 1 }, contacts[7]!)!, contacts[7]!)).toEqual({ a: 1 });

    const masters = vaultMasters({ key, vaultKeys: [next] });
    const running = createPrivacy({ key, vaultKeys: [next], book });
    const [{ rewrapped }] = await Promise.all([
      rewrapKeys(redis.client, keys, masters),
      running.prepare(Array.from({ length: 200 }, (_, index) => `p1nowa${index}`)),
    ]);
    expect(rewrapped).toBe(2_500);
    expect(await rewrapKeys(redis.client, keys, masters)).toEqual({ rewrapped: 0, current: 2_700 });
    // Only the new master is known here: the derived one is another's.
    const after = vaultMasters({ key: Buffer.alloc(32, 9).toString('base64'), vaultKeys: [next] });
    const kept = await book.read(contacts);
    expect(kept.size).toBe(2_500);
    for (const [contact, wrapped] of kept) expect(after.unwrap(wrapped!, contact)).toHaveLength(32);
    expect(await Promise.all(contacts.map((contact, index) => running.open(sealed[index]!, contact)))).toEqual(
      contacts.map((contact) => ({ name: contact })),
    );
  },
);
