import { array, assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { groupKey } from './group-key.ts';

test.each([
  [['topic'], ['kawa'], 'topic=kawa'],
  [['topic', 'p'], ['żur', 'x'], 'topic=żur,p=x'],
  [['t'], ['a,b=c%|\n'], 't=a%2Cb%3Dc%25%7C%0A'],
  [[], [], 'all'],
])('the key of %j with %j is %s', (names, values, key) => {
  expect(groupKey(names, values)).toBe(key);
});

test('two different groups never share a key', () => {
  const pair = array(string({ maxLength: 4, unit: 'binary-ascii' }), { minLength: 2, maxLength: 2 });
  assert(
    property(pair, pair, (a, b) => {
      expect(groupKey(['x', 'y'], a) === groupKey(['x', 'y'], b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
});
