import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  openMatches,
  SequenceTrack,
  type Hit,
  type Pattern,
  type PatternEvent,
  type PatternStep,
  type SequenceMatch,
  type SequenceRecord,
} from './index.ts';
import { naiveAnyMatches, naiveMatches } from '../testing/naive/naive-sequence.ts';

const A = 1;
const B = 2;
const C = 4;
const X = 8;
const CANCEL = 16;

function pattern(given: Partial<Pattern> = {}): Pattern {
  return { hash: 'h', steps: [step('a', A), step('b', B)], before: [], within: 100, keep: 'newest', reorder: 10, grace: 50, ...given };
}

function step(name: string, bit: number, given: Partial<PatternStep> = {}): PatternStep {
  return { name, bit, min: 1, max: 1, absent: [], ...given };
}

const hit = (at: number, bits: number, id = `e${at}`, more: object = {}): Hit => [at, bits, { id, source: 's', ...more }];

const idOf = (event: PatternEvent): string => event['id'] as string;

/** Feeds hits in their order, then lets all time pass; what was found, as `id@time`. */
function found(one: Pattern, hits: readonly Hit[]): string[] {
  const track = new SequenceTrack(one, SequenceTrack.begin(one, {}));
  const matches: SequenceMatch[] = [];
  for (const each of hits) matches.push(...track.take(each).matches);
  for (let next = track.next(); next !== undefined; next = track.next()) matches.push(...track.clear(next).matches);
  return matches.map(shown);
}

const shown = ({ at, events }: SequenceMatch): string =>
  `${Object.entries(events)
    .map(([name, event]) => `${name}=${idOf(event)}`)
    .join(' ')} @${at}`;

