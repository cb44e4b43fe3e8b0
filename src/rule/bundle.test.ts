import type { ScoredEvent } from '#event';
import { array, assert, constantFrom, integer, oneof, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';

const conditions = {
  plain: 'true',
  x: 'event.data.platform == "x"',
  turned: '"x" == event.data.platform && event.data.brand == "żubr"',
  either: 'event.data.platform in ["x", "facebook"]',
  brand: 'event.data.brand == "żubr"',
  not: '!(event.data.platform == "x")',
  or: 'event.data.platform == "x" || event.data.brand == "żubr"',
  same: 'event.data.platform == "x" || event.data.platform == "tiktok"',
  reach: 'event.data.reach > 50',
  little: 'event.data.reach <= 10 && event.data.reach > -5',
  five: 'event.data.reach == 5',
  verified: 'event.data.author.verified',
  unverified: 'event.data.author.verified == false',
  topic: '"kawa" in event.topics',
  topics: 'event.topics.exists(t, t in ["kawa", "żur"])',
  type: 'event.type == "social.shared"',
  own: 'event.data["own"] == "x"',
  key: '"kawa" in event.data["own"]',
};
const files = Object.entries(conditions).map(([name, where]) => ({
  path: `${name}.yaml`,
  text: `rule: ${name}\nsummary: s\non: [social.mentioned, social.shared]\nwhere: ${JSON.stringify(where)}\n`,
}));

const { bundle } = checkRules(files);
const eventOf = (data: object, topics: string[] = [], type = 'social.mentioned'): ScoredEvent => ({
  id: '1',
  source: 's',
  type,
  time: '',
  at: 1,
  received: 1,
  data: data as ScoredEvent['data'],
  topics,
});
const namesFor = (event: ScoredEvent): string[] => bundle!.candidates(event).map((rule) => rule.name);

describe('candidates', () => {
  test('have every rule that gives signals, each once', () => {
    const data = record(
      {
        platform: oneof(constantFrom('x', 'facebook', 'tiktok'), integer({ max: 3 })),
        brand: constantFrom('żubr', 'tur', ''),
        reach: integer({ min: -10, max: 80 }),
        author: record({ verified: constantFrom(true, false, 'true') }, { requiredKeys: [] }),
        own: oneof(constantFrom('x', { kawa: 1 }, ['kawa']), string()),
      },
      { requiredKeys: [] },
    );
    const topics = array(constantFrom('kawa', 'żur', 'buty'), { maxLength: 4 });
    assert(
      property(data, topics, constantFrom('social.mentioned', 'social.shared'), (one, about, type) => {
        const event = eventOf(one, about, type);
        const found = namesFor(event);
        expect(new Set(found).size).toBe(found.length);
        for (const rule of bundle!.rules.values()) if (rule.signals(event).length > 0) expect(found).toContain(rule.name);
      }),
    );
  });

  test('leave out the rules that ask for something else', () => {
    const always = ['plain', 'not', 'or', 'own', 'key'];
    expect(namesFor(eventOf({}))).toEqual(expect.arrayContaining(always));
    expect(namesFor(eventOf({}))).toHaveLength(always.length);
    const asked = (event: ScoredEvent): string[] =>
      namesFor(event)
        .filter((name) => !always.includes(name))
        .toSorted();
    expect(asked(eventOf({ platform: 'x', brand: 'tur' }))).toEqual(['either', 'same', 'x']);
    expect(asked(eventOf({ platform: 'facebook', brand: 'żubr' }))).toEqual(['brand', 'either', 'turned']);
    expect(asked(eventOf({ reach: 5 }))).toEqual(['five', 'little']);
    expect(asked(eventOf({ reach: 51 }))).toEqual(['reach']);
    expect(asked(eventOf({ author: { verified: false } }))).toEqual(['unverified']);
    expect(asked(eventOf({}, ['kawa', 'kawa', 'żur']))).toEqual(['topic', 'topics']);
    expect(asked(eventOf({}, [], 'social.shared'))).toEqual(['type']);
    expect(bundle!.candidates(eventOf({}, [], 'ad.clicked'))).toEqual([]);
  });

  test('are few, however many rules there are for other campaigns', { timeout: 60_000 }, () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      path: `${index}.yaml`,
      text: `rule: r-${index}\nsummary: s\non: [ad.clicked]\nwhere: event.data.platform == "google" && event.data.campaign == "k-${index}"\n`,
    }));
    const click: ScoredEvent = { ...eventOf({ platform: 'google', campaign: 'k-77' }), type: 'ad.clicked' };
    expect(
      checkRules(many)
        .bundle!.candidates(click)
        .map((rule) => rule.name),
    ).toEqual(['r-77']);
  });
});
