import type { ScoredEvent } from '#event';
import type { JsonObject } from '#kernel';
import { checkRules, type RuleBundle } from '#rule';
import { fakeContext, runOperator } from '#testing';
import { describe, expect, it } from 'vitest';
import { keepSegments } from './keep-segments.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-05T10:00:00Z');
const watchers = `segment: obserwatorzy
summary: s
counts:
  looks: { on: [page.viewed], within: 7d }
consent: [reklama]
when: contact.counts.looks >= 2
`;
const reader = 'rule: r\nsummary: s\non: [social.mentioned]\nwhere: \'"obserwatorzy" in contact.segments\'\n';
const bundleOf = (...texts: string[]): RuleBundle => {
  const { bundle, findings } = checkRules(texts.map((text, index) => ({ path: `${index}.yaml`, text })));
  expect(findings).toEqual([]);
  return bundle!;
};
const bundle = bundleOf(watchers);
const operator = keepSegments({ halfLife: 7 * day, ceiling: 100, points: [] });
let next = 0;
const event = (type: string, at: number, data: JsonObject = {}): ScoredEvent => ({
  id: `e${next++}`,
  source: 's',
  type,
  time: '',
  at,
  received: at,
  data,
  contact: 'żaneta',
});
const contacts = [['żaneta', { consents: { reklama: { granted: true, at: start } } }]] as const;