describe('a sequence', () => {
  it('finds A then B, whatever comes between', () => {
    expect(found(pattern(), [hit(1, A), hit(2, X), hit(3, B)])).toEqual(['a=e1 b=e3 @3']);
    expect(found(pattern(), [hit(1, B), hit(2, A)])).toEqual([]);
  });

  it('takes an event exactly at the end of `within` and none after', () => {
    expect(found(pattern(), [hit(0, A), hit(100, B)])).toEqual(['a=e0 b=e100 @100']);
    expect(found(pattern(), [hit(0, A), hit(101, B)])).toEqual([]);
  });

  it('keeps the newest first event, or the oldest', () => {
    const hits = [hit(1, A), hit(2, A), hit(3, B)];
    expect(found(pattern(), hits)).toEqual(['a=e2 b=e3 @3']);
    expect(found(pattern({ keep: 'oldest' }), hits)).toEqual(['a=e1 b=e3 @3']);
    expect(found(pattern({ overlap: 10 }), hits)).toEqual(['a=e1 b=e3 @3', 'a=e2 b=e3 @3']);
  });

  it('fills one step with one event', () => {
    const twice = pattern({ steps: [step('a', A), step('b', A)] });
    expect(found(twice, [hit(1, A), hit(2, A), hit(3, A), hit(4, A)])).toEqual(['a=e1 b=e2 @2', 'a=e3 b=e4 @4']);
  });

  it('puts events in order before it matches, and those of one time in the order they came', () => {
    expect(found(pattern(), [hit(9, B), hit(3, A)])).toEqual(['a=e3 b=e9 @9']);
    expect(found(pattern(), [hit(5, B, 'b'), hit(5, A, 'a')])).toEqual([]);
    expect(found(pattern(), [hit(5, A, 'a'), hit(5, B, 'b')])).toEqual(['a=a b=b @5']);
  });

  it('says when an event is too late to be put in order', () => {
    const one = pattern();
    const track = new SequenceTrack(one, SequenceTrack.begin(one, {}));
    expect(track.take(hit(50, B)).late).toBe(false);
    expect(track.take(hit(40, A)).late).toBe(false);
    expect(track.take(hit(39, A)).late).toBe(true);
  });

  it('lets a later step ask for what an earlier one was', () => {
    const one = pattern({
      steps: [step('a', A), step('b', B, { holds: (event, { a }) => event['order'] === a!['order'] })],
      overlap: 10,
    });
    const hits = [hit(1, A, 'a1', { order: 7 }), hit(2, A, 'a2', { order: 8 }), hit(3, B, 'b', { order: 7 })];
    expect(found(one, hits)).toEqual(['a=a1 b=b @3']);
  });

  it('counts repetitions within the time, newest first', () => {
    const one = pattern({ steps: [step('a', A, { min: 3, max: Infinity })], within: 10 });
    expect(found(one, [hit(0, A), hit(9, A), hit(11, A)])).toEqual([]);
    expect(found(one, [hit(0, A), hit(9, A), hit(11, A), hit(12, A)])).toEqual(['a=e12 @12']);
  });

  it('fails a step that is filled too often', () => {
    const one = pattern({ steps: [step('a', A, { min: 2, max: 3 }), step('b', B)] });
    expect(found(one, [hit(1, A), hit(2, A), hit(3, B)])).toEqual(['a=e2 b=e3 @3']);
    expect(found(one, [hit(1, A), hit(2, A), hit(3, A), hit(4, A), hit(5, B)])).toEqual([]);
    const later = pattern({ steps: [step('a', A), step('b', B, { min: 1, max: 2 }), step('c', C)] });
    expect(found(later, [hit(1, A), hit(2, B), hit(3, B), hit(4, C)])).toEqual(['a=e1 b=e3 c=e4 @4']);
    expect(found(later, [hit(1, A), hit(2, B), hit(3, B), hit(4, B), hit(5, C)])).toEqual([]);
  });

  it('fires an absence when the time is over, and not when the event came', () => {
    const one = pattern({ steps: [step('a', A, { absent: [{ bit: B, lasting: 24 }] })] });
    expect(found(one, [hit(1, A)])).toEqual(['a=e1 @25']);
    expect(found(one, [hit(1, A), hit(24, B)])).toEqual([]);
    expect(found(one, [hit(1, A), hit(25, B)])).toEqual(['a=e1 @25']);
    expect(found(one, [hit(1, A), hit(10, A)])).toEqual(['a=e10 @34']);
    expect(found({ ...one, keep: 'oldest' }, [hit(1, A), hit(10, A)])).toEqual(['a=e1 @25']);
  });

  it('knows absences in the middle and before the beginning', () => {
    const middle = pattern({ steps: [step('a', A, { absent: [{ bit: X }] }), step('b', B)] });
    expect(found(middle, [hit(1, A), hit(2, B)])).toEqual(['a=e1 b=e2 @2']);
    expect(found(middle, [hit(1, A), hit(2, X), hit(3, B)])).toEqual([]);
    const pause = pattern({ steps: [step('a', A, { absent: [{ bit: X, lasting: 5 }] }), step('b', B)] });
    expect(found(pause, [hit(1, A), hit(5, B), hit(6, B)])).toEqual(['a=e1 b=e6 @6']);
    const first = pattern({ before: [{ bit: A, lasting: 30 }], steps: [step('a', A)] });
    expect(found(first, [hit(1, A), hit(20, A), hit(49, A), hit(79, A)])).toEqual(['a=e1 @1', 'a=e79 @79']);
  });

  it('is broken off by cancel_if', () => {
    const one = pattern({ cancel: { bit: CANCEL } });
    expect(found(one, [hit(1, A), hit(2, CANCEL), hit(3, B)])).toEqual([]);
    expect(found({ ...one, anyOf: 2 }, [hit(1, A), hit(2, CANCEL), hit(3, B)])).toEqual([]);
  });

  it('finds any two of three in any order', () => {
    const one = pattern({ steps: [step('a', A), step('b', B), step('c', C)], anyOf: 2 });
    expect(found(one, [hit(1, C), hit(2, C), hit(3, A), hit(4, B)])).toEqual(['a=e3 c=e2 @3']);
    expect(found(one, [hit(1, C), hit(102, A)])).toEqual([]);
  });

  it('takes an absence back when the event came late, once, within the grace', () => {
    const one = pattern({ steps: [step('a', A, { absent: [{ bit: B, lasting: 24 }] })] });
    const track = new SequenceTrack(one, SequenceTrack.begin(one, {}));
    track.take(hit(1, A));
    const [match] = track.clear(25).matches;
    const late = track.take(hit(20, B));
    expect(late.late).toBe(true);
    expect(late.corrected.map((one) => one.id)).toEqual([match!.id]);
    expect(track.take(hit(21, B)).corrected).toEqual([]);
  });

  it('takes no absence back when event time has passed the grace, whether or not the key heard of it', () => {
    const one = pattern({ steps: [step('a', A, { absent: [{ bit: B, lasting: 24 }] })] });
    const track = new SequenceTrack(one, SequenceTrack.begin(one, {}));
    track.take(hit(1, A));
    expect(track.clear(25).matches).toHaveLength(1);
    const copy = new SequenceTrack(one, structuredClone(track.record));
    expect(copy.take(hit(20, B), 75).corrected).toHaveLength(1);
    expect(track.take(hit(20, B), 76)).toMatchObject({ late: true, corrected: [] });
    expect(track.record.fired).toBeUndefined();
  });

  it('tells which matches have begun before anybody had to look, and leaves the record as it was', () => {
    const one = pattern({ steps: [step('a', A), step('b', B, { min: 2, max: 3 }), step('c', C, { absent: [{ bit: X, lasting: 200 }] })] });
    const open = (which: Pattern, now: number, ...hits: Hit[]): unknown[] => {
      const track = new SequenceTrack(which, SequenceTrack.begin(which, {}));
      for (const each of hits) track.take(each);
      const before = JSON.stringify(track.record);
      const told = openMatches(which, track.record, now);
      expect(JSON.stringify(track.record)).toBe(before);
      return told.map(({ filled, wanted, began, until }) => [filled.join(' '), wanted.join(' '), began, until]);
    };
    expect(open(one, 1, hit(1, A))).toEqual([['a', 'b', 1, 101]]);
    expect(open(one, 200, hit(1, A))).toEqual([]);
    expect(open(one, 2, hit(1, A), hit(2, B))).toEqual([['a b', 'b', 1, 101]]);
    expect(open(one, 3, hit(1, A), hit(3, B), hit(2, B))).toEqual([['a b', 'c', 1, 101]]);
    // An absence outlasts `within`: that is for events.
    expect(open(one, 150, hit(1, A), hit(2, B), hit(3, B), hit(4, C))).toEqual([['a b c', '', 1, 204]]);
    expect(open(one, 214, hit(1, A), hit(2, B), hit(3, B), hit(4, C))).toEqual([]);
    const many = pattern({ steps: [step('a', A, { min: 3, max: Infinity }), step('b', B)] });
    expect(open(many, 60, hit(1, A), hit(50, A))).toEqual([['a', 'a', 1, 150]]);
    const any = pattern({ steps: [step('a', A), step('b', B), step('c', C)], anyOf: 3 });
    expect(open(any, 9, hit(5, C), hit(9, A))).toEqual([['a c', 'b', 5, 105]]);
  });

  it('bounds what waits and what is pending', () => {
    const one = pattern({ overlap: 3, reorder: 1_000_000 });
    const track = new SequenceTrack(one, SequenceTrack.begin(one, {}));
    let crowded = 0;
    for (let at = 0; at < 200; at++) crowded += track.take(hit(at, A)).crowded;
    expect(track.record.waiting).toHaveLength(50);
    expect(track.record.pending).toHaveLength(3);
    expect(crowded).toBe(147);
  });
});

