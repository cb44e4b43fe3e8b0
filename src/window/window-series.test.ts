import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDecimals } from './add-decimals.ts';
import type { CompiledMeasure, MeasureFunction } from './compiled-measure.ts';
import { memberLimit } from './distinct-tally.ts';
import { seenLimit } from './first-seen-tally.ts';
import { naiveMeasure, type NaiveShape as Shape } from '../testing/naive/naive-measure.ts';
import type { Pane, PaneRecord } from './pane-record.ts';
import { bucketLimit } from './percentile-tally.ts';
import { percentileError } from './value-bucket.ts';
import { windowCalendar } from './window-calendar.ts';
import { WindowSeries } from './window-series.ts';

const second = 1_000;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const numeric: readonly MeasureFunction[] = ['sum', 'avg', 'min', 'max', 'percentile'];
const functions: readonly MeasureFunction[] = ['count', ...numeric, 'ratio', 'distinct', 'first_seen'];

const shapes: { readonly [name: string]: Shape } = {
  sliding: { window: 10 * minute, pane: minute },
  coarse: { window: 7 * minute, pane: 2 * minute },
  tumbling: { window: 10 * minute, pane: 10 * minute, kind: 'tumbling' },
  zoned: { window: day, pane: day, kind: 'tumbling', zone: 'Europe/Warsaw' },
  session: { window: 20 * minute, pane: 30 * second, kind: 'session', gap: 2 * minute },
};

interface Told {
  readonly at: number;
  readonly who: string | null;
  readonly amount: number | null;
  /** Where the windows ended when it came. */
  readonly end: number;
}

function measures(shape: Shape): CompiledMeasure[] {
  return functions.map((fn) => ({ name: fn, fn, definition: fn, ...shape }));
}

function inputsOf({ who, amount }: Told): (number | string | null)[] {
  return functions.map((fn) => {
    if (fn === 'count') return 1;
    if (fn === 'distinct' || fn === 'first_seen') return who;
    return fn === 'ratio' ? (amount === null ? 0 : 1) : amount;
  });
}

/** A series over records as they are stored, read anew from their JSON. */
function reread(shape: Shape, panes: readonly Pane[]): WindowSeries {
  const positions = functions.map((_, index) => index);
  return new WindowSeries('s', measures(shape), positions, JSON.parse(JSON.stringify(panes)) as Pane[]);
}

function standing(series: WindowSeries): { [name: string]: unknown } {
  return Object.fromEntries(series.tallies.map((tally, index) => [functions[index]!, [tally.value, tally.percentile?.(95)]]));
}

/** Every measure from scratch, by a list of all that was told. The last one is the newest told, not the newest in time. */
function naive(shape: Shape, told: readonly Told[], end: number, passed: boolean): { [name: string]: unknown } {
  return Object.fromEntries(
    functions.map((fn, index) => {
      const inputs = told.map((one) => ({ at: one.at, end: one.end, value: inputsOf(one)[index]! }));
      const ask = (percentile: number): unknown => naiveMeasure(fn, shape, inputs, end, { percentile, passed });
      return [fn, [ask(50), fn === 'percentile' ? ask(95) : undefined]];
    }),
  );
}

/** The same, but for percentiles, which may be off by their error. */
function expectSame(got: { [name: string]: unknown }, wanted: { [name: string]: unknown }): void {
  const { percentile, ...rest } = got as { percentile: (number | null)[] };
  const { percentile: ranks, ...others } = wanted as { percentile: (number | null)[] };
  expect(rest).toEqual(others);
  for (const [index, rank] of ranks.entries()) {
    if (rank === null) expect(percentile[index]).toBe(null);
    else expect(Math.abs(percentile[index]! - rank)).toBeLessThanOrEqual(Math.abs(rank) * percentileError * 1.000_001);
  }
}

const amounts = fc.oneof(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -9_999_999, max: 9_999_999 })).map((one) => one / 100);
const step = fc.record({
  // Mostly forward, at times back: late, at times far back: too late.
  move: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: -60, max: 400 }), fc.integer({ min: -2_000, max: 900 })),
  who: fc.option(fc.constantFrom('ola', 'łukasz', 'żaneta', 'ewa'), { nil: null }),
  amount: fc.option(amounts, { nil: null, freq: 4 }),
  restart: fc.boolean(),
  /** Seconds that pass before it without any event of the group, as a timer finds it. */
  idle: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 300 })),
});