describe('keep-segments', () => {
  it('says who comes in, and who leaves by time alone, each once', async () => {
    const context = fakeContext({ now: start, bundle, contacts });
    await runOperator(operator, [event('page.viewed', start), event('page.viewed', start + 1), event('page.viewed', start + 2)], context);
    expect(context.emitted).toEqual([
      {
        id: `segment|obserwatorzy|żaneta|1|${start + 1}`,
        type: 'segment.entered',
        at: start + 1,
        contact: 'żaneta',
        data: { segment: 'obserwatorzy', because: 'consent to reklama and contact.counts.looks 2 >= 2' },
      },
    ]);
    const timer = context.timers.get('segment|żaneta')!;
    expect(timer.due).toBeGreaterThan(start + 7 * day);
    context.timers.clear();
    // The clock is there, the events are not yet: one of them may count.
    context.now = timer.due;
    context.watermark = timer.due - day;
    operator.wakes!.wake(timer, context);
    expect(context.emitted).toHaveLength(1);
    expect(context.timers.get('segment|żaneta')?.due).toBe(timer.due + day);
    context.watermark = timer.due + day;
    operator.wakes!.wake(timer, context);
    expect(context.emitted.slice(1).map(({ id, type, at }) => [id, type, at])).toEqual([
      [`segment|obserwatorzy|żaneta|2|${timer.due}`, 'segment.left', timer.due],
    ]);
    // A timer that comes again finds nothing to do.
    operator.wakes!.wake(timer, context);
    expect(context.emitted).toHaveLength(2);
  });

  it('takes over who is where from a name that joins, says nothing of it again, and lets time move the person here', async () => {
    const before = fakeContext({ now: start, bundle, contacts });
    await runOperator(
      operator,
      [0, 1, 2].map((at) => event('page.viewed', start + at)),
      before,
    );
    const note = before.records.get('g|żaneta') as JsonObject;
    expect(before.emitted).toHaveLength(1);
    const context = fakeContext({ now: start, bundle, contacts: [['ola', contacts[0]![1]]], strict: true });
    const moved = { ...event('contact.moved', start + 9, { record: {}, notes: { segments: structuredClone(note) } }), contact: 'ola' };
    const own = { ...moved, id: 'own', source: 'crosscurrent' };
    for (const one of [moved, own]) {
      context.load(operator.reads!(one, context));
      context.loadContact('ola');
      await runOperator(operator, [one], context);
      expect(context.records.has('g|ola')).toBe(one === own);
    }
    expect(context.emitted).toEqual([]);
    const timer = context.timers.get('segment|ola')!;
    expect(timer.due).toBe(before.timers.get('segment|żaneta')!.due);
    context.watermark = timer.due;
    operator.wakes!.wake(timer, context);
    expect(context.emitted).toMatchObject([{ type: 'segment.left', contact: 'ola' }]);
  });

  it('says the same of a batch that is run again from the same state', async () => {
    const once = async (): Promise<unknown> => {
      const context = fakeContext({ now: start, bundle, contacts, state: [['g|żaneta', { at: start - 1, next: 6 }]] });
      await runOperator(
        operator,
        [0, 1, 2].map((at) => ({ ...event('page.viewed', start + at), id: `${at}` })),
        context,
      );
      return [context.emitted, [...context.records], [...context.timers]];
    };
    expect(await once()).toEqual(await once());
  });

  it('listens to consent, and reads only what it announces', async () => {
    const context = fakeContext({ now: start, bundle, strict: true });
    const load = (one: ScoredEvent): ScoredEvent => {
      context.load(operator.reads!(one, context));
      return one;
    };
    context.loadContact('żaneta');
    await runOperator(
      operator,
      [0, 1].map((at) => load(event('page.viewed', start + at))),
      context,
    );
    expect(context.emitted).toEqual([]);
    // As keep-contact does before it.
    context.contact('żaneta').consents = { reklama: { granted: true, at: start + 2 } };
    await runOperator(operator, [load(event('consent.granted', start + 2, { purposes: ['reklama'] }))], context);
    expect(context.emitted.map(({ type }) => type)).toEqual(['segment.entered']);
    expect(operator.reads!(event('ad.impressed', start), context)).toEqual([]);
    await runOperator(operator, [event('ad.impressed', start)], context);
  });

  it('costs nothing while there are no segments, and writes segments only where a rule reads them', async () => {
    const context = fakeContext({ now: start, contacts, strict: true });
    const viewed = event('page.viewed', start);
    expect(operator.reads!(viewed, context)).toEqual([]);
    await runOperator(operator, [viewed], context);
    expect([context.records.size, context.timers.size, viewed.segments]).toEqual([0, 0, undefined]);

    const reading = fakeContext({ now: start, contacts, bundle: bundleOf(watchers, reader) });
    const mention = event('social.mentioned', start + 3);
    await runOperator(operator, [event('page.viewed', start), event('page.viewed', start + 1), mention], reading);
    expect(mention.segments).toEqual(['obserwatorzy']);
    const [rule] = reading.bundle.rules.values();
    expect(rule!.signals(mention)).toHaveLength(1);
    expect(rule!.signals({ ...mention, segments: [] })).toHaveLength(0);
    expect(rule!.explain({ event: { segments: ['obserwatorzy'] }, group: {}, measures: {}, now: 0 })).toBe(
      '"obserwatorzy" in event.segments obserwatorzy',
    );
  });

  it('remembers nobody whom a score alone cannot bring in, and sets no timer for whom time will not move', async () => {
    const scored = bundleOf(
      'segment: letnie\nsummary: s\ncounts:\n  n: { on: [lead.submitted], within: 7d }\nscore: { from: 5 }\nwhen: contact.counts.n > 0\n',
    );
    const points = keepSegments({ halfLife: 7 * day, ceiling: 100, points: [{ on: 'page.viewed', points: 1 }] });
    const context = fakeContext({ now: start, bundle: scored });
    const viewed = (at: number): ScoredEvent => ({ ...event('page.viewed', at), lead: { score: 9, before: 8 } });
    await runOperator(points, [viewed(start)], context);
    expect(context.records.size).toBe(0);
    await runOperator(points, [event('lead.submitted', start)], context);
    expect(context.timers.size).toBe(0);
    await runOperator(points, [viewed(start + 1)], context);
    expect(context.emitted.map(({ type }) => type)).toEqual(['segment.entered']);
    // The score fades to five before the window is over.
    expect(context.timers.get('segment|żaneta')!.due).toBeLessThan(start + 7 * day);
  });

  it('does not make an event fail that a segment cannot read', async () => {
    const odd = bundleOf(
      'segment: a\nsummary: s\nattributes:\n  x: { on: [own.event], is: event.data.x > 3 }\nwhen: contact.attributes.x\n',
    );
    const context = fakeContext({ now: start, bundle: odd });
    const [message] = await runOperator(operator, [event('own.event', start, { x: 'nie liczba' })], context);
    expect(message!.live).toBe(true);
    expect(odd.segments!.segments[0]!.errors.count).toBeGreaterThan(0);
  });
});