const anyAbsences = fc.constantFrom<PatternStep['absent']>([], [], [], [{ bit: X, lasting: 15 }]);
const anyTimes = fc.constantFrom([1, 1], [1, 1], [2, Infinity], [3, Infinity], [1, 2], [2, 3]);
const anyPattern: fc.Arbitrary<Pattern> = fc
  .record({
    bits: fc.uniqueArray(fc.constantFrom(A, B, C, A | B), { minLength: 1, maxLength: 3 }),
    times: fc.tuple(anyTimes, anyTimes, anyTimes),
    absent: fc.tuple(fc.constantFrom<PatternStep['absent']>([], [{ bit: X }], [{ bit: X, lasting: 8 }]), anyAbsences),
    last: anyAbsences,
    before: fc.constantFrom<Pattern['before']>([], [], [{ bit: A | X, lasting: 12 }]),
    within: fc.integer({ min: 5, max: 40 }),
    keep: fc.constantFrom<'newest' | 'oldest'>('newest', 'oldest'),
    overlap: fc.constantFrom(undefined, undefined, 1_000),
    anyOf: fc.constantFrom(0, 0, 0, 1, 2),
    cancel: fc.boolean(),
    reorder: fc.constantFrom(0, 5, 20),
  })
  .map(({ bits, times, absent, last, before, overlap, anyOf, cancel, ...rest }) => {
    const any = anyOf > 0 && anyOf <= bits.length;
    const steps = bits.map((bit, place) => {
      const [min, max] = any ? [1, 1] : times[place]!;
      const after = any ? [] : place === bits.length - 1 ? last : absent[place]!;
      return step(`s${place}`, bit, { min: min!, max: max!, absent: after });
    });
    return {
      ...pattern({ ...rest, steps, before: any ? [] : before }),
      ...(any ? { anyOf } : overlap === undefined ? {} : { overlap }),
      ...(cancel ? { cancel: { bit: CANCEL } } : {}),
    };
  });

