import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredEvent } from '#event';
import { percentileError, type MeasureFunction } from '#window';
import { isFlagged, propertyRuns, propertyTimeout } from '../testing/property-runs.ts';
import { countedInWindow, naiveMeasure, type NaiveShape, type ToldInput } from '../testing/naive/naive-measure.ts';
import { eventsOf, happenings, laneOf, tell } from './story.fixture.ts';

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** Every function as rules write it; `takes` is what it takes of an event, or null. */
interface Fn {
  readonly fn: MeasureFunction;
  readonly words: string;
  readonly percentile?: number;
  takes(seen: Seen): number | string | null;
}
const amount = ({ n }: Seen): number | null => n;
const functions: readonly Fn[] = [
  { fn: 'count', words: 'fn: count', takes: () => 1 },
  { fn: 'sum', words: 'fn: sum, of: event.data.n', takes: amount },
  { fn: 'avg', words: 'fn: avg, of: event.data.n', takes: amount },
  { fn: 'min', words: 'fn: min, of: event.data.n', takes: amount },
  { fn: 'max', words: 'fn: max, of: event.data.n', takes: amount },
  { fn: 'percentile', words: 'fn: median, of: event.data.n', percentile: 50, takes: amount },
  { fn: 'percentile', words: 'fn: p95, of: event.data.n', percentile: 95, takes: amount },
  { fn: 'percentile', words: 'fn: percentile, p: 20, of: event.data.n', percentile: 20, takes: amount },
  { fn: 'distinct', words: 'fn: distinct, of: event.data.who', takes: ({ who }) => who },
  { fn: 'ratio', words: 'fn: ratio, of: event.data.n > 0, min: 1', takes: ({ n }) => (n !== null && n > 0 ? 1 : 0) },
  { fn: 'first_seen', words: 'fn: first_seen, of: event.data.who', takes: ({ who }) => who },
  { fn: 'first_seen', words: 'fn: first_seen', takes: () => '*' },
];

/** Every kind of window as rules write it. A first sight has a horizon, which slides. */
const shapes: readonly { readonly words: string; readonly shape: NaiveShape }[] = [
  { words: 'window: 60s', shape: { window: minute, pane: second } },
  { words: 'window: 70s, every: 20s', shape: { window: 70 * second, pane: 20 * second } },
  { words: 'kind: tumbling, window: 1m', shape: { window: minute, pane: minute, kind: 'tumbling' } },
  {
    words: 'kind: tumbling, window: 1d, zone: Europe/Warsaw',
    shape: { window: day, pane: day, kind: 'tumbling', zone: 'Europe/Warsaw' },
  },
  { words: 'gap: 15s, window: 2m, every: 4s', shape: { window: 2 * minute, pane: 4 * second, kind: 'session', gap: 15 * second } },
];
const horizon = { words: 'horizon: 90s', shape: { window: 90 * second, pane: 3 * second } };

interface Seen {
  readonly shop: string;
  readonly who: string | null;
  readonly n: number | null;
  readonly ok: boolean;
}
interface Chosen {
  readonly fn: Fn;
  readonly kind: (typeof shapes)[number];
  /** Whether the measure counts only events of more than nothing. */
  readonly positive: boolean;
}

const seen: fc.Arbitrary<Seen> = fc.record({
  shop: fc.constantFrom('web', 'żabka'),
  who: fc.option(fc.constantFrom('ola', 'łukasz', 'żaneta'), { nil: null, freq: 4 }),
  n: fc.option(
    fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -9_999_999, max: 9_999_999 })).map((one) => one / 100),
    { nil: null, freq: 4 },
  ),
  ok: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});
const chosen: fc.Arbitrary<readonly Chosen[]> = fc.array(
  fc
    .record({ fn: fc.constantFrom(...functions), kind: fc.constantFrom(...shapes), positive: fc.boolean() })
    .map((one) => (one.fn.fn === 'first_seen' ? { ...one, kind: horizon } : one)),
  { minLength: 1, maxLength: 6 },
);
const story = happenings(seen, { grain: 500, gap: 15 * second, pause: 10 * minute, delay: 20 * second, late: 6 * minute });

/** A rule that says after every event what all of its measures stand at. */
function ruleOf(measures: readonly Chosen[]): string {
  const lines = measures.map(
    ({ fn, kind, positive }, at) => `  m${at}: { ${fn.words}, ${kind.words}${positive ? ', where: event.data.n > 0' : ''} }`,
  );
  const told = measures.map((_, at) => `m${at}: "\${measures.m${at}}"`);
  return `rule: tells
summary: Mówi wszystko.
mode: active
on: [own.seen]
where: event.data.ok == true
by: { shop: event.data.shop }
measures:
${lines.join('\n')}
when: event.data.ok == true
concurrency: parallel
workflow:
  - say: { emit: { type: own.told, data: { id: "\${event.id}", ${told.join(', ')} } } }
`;
}