describe('WindowSeries', () => {
  it.each(Object.entries(shapes))('agrees with a list of all events at every step: %s', (_name, shape) => {
    const scale = shape.window === day ? 200 : 1;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 50 }), fc.constantFrom(1, 7), (steps, month) => {
        let series = reread(shape, []);
        let at = Date.UTC(2026, month - 1, 10, 12);
        let end = -Infinity;
        const told: Told[] = [];
        for (const { move, who, amount, restart, idle } of steps) {
          if (idle > 0 && told.length > 0) {
            end += idle * second * scale;
            series.advance(end);
            series.pass();
            expectSame(standing(series), naive(shape, told, end, true));
          }
          at += move * second * scale;
          end = Math.max(end, at);
          const one = { at, who, amount, end };
          told.push(one);
          series.advance(end);
          series.add(at, end, inputsOf(one));
          expectSame(standing(series), naive(shape, told, end, false));
          if (!restart) continue;
          const before = standing(series);
          series = reread(shape, series.panes);
          series.advance(end);
          // What the newest event said is gone with it; everything else stands as it stood, to the last bit.
          expect({ ...standing(series), first_seen: 0 }).toEqual({ ...before, first_seen: 0 });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps panes of sessions that ended until the window has passed, so that a late event joins what was apart', () => {
    const shape = shapes['session']!;
    const series = reread(shape, []);
    const tell = (at: number, end: number): unknown => {
      series.advance(end);
      series.add(at, end, inputsOf({ at, who: `o${at}`, amount: 1, end }));
      return series.tallies[0]!.value;
    };
    expect(tell(0, 0)).toBe(1);
    expect(tell(3 * minute, 3 * minute)).toBe(1);
    expect(tell(90 * second, 3 * minute)).toBe(3);
    expect(series.over).toBe(5 * minute + 1);
    expect(tell(5 * minute, 5 * minute)).toBe(4);
    expect(tell(7 * minute + 1, 7 * minute + 1)).toBe(1);
  });

  it('adds and forgets amounts a million times without drifting', () => {
    const shape: Shape = { window: 10 * second, pane: second };
    const series = new WindowSeries('s', [{ name: 's', fn: 'sum', definition: 's', ...shape }], [0], []);
    for (let index = 0; index < 1_000_000; index++) {
      const at = index * 10;
      series.advance(at);
      series.add(at, at, [index % 2 === 0 ? 0.1 : 0.2]);
    }
    // The last ten panes of a hundred events each.
    expect(series.tallies[0]!.value).toBe(150);
    expect(0.1 + 0.2).not.toBe(0.3);
    expect(addDecimals(0.1, 0.2)).toBe(0.3);
    expect(addDecimals(1_000_000.1, -1_000_000)).toBe(0.1);
  });

  it('adds decimals of six places as on paper, in any order', () => {
    const decimal = fc.integer({ min: -400_000_000_000, max: 400_000_000_000 });
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 100 }), (micros) => {
        let sum = 0;
        let whole = 0;
        for (const one of micros) {
          sum = addDecimals(sum, one / 1e6);
          whole += one;
          if (Math.abs(whole) >= 4.9e14) return;
          expect(sum).toBe(whole === 0 ? 0 : whole / 1e6);
        }
      }),
    );
  });
});

/** One pane after another, each filled by a function. */
function fill(fn: MeasureFunction, panes: number, perPane: number, value: (index: number) => number | string): WindowSeries {
  const shape: Shape = { window: 5 * minute, pane: minute };
  const series = new WindowSeries('s', [{ name: 'm', fn, definition: 'm', ...shape }], [0], []);
  for (let index = 0; index < panes * perPane; index++) {
    const at = Math.floor(index / perPane) * minute;
    series.advance(at);
    series.add(at, at, [value(index)]);
  }
  return series;
}

