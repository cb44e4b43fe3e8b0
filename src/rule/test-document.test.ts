import { describe, expect, it } from 'vitest';
import { expandTemplate } from './expand-template.ts';
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
      ['10s', 14, { kind: 'fired', group: {}, times: 0 }],
      ['2m', 13, { kind: 'fired', group: { topic: 'kawa' }, times: 1 }],
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

describe('expandTemplate', () => {
  it('knows the place, sums, products and remainders, and leaves other braces alone', () => {
    expect(expandTemplate(['osoba-{i}', '{i % 3}', '{i * 10}', 'x{i+2}', '{j} {i / 2}', 7, null], 4)).toEqual([
      'osoba-4',
      1,
      40,
      'x6',
      '{j} {i / 2}',
      7,
      null,
    ]);
  });
});
