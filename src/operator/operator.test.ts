import { Message } from '#message';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import type { OperatorContext } from './operator-context.ts';
import { defineAsyncOperator, defineOperator, type Batch } from './operator.ts';

const context = {} as OperatorContext;
const batchOf = (...values: string[]): Batch<string> => values.map((value, index) => new Message(value, '1-0', index));

const shout = defineOperator<string>({
  name: 'shout',
  summary: 'Fails on b, drops on d.',
  applies: (value) => value !== 'c',
  each(value, _context, message) {
    if (value === 'b') throw new TypeError('żle');
    if (value === 'd') message.settle('suppressed');
  },
});

describe('defineOperator', () => {
  it('passes every batch on, at once, in order', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const a = batchOf('a');
      const c = batchOf('c');
      const source = cold('   -x--y-|', { x: a, y: c });
      const expected = '       -x--y-|';
      expectObservable(source.pipe(shout.through(context))).toBe(expected, { x: a, y: c });
    });
  });

  it('passes an error of the source through', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      expectObservable(cold<Batch<string>>('-#').pipe(shout.through(context))).toBe('-#');
    });
  });

  it('settles a message its function throws on as dead; the neighbours go on', () => {
    const batch = batchOf('a', 'b', 'c', 'd');
    new TestScheduler(() => undefined).run(({ cold, expectObservable }) =>
      expectObservable(cold('x', { x: batch }).pipe(shout.through(context))).toBe('x', { x: batch }),
    );
    expect(batch.map((message) => message.fate)).toEqual([undefined, 'dead', undefined, 'suppressed']);
    expect(batch[1]!.failure).toEqual({ code: 'operator-failed', reason: 'TypeError: żle', operator: 'shout' });
  });

  it('leaves settled messages alone', () => {
    const batch = batchOf('b');
    batch[0]!.settle('duplicate');
    new TestScheduler(() => undefined).run(({ cold, expectObservable }) =>
      expectObservable(cold('x', { x: batch }).pipe(shout.through(context))).toBe('x', { x: batch }),
    );
    expect(batch[0]!.fate).toBe('duplicate');
  });
});

describe('defineAsyncOperator', () => {
  it('waits for its work, one batch at a time, and fails what is live when the work fails', async () => {
    const seen: string[] = [];
    const slow = defineAsyncOperator<string>({
      name: 'slow',
      summary: 'Takes its time.',
      async batch(batch) {
        await Promise.resolve();
        seen.push(batch.map(({ value }) => value).join(''));
        if (seen.length === 2) throw new Error('model away');
      },
    });
    const { from, lastValueFrom, toArray } = await import('rxjs');
    const batches = [batchOf('a', 'b'), batchOf('c'), batchOf('d')];
    expect(await lastValueFrom(from(batches).pipe(slow.through(context), toArray()))).toEqual(batches);
    expect(seen).toEqual(['ab', 'c', 'd']);
    expect(batches[1]![0]!.failure?.reason).toBe('Error: model away');
    expect(batches[2]![0]!.live).toBe(true);
  });
});
