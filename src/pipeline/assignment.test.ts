import type { Lane } from '#stream';
import { describe, expect, it } from 'vitest';
import { ownerOf } from './assignment.ts';

const lanes: Lane[] = Array.from({ length: 64 }, (_, partition) => ({
  stage: partition % 2 === 0 ? 'enrich' : 'decide',
  partition: partition >> 1,
}));

describe('the owner of a lane', () => {
  it('is nobody when nobody lives', () => {
    expect(ownerOf(lanes[0]!, [])).toBeUndefined();
  });

  it('does not depend on the order in which workers are listed', () => {
    for (const lane of lanes) expect(ownerOf(lane, ['a', 'b', 'c'])).toBe(ownerOf(lane, ['c', 'a', 'b']));
  });

  it('changes only for the lanes of a worker that leaves', () => {
    for (const lane of lanes) {
      const before = ownerOf(lane, ['a', 'b', 'c'])!;
      if (before !== 'b') expect(ownerOf(lane, ['a', 'c'])).toBe(before);
    }
  });

  it('gives every worker a fair share', () => {
    const counts = new Map<string, number>();
    for (const lane of lanes) counts.set(ownerOf(lane, ['a', 'b', 'c'])!, (counts.get(ownerOf(lane, ['a', 'b', 'c'])!) ?? 0) + 1);
    for (const count of counts.values()) expect(count).toBeGreaterThan(64 / 3 / 2.5);
  });
});
