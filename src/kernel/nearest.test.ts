import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('the nearest word', () => {
  it.each([
    ['retension', ['retention', 'retries'], 'retention'],
    ['hwere', ['where', 'here'], 'where'],
    ['Partitions', ['partitions'], 'partitions'],
    ['dostwaa', ['dostawa', 'dostęp'], 'dostawa'],
    ['wneh', ['when', 'where'], undefined],
    ['xyz', ['partitions'], undefined],
    ['', ['a'], 'a'],
  ])('to "%s" among %j is %s', (word, candidates, expected) => expect(nearest(word, candidates)).toBe(expected));

  it('is the first of two equally near ones', () => expect(nearest('cat', ['bat', 'hat'])).toBe('bat'));
});
