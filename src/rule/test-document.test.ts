import { describe, expect, it } from 'vitest';
import { expandTemplate, holesOf } from './expand-template.ts';
import { feedValues } from './feed-values.ts';
import { readRuleTests } from './test-document.ts';

const good = `tests:
  - name: fires when people talk
    rule: buzz
    start: 2026-01-05T10:00:00Z
    feed:
      - { at: 1m, restart: true }
      - at: 0s
        repeat: 3
        every: 40s
        delay: 5s
        event: { type: social.mentioned, contact: "{i}", data: { text: "Świetna kawa {i + 1}!", reach: "{i * 10}" }, sentiment: -0.5, topics: [kawa] }
    expect:
      - { at: 2m, fired: { group: { topic: kawa }, times: 1 } }
      - { at: 10s, not_fired: true }
`;

describe('readRuleTests', () => {
  it('spreads repetitions over time and fills in their place', () => {
    const { tests, findings } = readRuleTests(good, 'buzz.test.yaml');
    expect(findings).toEqual([]);
    const [test] = tests;
    const start = Date.UTC(2026, 0, 5, 10);
    expect(test!.feed.map((one) => one.at - start)).toEqual([0, 40_000, 60_000, 80_000]);
    expect(test!.feed[1]).toEqual({
      at: start + 40_000,
      redelivered: false,
      event: {
        id: '1-1',
        source: 'test',
        type: 'social.mentioned',
        time: '2026-01-05T10:00:35.000Z',
        at: start + 35_000,
        received: start + 40_000,
        contact: '1',
        data: { text: 'Świetna kawa 2!', reach: 10 },
        sentiment: { score: -0.5, label: 'negative', confidence: 0.9 },
        topics: ['kawa'],
      },
    });
    expect(test!.expect.map((one) => [one.written, one.place.line, one.claim])).toEqual([
      ['10s', 14, { kind: 'fired', group: {}, because: [], times: 0 }],
      ['2m', 13, { kind: 'fired', group: { topic: 'kawa' }, because: [], times: 1 }],
    ]);
  });

  it('points at what an author got wrong', () => {
    const misspelt = readRuleTests(good.replace('fired: {', 'fird: {'), 'buzz.test.yaml');
    expect(misspelt.tests).toEqual([]);
    expect(misspelt.findings[0]).toMatchObject({ line: 13, suggestion: 'fired' });
    const both = readRuleTests(good.replace('not_fired: true', 'not_fired: true, fired: {}'), 'buzz.test.yaml');
    expect(both.findings).toMatchObject([{ line: 14, code: 'test-shape' }]);
    const still = readRuleTests(good.replace('        every: 40s\n', ''), 'buzz.test.yaml');
    expect(still.findings).toMatchObject([{ line: 7, message: '"repeat" needs "every"' }]);
  });

  it('refuses a test that would feed more than a machine likes', () => {
    const many = good
      .replace('repeat: 3', 'repeat: 100000')
      .replace(
        '- { at: 1m, restart: true }',
        '- { at: 0s, repeat: 100000, every: 1s, event: { type: a.b } }\n      - { at: 0s, event: { type: a.b } }',
      );
    expect(readRuleTests(many, 'buzz.test.yaml').findings).toMatchObject([
      { message: 'the test feeds 200001 events, at most 200000 are allowed' },
    ]);
  });
});

