import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredEvent } from '#event';
import { isFlagged, propertyRuns, propertyTimeout } from '../testing/property-runs.ts';
import { NaiveFiring, type Firing, type Said } from '../testing/naive/naive-firing.ts';
import { eventsOf, happenings, laneOf, storyStart, tell } from './story.fixture.ts';

const second = 1_000;
const minute = 60 * second;
const optional = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined, freq: 2 });

/** A rule under test, and one that may hold it back: with a cooldown its fires end by themselves, without one they last until they are resolved. */
interface Case extends Firing {
  readonly storm: { readonly cooldown?: number } | undefined;
}
const cases: fc.Arbitrary<Case> = fc
  .record({
    shape: fc.constantFrom(
      { window: 20 * second, pane: second },
      { window: minute, pane: 10 * second },
      { window: 45 * second, pane: 4 * second },
    ),
    least: fc.integer({ min: 1, max: 3 }),
    asksEvent: fc.boolean(),
    holdFor: optional(fc.constantFrom(5 * second, 12 * second, 40 * second)),
    resolveBelow: optional(fc.integer({ min: 1, max: 2 })),
    resolveOn: optional(fc.constant(true)),
    resolveAfter: optional(fc.constantFrom(7 * second, 30 * second, 2 * minute)),
    cooldown: optional(fc.constantFrom(10 * second, 90 * second)),
    maxFires: optional(fc.record({ n: fc.integer({ min: 1, max: 3 }), per: fc.constantFrom(30 * second, 3 * minute) })),
    storm: optional(fc.record({ cooldown: optional(fc.constantFrom(15 * second, minute)) })),
  })
  .map(({ shape, storm, resolveBelow, resolveOn, ...one }) => ({
    ...(JSON.parse(JSON.stringify(one)) as Omit<Firing, 'window' | 'pane'>),
    ...shape,
    // A rule says one of the two.
    ...(resolveBelow === undefined ? (resolveOn === undefined ? {} : { resolveOn }) : { resolveBelow }),
    storm: storm && (storm.cooldown === undefined ? {} : { cooldown: storm.cooldown }),
  }));

interface Seen {
  readonly kind: 'seen' | 'over' | 'storm' | 'calm';
  readonly shop: string;
  readonly good: boolean;
}
const seen: fc.Arbitrary<Seen> = fc.record({
  kind: fc.constantFrom<Seen['kind']>('seen', 'seen', 'seen', 'seen', 'seen', 'seen', 'over', 'storm', 'calm'),
  shop: fc.constantFrom('web', 'web', 'żabka'),
  good: fc.constantFrom(true, true, true, false),
});
const story = happenings(seen, { grain: 500, gap: 12 * second, pause: 8 * minute, delay: 8 * second, late: 2 * minute, most: 40 });

function rulesOf(rule: Case): string[] {
  const { window, pane, least, asksEvent, holdFor, resolveBelow, resolveOn, resolveAfter, cooldown, maxFires, storm } = rule;
  const line = (words: string, value: unknown): string => (value === undefined ? '' : `${words}\n`);
  return [
    `rule: busy
summary: Dzieje się.
mode: active
on: [own.seen]
by: { shop: event.data.shop }
measures: { talk: { fn: count, window: ${window}ms, every: ${pane}ms } }
when: measures.talk >= ${least}${asksEvent ? ' && event.data.good == true' : ''}
${line(`hold_for: ${holdFor}ms`, holdFor)}${line(`resolve_if: measures.talk < ${resolveBelow}`, resolveBelow)}${line('resolve_if: { on: [own.over] }', resolveOn)}${line(
      `resolve_after: ${resolveAfter}ms`,
      resolveAfter,
    )}${line(`cooldown: ${cooldown}ms`, cooldown)}${line(`max_fires: { n: ${maxFires?.n}, per: ${maxFires?.per}ms }`, maxFires)}${line('inhibited_by: [storm]', storm)}`,
    `rule: storm
summary: Burza.
mode: active
on: [own.storm]
by: { shop: event.data.shop }
${storm?.cooldown === undefined ? 'resolve_if: { on: [own.calm] }' : `cooldown: ${storm.cooldown}ms`}
`,
    // Rules say what they do only when somebody listens.
    'rule: ears\nsummary: Słucha.\nmode: active\non: [rule.busy.fired, rule.busy.resolved, rule.storm.fired]\nby: { shop: event.data.group.shop }\nconcurrency: parallel\nworkflow:\n  - note: { emit: { type: own.heard, data: { words: "${group.shop} ${event.type} ${event.at}" } } }\n',
  ];
}