interface Told {
  readonly id: string;
  readonly values: readonly unknown[];
}

/** What the rule must say: every measure from the list of all events of the shop that came before, however they came. */
function naive(measures: readonly Chosen[], events: readonly ScoredEvent[]): Told[] {
  const said: Told[] = [];
  const lists = new Map<string, { readonly at: number; readonly received: number; readonly end: number; readonly seen: Seen }[]>();
  const longest = Math.max(...measures.map(({ kind }) => kind.shape.window));
  for (const { id, at, received, data } of events) {
    const one = data as unknown as Seen;
    if (!one.ok) continue;
    let list = lists.get(one.shop) ?? [];
    // A shop of which nothing was heard for longer than the longest window, counted from the full minute after, is begun anew.
    const heard = list.at(-1);
    if (heard !== undefined && received >= heard.end + Math.max(1, Math.ceil((heard.received - heard.end) / minute)) * minute + longest)
      list = [];
    lists.set(one.shop, list);
    const end = Math.max(at, ...list.map((other) => other.at));
    list.push({ at, received, end, seen: one });
    const inputs = measures.map(({ fn, positive }) =>
      list.map((other): ToldInput => {
        const counts = !positive || (other.seen.n !== null && other.seen.n > 0);
        return { at: other.at, end: other.end, value: counts ? fn.takes(other.seen) : null };
      }),
    );
    // Older than every window that would have counted it: it changes nothing, and nothing is asked.
    const before = measures.map(
      ({ kind: { shape } }) =>
        countedInWindow({ window: shape.window, pane: shape.pane, ...tumbling(shape) }, [{ at, end, value: 1 }], end).length === 0,
    );
    const wanted = inputs.map((list_) => list_.at(-1)!.value !== null);
    const taken = measures.some(({ kind }, place) => !before[place] && (wanted[place] || kind.shape.gap !== undefined));
    if (!taken && measures.some((_, place) => before[place] && wanted[place])) continue;
    said.push({
      id,
      values: measures.map(({ fn, kind }, place) =>
        naiveMeasure(fn.fn, kind.shape, inputs[place]!, end, { percentile: fn.percentile ?? 50 }),
      ),
    });
  }
  return said;
}

const tumbling = ({ kind, zone }: NaiveShape): Partial<NaiveShape> =>
  kind === 'tumbling' ? { kind, ...(zone === undefined ? {} : { zone }) } : {};

/** Percentiles may be off by their error; all else is the same to the last bit. */
function expectSame(measures: readonly Chosen[], got: readonly Told[], wanted: readonly Told[]): void {
  const exact = (told: readonly Told[]): unknown =>
    told.map(({ id, values }) => [
      id,
      ...values.map((value, place) => (measures[place]!.fn.fn === 'percentile' && value !== null ? '%' : value)),
    ]);
  expect(exact(got)).toEqual(exact(wanted));
  for (const [at, { values }] of wanted.entries()) {
    for (const [place, value] of values.entries()) {
      if (measures[place]!.fn.fn !== 'percentile' || typeof value !== 'number') continue;
      expect(Math.abs((got[at]!.values[place] as number) - value)).toBeLessThanOrEqual(Math.abs(value) * percentileError * 1.000_001);
    }
  }
}

/** The engine and the naive interpreter on the same story; `wrong` is what the engine is told instead of the rule that the naive one has. */
function property(wrong: (measures: readonly Chosen[]) => readonly Chosen[] = (measures) => measures) {
  return fc.property(chosen, story, (measures, happened) => {
    const events = eventsOf(happened, (what) => ({ type: 'own.seen', data: { ...what } }));
    const lane = laneOf([ruleOf(wrong(measures))]);
    tell(lane, happened, events, 0);
    const said = lane.record.emitted.map(({ event: { data } }): Told => ({
      id: data['id'] as string,
      values: measures.map((_, at) => data[`m${at}`]),
    }));
    expectSame(measures, said, naive(measures, events));
  });
}

describe('measures of a running engine, against a list of everything that happened', () => {
  it(
    'stand the same after every event: every function, every kind of window, late, twice, lost, restarted, replayed',
    () => {
      fc.assert(property(), propertyRuns(80));
    },
    propertyTimeout,
  );

  it(
    'would not be taken to agree when a window were a pane longer',
    () => {
      const longer = (measures: readonly Chosen[]): Chosen[] =>
        measures.map((one) => (one.kind === shapes[0] ? { ...one, kind: { ...one.kind, words: 'window: 61s, every: 1s' } } : one));
      expect(isFlagged(property(longer), 80)).toBe(true);
    },
    propertyTimeout,
  );
});
