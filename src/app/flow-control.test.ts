import type { ScoredEvent } from '#event';
import { formatFinding } from '#document';
import { checkRules } from '#rule';
import { describe, expect, it } from 'vitest';
import { VirtualLane, type VirtualFault } from './virtual-lane.ts';

const start = Date.parse('2026-01-05T10:00:00Z');
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

let count = 0;

function event(type: string, at: number, given: Partial<ScoredEvent> = {}): ScoredEvent {
  const time = start + at;
  return {
    id: `e${++count}`,
    source: 'test',
    type,
    time: new Date(time).toISOString(),
    at: time,
    received: time,
    contact: 'ola',
    topics: [],
    data: {},
    ...given,
  };
}

function lane(rules: readonly string[], faults: readonly VirtualFault[] = []): VirtualLane {
  const { bundle, findings } = checkRules(rules.map((text, index) => ({ path: `${index}.yaml`, text })));
  expect(findings.filter((one) => one.severity === 'error').map(formatFinding)).toEqual([]);
  return new VirtualLane(bundle!, start, { faults: new Set(faults) });
}

/** Fires as `rule@seconds since the start`. */
const fires = (one: VirtualLane): string[] => one.record.fires.map(({ rule, at }) => `${rule}@${(at - start) / second}`);
const said = (one: VirtualLane): string[] => one.record.emitted.map(({ event: { type, at } }) => `${type}@${(at - start) / second}`);
const held = (one: VirtualLane): string[] => one.record.suppressed.map(({ reason }) => reason);

const basket = `rule: basket
summary: A basket is left behind.
mode: active
sequence:
  - { as: basket, on: [product.added] }
  - { absent: { on: [product.purchased] }, for: 1h }
by: { who: event.contact }
workflow:
  - mail: { connector: crm, product: "\${match.basket.data.product}", who: "\${group.who}" }
`;
const tells = (id: string, on: string): string => `rule: ${id}\nsummary: Hears of others.\nmode: active\non: [${on}]\n`;