/** What must be said of every shop, and how often what was held back for which reason. */
function naive(
  rule: Case,
  events: readonly ScoredEvent[],
  until: number,
): { readonly heard: string[]; readonly said: Map<string, Said[]>; readonly suppressed: Map<string, number> } {
  const keys = new Map<string, { readonly busy: NaiveFiring; readonly storm: NaiveFiring }>();
  const stormy: Firing = {
    window: 0,
    pane: 1,
    least: 0,
    asksEvent: false,
    ...(rule.storm?.cooldown === undefined ? { resolveOn: true } : { cooldown: rule.storm.cooldown }),
  };
  for (const { type, at, received, data } of events) {
    const shop = data['shop'] as string;
    let key = keys.get(shop);
    if (key === undefined) keys.set(shop, (key = { busy: new NaiveFiring(rule), storm: new NaiveFiring(stormy, false) }));
    const { busy, storm } = key;
    for (const each of keys.values()) each.busy.passTo(received);
    const before = storm.said.length;
    if (type === 'own.seen') busy.happen(at, received, data['good'] === true);
    if (type === 'own.over' && rule.resolveOn) busy.over(at, received);
    if (type === 'own.storm') storm.happen(at, received, true);
    if (type === 'own.calm' && rule.storm?.cooldown === undefined) storm.over(at, received);
    // What the one rule says, the other one hears.
    for (const { what, at: when } of storm.said.slice(before)) {
      if (rule.storm === undefined) continue;
      const { cooldown } = rule.storm;
      busy.inhibit('storm', when, received, what === 'resolved' ? 'over' : cooldown === undefined ? 'open' : when + cooldown);
    }
  }
  for (const { busy } of keys.values()) busy.passTo(until);
  const suppressed = new Map<string, number>();
  for (const { busy } of keys.values())
    for (const [reason, count] of busy.suppressed) suppressed.set(reason, (suppressed.get(reason) ?? 0) + count);
  // Rules on rules: another rule hears of each fire and each end of one.
  const heard = [...keys].flatMap(([shop, { busy, storm }]) => [
    ...busy.said.map(({ what, at }) => `${shop} rule.busy.${what} ${at}`),
    ...storm.said.flatMap(({ what, at }) => (what === 'fired' ? [`${shop} rule.storm.fired ${at}`] : [])),
  ]);
  return { heard, said: new Map([...keys].flatMap(([shop, { busy }]) => (busy.said.length > 0 ? [[shop, busy.said]] : []))), suppressed };
}

const sorted = (map: ReadonlyMap<string, unknown>): unknown[] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));

function property(wrong: (rule: Case) => Case = (rule) => rule) {
  return fc.property(cases, story, (rule, happened) => {
    const events = eventsOf(happened, ({ kind, ...data }) => ({ type: `own.${kind}`, data: { ...data } }));
    const rest = 20 * minute;
    const lane = laneOf(rulesOf(wrong(rule)));
    tell(lane, happened, events, rest);
    const said = new Map<string, Said[]>();
    for (const { event } of lane.record.emitted) {
      if (!event.type.startsWith('rule.busy.')) continue;
      const { shop } = event.data['group'] as { shop: string };
      said.set(shop, [...(said.get(shop) ?? []), { what: event.type.slice('rule.busy.'.length) as Said['what'], at: event.at }]);
    }
    const suppressed = new Map<string, number>();
    for (const { rule: name, reason, count } of lane.record.suppressed)
      if (name === 'busy') suppressed.set(reason, (suppressed.get(reason) ?? 0) + count);
    const heard = lane.record.emitted.flatMap(({ event }) => (event.type === 'own.heard' ? [event.data['words'] as string] : []));
    const wanted = naive(rule, events, (events.at(-1)?.received ?? storyStart) + rest);
    expect(heard.toSorted()).toEqual(wanted.heard.toSorted());
    expect({ said: sorted(said), suppressed: sorted(suppressed) }).toEqual({
      said: sorted(wanted.said),
      suppressed: sorted(wanted.suppressed),
    });
  });
}

describe('flow control of a running engine, against a reading of all that happened', () => {
  it(
    'fires, holds back and resolves the same: hold_for, resolve_if, resolve_after, cooldown, max_fires, inhibited_by, under all faults',
    () => {
      fc.assert(property(), propertyRuns(100));
    },
    propertyTimeout,
  );

  it.each<[string, (rule: Case) => Case]>([
    ['a condition were held a second less', (rule) => (rule.holdFor === undefined ? rule : { ...rule, holdFor: rule.holdFor - second })],
    ['a cooldown were half as long again', (rule) => (rule.cooldown === undefined ? rule : { ...rule, cooldown: rule.cooldown * 1.5 })],
    [
      'a fire more were allowed',
      (rule) => (rule.maxFires === undefined ? rule : { ...rule, maxFires: { ...rule.maxFires, n: rule.maxFires.n + 1 } }),
    ],
    [
      'a fire lasted a second longer',
      (rule) => (rule.resolveAfter === undefined ? rule : { ...rule, resolveAfter: rule.resolveAfter + second }),
    ],
    ['nothing were inhibited', (rule) => ({ ...rule, storm: undefined })],
  ])(
    'would not be taken to agree when %s',
    (_what, wrong) => {
      expect(isFlagged(property(wrong), 150)).toBe(true);
    },
    propertyTimeout,
  );
});
