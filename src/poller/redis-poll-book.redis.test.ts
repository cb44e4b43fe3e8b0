import { createKeys } from '#redis';
import { afterAll, beforeAll, describe } from 'vitest';
import { pollBookContract } from '../testing/contracts/poll-book-contract.ts';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { createRedisPollBook } from './redis-poll-book.ts';

let redis: PrivateRedis;
beforeAll(async () => void (redis = await startPrivateRedis()), 60_000);
afterAll(async () => redis.stop());

let books = 0;
describe('the poll book on Redis', () =>
  pollBookContract(async () => createRedisPollBook(redis.client, createKeys(2, `poll${++books}`)), 25));