const anyHistory = fc.array(
  fc.record({
    gap: fc.integer({ min: 0, max: 9 }),
    bits: fc.constantFrom(A, A, B, B, C, X, CANCEL, A | B),
    delay: fc.integer({ min: 0, max: 20 }),
    restart: fc.boolean(),
  }),
  { maxLength: 30 },
);

describe('a sequence, against a reading of the whole sorted history', () => {
  it('finds the same matches, whatever the order of arrival within the bound, restarts and timers', () => {
    fc.assert(
      fc.property(anyPattern, anyHistory, (one, steps) => {
        let now = 100;
        const events = steps.map(({ gap, bits, delay, restart }, index) => {
          now += gap;
          return { each: hit(now, bits, `e${index}`), arrives: now + Math.min(delay, one.reorder), restart };
        });
        const arrivals = events.toSorted((a, b) => a.arrives - b.arrives);
        let record: SequenceRecord = SequenceTrack.begin(one, {});
        const got: SequenceMatch[] = [];
        // The timer: what is due by a time is found then, event or not.
        const settleUntil = (time: number): void => {
          const track = new SequenceTrack(one, record);
          for (let next = track.next(); next !== undefined && next + one.reorder < time; next = track.next())
            got.push(...track.clear(next).matches);
        };
        for (const { each, arrives, restart } of arrivals) {
          settleUntil(arrives);
          if (restart) record = JSON.parse(JSON.stringify(record)) as SequenceRecord;
          const outcome = new SequenceTrack(one, record).take(each);
          expect(outcome.late).toBe(false);
          got.push(...outcome.matches);
        }
        settleUntil(Infinity);
        // Events of one time keep the order they arrived in.
        const history = arrivals.map(({ each }) => each);
        const wanted = one.anyOf === undefined ? naiveMatches(one, history, now + 10_000) : naiveAnyMatches(one, history);
        expect(got.map(shown).toSorted()).toEqual(wanted.toSorted());
        expect(new Set(got.map(({ id }) => id)).size).toBe(got.length);
      }),
      { numRuns: 400 },
    );
  });
});
