import { describe, expect, it } from 'vitest';
import { LaneState } from './lane-state.ts';

describe('lane state', () => {
  it('refuses to read what was not loaded, and knows absence from ignorance', () => {
    const state = new LaneState();
    expect(() => state.get('c|a')).toThrow('without being announced');
    state.load('c|a', null);
    expect(state.has('c|a')).toBe(true);
    expect(state.get('c|a')).toBeUndefined();
  });

  it('gives changes once, as JSON, the last of each field', () => {
    const state = new LaneState();
    state.set('a', { miasto: 'Łódź' });
    state.set('b', { n: 1 });
    state.delete('b');
    expect(state.takeChanges()).toEqual([
      ['a', '{"miasto":"Łódź"}'],
      ['b', null],
    ]);
    expect(state.takeChanges()).toEqual([]);
  });

  it('sees a record changed in place, and writes it only when it was set', () => {
    const state = new LaneState();
    state.load('a', '{"n":1}');
    state.get<{ n: number }>('a')!.n = 2;
    expect(state.takeChanges()).toEqual([]);
    state.set('a', state.get('a')!);
    expect(state.takeChanges()).toEqual([['a', '{"n":2}']]);
  });

  it('forgets nothing within a batch, however much it loads', () => {
    const state = new LaneState(10);
    for (let index = 0; index < 100; index++) state.load(`pane-${index}`, null);
    for (let index = 0; index < 100; index++) expect(state.has(`pane-${index}`)).toBe(true);
  });

  it('keeps a changed record over the end of its batch and of the next', () => {
    const state = new LaneState(2);
    state.set('a', { n: 1 });
    state.load('b', null);
    state.takeChanges();
    for (const field of ['c', 'd', 'e']) state.load(field, null);
    expect(state.get('a')).toEqual({ n: 1 });
  });

  it('forgets what was long untouched and keeps what is used', () => {
    const state = new LaneState(10);
    state.load('kept', '{}');
    for (let index = 0; index < 40; index++) {
      state.load(`other-${index}`, null);
      state.get('kept');
      if (index % 5 === 4) state.takeChanges();
    }
    expect(state.has('kept')).toBe(true);
    expect(state.has('other-0')).toBe(false);
    expect(state.has('other-39')).toBe(true);
  });
});
