import { expect, it } from 'vitest';
import { storyClock } from './story-clock.ts';

it('runs at the machine’s pace, then fast for the length of the story, then as before, and never back', () => {
  let process = 5_000;
  const base = { now: () => 0, monotonic: () => process, sleep: async () => undefined };
  const clock = storyClock(1_000_000, 100, 60_000, base);
  process += 10;
  expect([clock.now(), clock.pace]).toEqual([1_000_010, 1]);
  clock.begin();
  process += 300;
  expect([clock.now(), clock.pace]).toEqual([1_030_010, 100]);
  clock.begin();
  process += 300;
  expect([clock.now(), clock.pace]).toEqual([1_060_010, 1]);
  process += 7;
  expect(clock.now()).toBe(1_060_017);
});