describe('feeds', () => {
  const read = (feed: string) =>
    readRuleTests(
      `tests:\n  - name: n\n    rule: r\n    seed: 5\n    feed:\n      - ${feed}\n    expect:\n      - { at: 1h, not_fired: true }\n`,
      'a.test.yaml',
    );

  it('makes values: in turn, picked, and between two, the same each time', () => {
    const feed =
      '{ at: 0s, repeat: 40, every: 1s, values: { mood: [-0.5, 0.5], kto: { pick: [ola, jan, zoë] }, ile: { from: 1, to: 6 } }, event: { type: a.b, contact: "${kto}", data: { n: "{ile}", t: "x{ile + 1}" }, sentiment: "{mood}" } }';
    const { tests, findings } = read(feed);
    expect(findings).toEqual([]);
    const events = tests[0]!.feed.map((one) => ('event' in one ? one.event : undefined)!);
    expect(events.slice(0, 3).map(({ sentiment }) => sentiment!.score)).toEqual([-0.5, 0.5, -0.5]);
    expect(new Set(events.map(({ contact }) => contact))).toEqual(new Set(['ola', 'jan', 'zoë']));
    expect(new Set(events.map(({ data }) => data['n']))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    for (const { data } of events) expect(data['t']).toBe(`x${(data['n'] as number) + 1}`);
    expect(read(feed).tests[0]!.feed).toEqual(tests[0]!.feed);
  });

  it('lets events overtake each other, come again and be lost before their commit', () => {
    const late = read('{ at: 0s, repeat: 20, every: 1s, out_of_order: 1m, event: { type: a.b } }').tests[0]!.feed;
    const happened = late.map((one) => ('event' in one ? one.event.at : 0));
    expect(late.map((one) => one.at)).toEqual(late.map((one) => one.at).toSorted((a, b) => a - b));
    expect(happened).not.toEqual(happened.toSorted((a, b) => a - b));
    expect(new Set(happened).size).toBe(20);
    const twice = read('{ at: 0s, duplicate: 10s, redelivery: true, event: { type: a.b } }').tests[0]!.feed;
    expect(twice).toMatchObject([
      { redelivered: true, event: { id: '0-0' } },
      { redelivered: true, event: { id: '0-0' } },
    ]);
    expect(twice[1]!.at - twice[0]!.at).toBe(10_000);
  });

  it.each([
    ['{ at: 0s, event: { type: a.b, contact: "${kot}" }, values: { kto: [ola] } }', 'the hole ${kot} has no value', 'kto'],
    ['{ at: 0s, event: { type: a.b }, values: { kto: [] } }', '"kto" must NOT have fewer than 1 items', undefined],
    ['{ at: 0s, restart: true, repeat: 3, every: 1s }', 'only an event takes "repeat"', undefined],
    ['{ at: 0s, restart: true, answer: { step: a, decision: yes } }', 'a feed is an event, a restart or an answer', undefined],
    ['{ at: 0s, answer: { step: a, decison: yes } }', 'there is no field "decison" here', 'decision'],
    ['{ at: 0s, event: { type: a.b }, out_of_oder: 5s }', 'there is no field "out_of_oder" here', 'out_of_order'],
  ])('tells what is wrong with %s', (feed, message, suggestion) => {
    const found = read(feed).findings.find((one) => one.message === message);
    expect(found).toMatchObject({ line: 6, severity: 'error', ...(suggestion === undefined ? {} : { suggestion }) });
  });
});

describe('expandTemplate', () => {
  it('knows the place, sums, products and remainders, and leaves other braces alone', () => {
    const written = ['osoba-{i}', '{i % 3}', '{i * 10}', 'x{i+2}', '{j} {i / 2}', 7, null, '${kto} i ${i}', '{kto + 1}', '{i % 0}'];
    expect(expandTemplate(written, { i: 4, kto: 'Łucja' })).toEqual([
      'osoba-4',
      1,
      40,
      'x6',
      '{j} {i / 2}',
      7,
      null,
      'Łucja i 4',
      '{kto + 1}',
      0,
    ]);
    expect(holesOf({ a: ['${x} {y}', { b: '${z + 1}' }] })).toEqual(['x', 'z + 1']);
  });

  it('keeps whole bounds whole and others at three decimals', () => {
    const values = Array.from({ length: 200 }, (_, place) => feedValues({ a: { from: -1, to: 1 }, b: { from: 0.5, to: 0.6 } }, place, 's'));
    expect(new Set(values.map(({ a }) => a))).toEqual(new Set([-1, 0, 1]));
    for (const { b } of values) expect(JSON.stringify(b)).toMatch(/^0\.(5\d{0,2}|6)$/);
  });
});
