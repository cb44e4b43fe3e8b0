import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimerQueue } from './timer-queue.ts';
import type { Timer } from './timer.ts';

const timer = (id: string, due: number): Timer => ({ id, due, purpose: 'czekanie', payload: {} });

describe('timer queue', () => {
  it('gives due timers in order and marks them as cancelled', () => {
    const queue = new TimerQueue();
    for (const one of [timer('c', 30), timer('a', 10), timer('b', 20)]) queue.load(one);
    expect(queue.nextDue()).toBe(10);
    expect(queue.takeDue(20, 10).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(queue.takeChanges()).toEqual({ set: [], cancel: [timer('a', 10), timer('b', 20)] });
    expect(queue.nextDue()).toBe(30);
  });

  it('moves a timer that is set again: the old one is cancelled, the new one set', () => {
    const queue = new TimerQueue();
    queue.load(timer('a', 10));
    queue.set(timer('a', 50));
    expect(queue.takeDue(40, 10)).toEqual([]);
    expect(queue.takeChanges()).toEqual({ set: [timer('a', 50)], cancel: [timer('a', 10)] });
  });

  it('writes nothing for a timer set and cancelled within one batch', () => {
    const queue = new TimerQueue();
    queue.set(timer('a', 10));
    queue.cancel('a');
    expect(queue.takeChanges()).toEqual({ set: [], cancel: [] });
    expect(queue.size).toBe(0);
  });

  it('agrees with a sorted list whatever is set, moved, cancelled and taken', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), id: fc.integer({ min: 0, max: 20 }), due: fc.integer({ min: 0, max: 1_000 }) }),
      fc.record({ kind: fc.constant('cancel' as const), id: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ kind: fc.constant('take' as const), now: fc.integer({ min: 0, max: 1_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new TimerQueue();
        const plain = new Map<string, number>();
        for (const one of steps) {
          if (one.kind === 'set') {
            queue.set(timer(String(one.id), one.due));
            plain.set(String(one.id), one.due);
          } else if (one.kind === 'cancel') {
            queue.cancel(String(one.id));
            plain.delete(String(one.id));
          } else {
            const taken = queue.takeDue(one.now, 1_000).map(({ due }) => due);
            const expected = [...plain].filter(([, due]) => due <= one.now);
            for (const [id] of expected) plain.delete(id);
            expect(taken).toEqual(expected.map(([, due]) => due).toSorted((a, b) => a - b));
          }
        }
        expect(queue.size).toBe(plain.size);
        expect(queue.nextDue()).toBe(plain.size === 0 ? undefined : Math.min(...plain.values()));
      }),
    );
  });
});
