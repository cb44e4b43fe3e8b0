import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { BlockedAddress, guardedLookup } from './guarded-lookup.ts';

const resolvesTo =
  (...addresses: LookupAddress[]): LookupFunction =>
  (_hostname, _options, callback) =>
    callback(null, addresses);

const good = { address: '93.184.216.34', family: 4 };
const good6 = { address: '2606:4700::1111', family: 6 };

test('public addresses are handed on as they were resolved', () => {
  let answer: unknown[] = [];
  guardedLookup(resolvesTo(good, good6))('example.com', { all: true }, (...given) => (answer = given));
  expect(answer).toEqual([null, [good, good6]]);
  guardedLookup(resolvesTo(good6, good))('example.com', {}, (...given) => (answer = given));
  expect(answer).toEqual([null, good6.address, 6]);
});

test.each([
  '10.0.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '::1',
  '::ffff:93.184.216.34',
  'fe80::1%eth0',
  '64:ff9b::5db8:d822',
  'not-an-address',
])('one address like %s condemns the name', (address) => {
  let error: unknown;
  guardedLookup(resolvesTo(good, { address, family: 4 }))('example.com', { all: true }, (given) => (error = given));
  expect(error).toBeInstanceOf(BlockedAddress);
});

test('a failure of the resolver is handed on', () => {
  let error: unknown;
  guardedLookup((_hostname, _options, callback) => callback(Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' }), []))(
    'example.com',
    {},
    (given) => (error = given),
  );
  expect(error).toMatchObject({ code: 'ENOTFOUND' });
});
