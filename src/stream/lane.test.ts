import { calculateSlots } from '../testing/slots.ts';
import { createKeys } from '#redis';
import { describe, expect, it } from 'vitest';
import { compareEntries } from './lane.ts';

describe('entry ids', () => {
  it.each([
    ['1-0', '1-0', 0],
    ['1-0', '2-0', -1],
    ['2-0', '1-9', 1],
    ['9-0', '10-0', -1],
    ['1700000000000-2', '1700000000000-10', -1],
  ])('compares %s with %s as numbers', (a, b, order) => {
    expect(Math.sign(compareEntries(a, b))).toBe(order);
  });
});

describe('keys', () => {
  it.each([1, 3, 8, 32, 64])('of each of %i partitions lie in one slot, and the partitions lie evenly over the slots', (partitions) => {
    const keys = createKeys(partitions);
    const slots = Array.from({ length: partitions }, (_, partition) => {
      const own = new Set(
        calculateSlots([
          keys.events(partition),
          keys.signals(partition),
          keys.outbox(partition),
          keys.retries(partition),
          keys.counters(partition),
          keys.marks(partition),
          keys.dead(partition),
          keys.digests(partition, 5),
          keys.lease('enrich', partition),
          keys.meta('decide', partition),
          keys.state('decide', partition, 3),
          keys.timers('decide', partition),
        ]),
      );
      expect(own.size).toBe(1);
      return [...own][0]!;
    });
    const perNode = [0, 0, 0];
    for (const slot of slots) perNode[Math.floor((slot / 16_384) * 3)]!++;
    expect(Math.max(...perNode) - Math.min(...perNode)).toBeLessThanOrEqual(Math.max(1, Math.ceil(partitions / 12)));
  });
});
