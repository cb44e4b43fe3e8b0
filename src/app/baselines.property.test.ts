import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredEvent } from '#event';
import type { BaselinePlan } from '#surge';
import { naiveVerdict, samplePeriod, type NaiveSample } from '../testing/naive/naive-baseline.ts';
import { isFlagged, propertyRuns, propertyTimeout } from '../testing/property-runs.ts';
import { naiveMeasure, type ToldInput } from '../testing/naive/naive-measure.ts';
import { eventsOf, happenings, laneOf, tell } from './story.fixture.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type Fn = 'count' | 'sum' | 'avg' | 'distinct';
interface Usual {
  readonly fn: Fn;
  readonly window: number;
  readonly every: number;
  readonly season: BaselinePlan['season'];
  readonly history: number;
  readonly minHistory: number;
  readonly floor: number;
  readonly direction: BaselinePlan['direction'];
  readonly cold: boolean;
  readonly over: number;
}
const usual: fc.Arbitrary<Usual> = fc
  .record({
    fn: fc.constantFrom<Fn>('count', 'sum', 'avg', 'distinct'),
    window: fc.constantFrom(10 * minute, hour, 2 * hour),
    season: fc.constantFrom<Usual['season']>('none', 'none', 'hour_of_day', 'hour_of_week'),
    long: fc.boolean(),
    minHistory: fc.constantFrom(0, 6 * hour, day),
    floor: fc.constantFrom(0, 1),
    direction: fc.constantFrom<Usual['direction']>('up', 'down', 'both'),
    cold: fc.boolean(),
    over: fc.constantFrom(0.3, 1, 2),
  })
  .map(({ long, ...one }) => {
    const least = one.season === 'hour_of_week' ? 14 * day : 2 * day;
    return { ...one, every: one.window / 10, history: long ? 2 * least : least };
  });

interface Seen {
  readonly n: number;
  readonly who: string;
}
const seen: fc.Arbitrary<Seen> = fc.record({
  n: fc.integer({ min: -200, max: 900 }).map((one) => one / 10),
  who: fc.constantFrom('ola', 'łukasz', 'żaneta', 'ewa'),
});
const story = happenings(seen, { grain: minute, gap: 90 * minute, pause: 40 * hour, delay: 30 * minute, late: 3 * hour, most: 60 });

function ruleOf({ fn, window, every, season, history, minHistory, floor, direction, cold, over }: Usual): string {
  const of = fn === 'distinct' ? ', of: event.data.who' : fn === 'count' ? '' : ', of: event.data.n';
  return `rule: usual
summary: Mówi, co niezwykłe.
mode: active
on: [own.seen]
measures:
  m: { fn: ${fn}${of}, window: ${window}ms, every: ${every}ms }
baseline: { of: m, season: ${season}, history: ${history}ms, min_history: ${minHistory}ms, floor: ${floor}, direction: ${direction}${cold ? ', cold_start: { expected: 3, spread: 2 }' : ''} }
when: measures.m.z > ${over}
concurrency: parallel
workflow:
  - say: { emit: { type: own.told, data: { id: "\${event.id}", m: "\${measures.m}", z: "\${measures.m.z}", expected: "\${measures.m.expected}", spread: "\${measures.m.spread}" } } }
`;
}

interface Told {
  readonly id: string;
  readonly numbers: readonly number[];
}

/** Every fire with its numbers, from the lists of all events and all samples so far; `learnsAlways` is an interpreter that is wrong: it learns from what the rule fired at. */
function naive(rule: Usual, events: readonly ScoredEvent[], learnsAlways: boolean): Told[] {
  const { fn, window, every, over } = rule;
  const plan: BaselinePlan = {
    ...rule,
    grows: fn !== 'avg',
    counts: fn === 'count' || fn === 'distinct',
    ...(rule.cold ? { coldStart: { expected: 3, spread: 2 } } : {}),
  };
  const period = samplePeriod(plan);
  const shape = { window, pane: every };
  const said: Told[] = [];
  const told: ToldInput[] = [];
  const fired: number[] = [];
  let samples: NaiveSample[] = [];
  let began = -Infinity;
  let sampled = -Infinity;
  let leftOut = 0;
  for (const { id, at, data } of events) {
    const before = Math.max(-Infinity, ...told.map((one) => one.at));
    const end = Math.max(at, before);
    if (end > before) {
      const reached = Math.floor(end / period);
      if (began === -Infinity || (reached - sampled - 1) * period > plan.history) {
        // Nothing is known, or nothing was heard for as long as anything counts: it begins, and the first sample is the first whose window was watched whole.
        began = end;
        samples = [];
        fired.length = 0;
        leftOut = 0;
        sampled = Math.ceil((end + window) / period) - 1;
      }
      for (let number = sampled + 1; number <= reached; number++) {
        const border = number * period;
        sampled = number;
        const value = naiveMeasure(fn, shape, told, border - 1);
        if (typeof value !== 'number') continue;
        // A window in which the rule's condition held teaches nothing, for a day at most.
        const disturbed = fired.some(
          (time) => (Math.floor(time / period) + 1) * period > border - window && Math.floor(time / period) * period < border,
        );
        if (!disturbed) leftOut = 0;
        else if (leftOut * period < day && !learnsAlways) {
          leftOut++;
          continue;
        }
        samples.push({ border, value });
      }
    }
    const one = { at, end, value: fn === 'distinct' ? (data['who'] as string) : fn === 'count' ? 1 : (data['n'] as number) };
    told.push(one);
    if (naiveMeasure('count', shape, [{ ...one, value: 1 }], end) === 0) continue;
    const value = naiveMeasure(fn, shape, told, end);
    const verdict = typeof value === 'number' ? naiveVerdict(plan, began, samples, end, value) : undefined;
    if (verdict === undefined || !(verdict.z > over)) continue;
    // Only the newest time of a condition that held is remembered.
    fired[0] = Math.max(fired[0] ?? -Infinity, end);
    said.push({ id, numbers: [value as number, verdict.z, verdict.expected, verdict.spread] });
  }
  return said;
}

function property(learnsAlways = false) {
  return fc.property(usual, story, (rule, happened) => {
    const events = eventsOf(happened, (what) => ({ type: 'own.seen', data: { ...what } }));
    const lane = laneOf([ruleOf(rule)]);
    tell(lane, happened, events, 0);
    const got = lane.record.emitted.map(({ event: { data } }): Told => {
      return { id: data['id'] as string, numbers: ['m', 'z', 'expected', 'spread'].map((name) => data[name] as number) };
    });
    const wanted = naive(rule, events, learnsAlways);
    expect(got.map((one) => one.id)).toEqual(wanted.map((one) => one.id));
    // What is learnt is kept in five digits, and a tie may be rounded either way.
    for (const [at, { numbers }] of wanted.entries())
      for (const [place, number] of numbers.entries())
        expect(Math.abs(got[at]!.numbers[place]! - number)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(number)));
  });
}

describe('baselines of a running engine, against a list of all samples', () => {
  it(
    'expect, spread and judge the same: every season and direction, cold starts, disturbed and late, lost, restarted, replayed',
    () => {
      fc.assert(property(), propertyRuns(120));
    },
    propertyTimeout,
  );

  it(
    'would not be taken to agree when they learnt from what the rule fired at',
    () => {
      expect(isFlagged(property(true), 120)).toBe(true);
    },
    propertyTimeout,
  );
});
