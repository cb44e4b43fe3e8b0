import type { KeyedState } from '#state';
import { describe, expect, it } from 'vitest';
import { IdleGroups, type Forgettable } from './idle-groups.ts';

const state = {} as KeyedState;

/** A group that notes when it is forgotten. */
function group(kin: string, keptUntil: number, forgotten: string[], name: string): Forgettable {
  return { kin, keptUntil, forget: () => void forgotten.push(name) };
}

describe('IdleGroups', () => {
  it('holds a kin to its number: the one that was silent longest goes, once', () => {
    const idle = new IdleGroups();
    const forgotten: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => group('g|r', 120_000, forgotten, name)) as [Forgettable, Forgettable, Forgettable];
    expect(idle.note(a, 2)).toBeUndefined();
    expect(idle.note(b, 2)).toBeUndefined();
    expect(idle.note(a, 2)).toBeUndefined();
    expect(idle.note(group('g|other', 120_000, forgotten, 'x'), 2)).toBeUndefined();
    expect(idle.note(c, 2)).toBe(b);
    idle.sweep(state, 240_000);
    expect(forgotten).toEqual(['a', 'x', 'c']);
  });

  it('counts no more what it has forgotten in time', () => {
    const idle = new IdleGroups();
    const forgotten: string[] = [];
    idle.note(group('g|r', 10, forgotten, 'a'), 1);
    idle.sweep(state, 120_000);
    expect(forgotten).toEqual(['a']);
    expect(idle.note(group('g|r', 300_000, forgotten, 'b'), 1)).toBeUndefined();
  });
});
