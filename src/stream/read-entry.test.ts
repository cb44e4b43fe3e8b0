import { expect, test } from 'vitest';
import { ReadEntry } from './read-entry.ts';

test('an entry gives its pack, its count and its text', () => {
  const entry = new ReadEntry('1-0', ['n', '3', 'e', '[{"text":"żółw"},[1,2]]']);
  expect(entry.count).toBe(3);
  expect(entry.pack).toEqual([{ text: 'żółw' }, [1, 2]]);
  expect(entry.raw).toBe('[{"text":"żółw"},[1,2]]');
});

test.each([
  [['n', '2', 'e', '{"not":"a pack"}'], 2],
  [['n', '2', 'e', '[broken'], 2],
  [['n', 'viele', 'e', '[broken'], 1],
  [['x', 'y'], 1],
  [[], 1],
])('what is no pack shows its fields and counts as what it says: %j', (fields, count) => {
  const entry = new ReadEntry('1-0', fields);
  expect(entry.pack).toBeUndefined();
  expect(entry.count).toBe(count);
  expect(entry.raw).toBe(JSON.stringify(fields));
});

test('a pack that does not say its count is counted', () => {
  expect(new ReadEntry('1-0', ['e', '[1,2]']).count).toBe(2);
});