describe.each<[string, readonly VirtualFault[]]>([
  ['calmly', []],
  ['with restarts', ['restart']],
  ['with redeliveries', ['redelivery', 'duplicate']],
])('sequences and flow control, %s', (_name, faults) => {
  it('fires an absence without traffic, with what the earlier step knew', () => {
    const one = lane([basket], faults);
    one.feed(event('product.added', 0, { data: { product: 'kawa' } }));
    one.advanceTo(start + hour + 9 * second);
    expect(fires(one)).toEqual([]);
    one.advanceTo(start + 2 * hour);
    // What comes up to ten seconds out of order still counts.
    expect(fires(one)).toEqual(['basket@3610']);
    expect(one.record.intents.map(({ intent }) => intent.parameters)).toEqual([{ product: 'kawa', who: 'ola' }]);
  });

  it('does not fire when the event came, for that person', () => {
    const one = lane([basket], faults);
    one.feed(event('product.added', 0));
    one.feed(event('product.added', 1, { contact: 'jan' }));
    one.feed(event('product.purchased', 30 * minute));
    one.advanceTo(start + 2 * hour);
    expect(one.record.fires.map(({ group }) => group)).toEqual([{ who: 'jan' }]);
  });

  it('takes an absence back when the event comes late, and tells other rules', () => {
    const one = lane([basket, tells('undo', 'rule.basket.resolved')], faults);
    one.feed(event('product.added', 0));
    one.advanceTo(start + 90 * minute);
    one.feed(event('product.purchased', 30 * minute, { received: start + 95 * minute }));
    expect(said(one)).toEqual(['rule.basket.resolved@3600']);
    expect(fires(one)).toEqual(['basket@3610', 'undo@5700']);
  });

  it('lets a later step ask for what an earlier one was', () => {
    const paid = `rule: paid
summary: The same order again.
sequence:
  - { as: first, on: [product.purchased] }
  - { as: second, on: [product.purchased], where: event.data.order == match.first.data.order && event.data.value > 10 }
within: 1h
overlap: true
reorder: 0s
by: { who: event.contact }
when: match.second.data.value > match.first.data.value
`;
    const one = lane([paid], faults);
    one.feed(event('product.purchased', 0, { data: { order: 'a', value: 5 } }));
    one.feed(event('product.purchased', 1_000, { data: { order: 'b', value: 20 } }));
    one.feed(event('product.purchased', 2_000, { data: { order: 'a', value: 20 } }));
    one.feed(event('product.purchased', 3_000, { data: { order: 'b', value: 15 } }));
    expect(fires(one)).toEqual(['paid@2']);
  });

  it('holds a fire until the condition has held for long enough', () => {
    const busy = `rule: busy
summary: Much talk for a while.
on: [social.mentioned]
measures: { talk: { fn: count, window: 5m, every: 1m } }
when: measures.talk >= 2
hold_for: 3m
cooldown: 1h
`;
    const one = lane([busy], faults);
    for (const at of [0, 1, 2]) one.feed(event('social.mentioned', at * minute));
    one.advanceTo(start + 10 * minute);
    expect(fires(one)).toEqual(['busy@240']);
    // Two at once, then silence for longer than the window: the condition did not hold throughout.
    const two = lane([busy.replace('hold_for: 3m', 'hold_for: 8m')], faults);
    for (const at of [0, 0, 7, 7]) two.feed(event('social.mentioned', at * minute));
    two.advanceTo(start + 14 * minute);
    expect(fires(two)).toEqual([]);
  });

  it('fires once until the fire is over, by a condition without traffic, an event, or time', () => {
    const rule = (how: string): string => `rule: surge
summary: Much talk.
mode: active
on: [social.mentioned]
measures: { talk: { fn: count, window: 5m, every: 1m } }
when: measures.talk >= 2
${how}
`;
    const hears = tells('ears', 'rule.surge.fired, rule.surge.resolved');
    const one = lane([rule('resolve_if: measures.talk == 0'), hears], faults);
    for (const at of [0, 1, 2]) one.feed(event('social.mentioned', at * minute));
    one.advanceTo(start + hour);
    expect(said(one)).toEqual(['rule.surge.fired@60', 'rule.surge.resolved@420']);
    expect(held(one)).toEqual(['still-firing']);
    one.feed(event('social.mentioned', hour));
    one.feed(event('social.mentioned', hour + second));
    expect(said(one).at(-1)).toBe('rule.surge.fired@3601');

    const two = lane([rule('resolve_if: { on: [page.viewed] }'), hears], faults);
    for (const at of [0, 1]) two.feed(event('social.mentioned', at * minute));
    two.feed(event('page.viewed', 3 * minute));
    expect(said(two)).toEqual(['rule.surge.fired@60', 'rule.surge.resolved@180']);

    const three = lane([rule('resolve_after: 10m'), hears], faults);
    for (const at of [0, 1, 3]) three.feed(event('social.mentioned', at * minute));
    three.advanceTo(start + hour);
    expect(said(three)).toEqual(['rule.surge.fired@60', 'rule.surge.resolved@780']);
  });

  it('fires at most so often in a period', () => {
    const capped = `rule: capped
summary: Not too often.
on: [social.mentioned]
by: { who: event.contact }
max_fires: { n: 2, per: 1h }
`;
    const one = lane([capped], faults);
    for (const at of [0, 1, 2, 60, 61, 62]) one.feed(event('social.mentioned', at * minute));
    expect(fires(one)).toEqual(['capped@0', 'capped@60', 'capped@3600', 'capped@3660']);
    expect(held(one)).toEqual(['max-fires', 'max-fires']);
  });

  it('is held back while another rule fires for the same group', () => {
    const storm = `rule: storm
summary: A storm.
mode: active
on: [social.shared]
by: { brand: event.data.brand, who: event.contact }
resolve_if: { on: [page.viewed] }
`;
    const calm = `rule: calm
summary: Quiet while it storms.
on: [social.mentioned]
by: { brand: event.data.brand }
inhibited_by: [storm]
`;
    const one = lane([storm, calm], faults);
    const of = (brand: string): Partial<ScoredEvent> => ({ data: { brand } });
    one.feed(event('social.mentioned', 0, of('kawa')));
    one.feed(event('social.shared', 1_000, of('kawa')));
    one.feed(event('social.mentioned', 2_000, of('kawa')));
    one.feed(event('social.mentioned', 3_000, of('herbata')));
    one.feed(event('page.viewed', 4_000, { data: { brand: 'kawa' } }));
    one.feed(event('social.mentioned', 5_000, of('kawa')));
    expect(fires(one)).toEqual(['calm@0', 'storm@1', 'calm@3', 'calm@5']);
    expect(held(one)).toEqual(['inhibited']);
  });

  it('lets a rule listen to another one, by group and measures', () => {
    const first = `rule: first
summary: Talk.
mode: active
on: [social.mentioned]
by: { brand: event.data.brand }
measures: { talk: { fn: count, window: 1h } }
when: measures.talk >= 2
cooldown: 1d
`;
    const chained = `rule: second
summary: Hears of talk.
on: [rule.first.fired]
by: { brand: event.data.group.brand }
when: event.data.measures.talk == 2
`;
    const one = lane([first, chained], faults);
    for (const at of [0, 1, 2]) one.feed(event('social.mentioned', at * second, { data: { brand: 'kawa' } }));
    expect(one.record.fires.map(({ rule, group }) => [rule, group])).toEqual([
      ['first', { brand: 'kawa' }],
      ['second', { brand: 'kawa' }],
    ]);
  });
});