describe('sketches', () => {
  it('estimates people beyond the bound to a few parts in a hundred, says so, and is exact again when the crowd has left', () => {
    const exact = fill('distinct', 5, memberLimit / 5, (index) => `osoba-${index}`);
    expect(exact.tallies[0]).toMatchObject({ value: memberLimit, approximate: false });
    for (const size of [3_000, 8_000, 30_000]) {
      const series = fill('distinct', 5, size, (index) => `osoba-${index}-ż`);
      const tally = series.tallies[0]!;
      expect(tally.approximate).toBe(true);
      // Three standard errors of 1.6 %.
      expect(Math.abs((tally.value as number) / (size * 5) - 1)).toBeLessThan(0.05);
      expect(tally.members!.length).toBe(memberLimit);
      const stored = JSON.parse(JSON.stringify(series.panes)) as Pane[];
      const again = new WindowSeries('s', [{ name: 'm', fn: 'distinct', definition: 'm', window: 5 * minute, pane: minute }], [0], stored);
      expect(again.tallies[0]!.value).toBe(tally.value);
      // People seen before change nothing.
      series.add(4 * minute, 4 * minute, [`osoba-${size * 5 - 1}-ż`]);
      expect(series.tallies[0]!.value).toBe(tally.value);
      series.advance(11 * minute);
      series.add(11 * minute, 11 * minute, ['ola']);
      expect(series.tallies[0]).toMatchObject({ value: 1, approximate: false });
    }
  });

  it('remembers fifty thousand as seen, and beyond that has no value for those it does not know', () => {
    const series = fill('first_seen', 1, seenLimit, (index) => `o${index}`);
    expect(series.tallies[0]!.value).toBe(true);
    series.add(0, 0, ['nowa']);
    expect(series.tallies[0]).toMatchObject({ value: null, lack: 'memory-full' });
    series.add(0, 0, ['o7']);
    expect(series.tallies[0]).toMatchObject({ value: false, lack: undefined });
    series.add(0, 0, [null]);
    expect(series.tallies[0]!.value).toBe(null);
  });

  it('bounds the buckets of a pane, whatever values come', () => {
    const series = fill('percentile', 1, 5_000, (index) => (index % 2 === 0 ? 1 : -1) * 10 ** ((index % 240) / 10 - 9));
    expect(Object.keys(series.panes[0]!.record['m'] as PaneRecord).length).toBe(240);
    const wide = fill('percentile', 1, 5_000, (index) => 1.02 ** (index % 2_000) * 1e-8);
    expect(Object.keys(wide.panes[0]!.record['m'] as PaneRecord).length).toBe(bucketLimit);
    for (const share of [1, 50, 99, 100]) expect(wide.tallies[0]!.percentile!(share)).toBeGreaterThan(0);
    expect(fill('percentile', 1, 3, () => 0).tallies[0]!.percentile!(95)).toBe(0);
  });

  it('keeps percentiles of many amounts within their error', () => {
    let seed = 7;
    const drawn: number[] = [];
    const series = fill('percentile', 5, 40_000, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      const amount = Math.exp((seed / 2 ** 32) * 12 - 3) - 5;
      drawn.push(amount);
      return amount;
    });
    drawn.sort((a, b) => a - b);
    for (const share of [0.1, 5, 50, 90, 95, 99, 100]) {
      const wanted = drawn[Math.ceil((share * drawn.length) / 100) - 1]!;
      expect(Math.abs(series.tallies[0]!.percentile!(share)! - wanted)).toBeLessThanOrEqual(Math.abs(wanted) * percentileError * 1.000_001);
    }
  });
});

describe('windowCalendar', () => {
  it('cuts days at midnight of the zone, weeks on Monday, and a day of changing clocks into 23 or 25 hours', () => {
    const days = windowCalendar(day, 'Europe/Warsaw');
    const number = days.numberOf(Date.UTC(2026, 2, 29, 12));
    expect([days.endOf(number - 1), days.endOf(number)].map((at) => new Date(at).toISOString())).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    const autumn = days.numberOf(Date.UTC(2026, 9, 25, 12));
    expect(days.endOf(autumn) - days.endOf(autumn - 1)).toBe(25 * hour);
    const weeks = windowCalendar(7 * day);
    expect(new Date(weeks.endOf(weeks.numberOf(Date.UTC(2026, 10, 25)))).toUTCString()).toMatch(/^Mon, 30 Nov 2026 00:00/);
    for (const zone of ['Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham', 'UTC']) {
      const local = windowCalendar(day, zone);
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 17 * hour) {
        const one = local.numberOf(at);
        expect(local.endOf(one)).toBeGreaterThan(at);
        expect(local.numberOf(local.endOf(one))).toBe(one + 1);
        expect(local.numberOf(local.endOf(one) - 1)).toBe(one);
      }
    }
    expect(() => windowCalendar(day, 'Polska/Kraków').numberOf(0)).toThrow(RangeError);
  });
});
