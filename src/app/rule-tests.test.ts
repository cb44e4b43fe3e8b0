import { checkRules, ConditionCoverage, readRuleTests, type RuleFile } from '#rule';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runRuleTests } from './rule-tests.ts';

const folder = new URL('../../rules/', import.meta.url);
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .sort();
const files: RuleFile[] = paths.map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }));
const rules = files.filter((file) => !file.path.endsWith('.test.yaml'));
const { bundle, findings } = checkRules(rules);
const read = files.filter((file) => file.path.endsWith('.test.yaml')).map((file) => readRuleTests(file.text, file.path));
const tests = read.flatMap((one) => one.tests);

describe('the shipped rules', () => {
  it('are at least twenty, each with a reason and its limits, without a finding', () => {
    expect(findings).toEqual([]);
    expect(read.flatMap((one) => one.findings)).toEqual([]);
    expect(rules.length).toBeGreaterThanOrEqual(20);
    for (const rule of bundle!.rules.values()) expect(rule.because, rule.name).not.toBe('');
    for (const { path, text } of rules) expect(text, path).toMatch(/^misses: .{20}/m);
  });

  it('each have a test in which they fire and one in which they do not', () => {
    for (const name of bundle!.rules.keys()) {
      const last = tests.filter((test) => test.rule === name).map((test) => test.expect.map((one) => one.claim));
      expect(
        last.some(
          (claims) =>
            claims.some((claim) => claim.kind === 'fired' && claim.times !== 0) || claims.some((claim) => claim.kind === 'action'),
        ),
        name,
      ).toBe(true);
      expect(
        last.some((claims) => claims.every((claim) => claim.kind === 'fired' && claim.times === 0)),
        name,
      ).toBe(true);
    }
  });

  it.each(tests.map((test) => [`${test.rule}: ${test.name}`, test] as const))('%s', (_name, test) => {
    expect(runRuleTests([test], bundle!)[0]!.failures).toEqual([]);
  });
});

describe('the shipped rules under faults', () => {
  it.each(['restart', 'duplicate', 'redelivery'] as const)(
    'do the same when every event meets a %s',
    (fault) => {
      // Tests that count duplicates see those of the fault too.
      const faulty = tests.map((test) => ({
        ...test,
        faults: [fault],
        expect: test.expect.filter(({ claim }) => claim.kind !== 'duplicates'),
      }));
      const broken = runRuleTests(faulty, bundle!).filter((one) => !one.passed);
      expect(broken).toEqual([]);
    },
    60_000,
  );
});

describe('runRuleTests', () => {
  const flow = `rule: onboarding
summary: Nowy lead dostaje kogoś, kto się nim zajmie.
on: [lead.submitted]
by: { lead: event.contact }
workflow:
  - crm: { connector: crm, action: upsert, company: "\${event.data.company}", retry: { max: 2, backoff: 1m } }
  - ok: { approve: { ask: "Czy dzwonić do \${group.lead}?", expires: 1d, on_refused: [ stop: "nie dzwonimy" ], on_expired: [ stop: za późno ] } }
  - tell: { connector: slack, text: "Dzwoń do \${group.lead}" }
  - emit: { type: lead.assigned, data: { lead: "\${group.lead}" } }
`;
  const listener = 'rule: echo\nsummary: x\non: [lead.assigned]\nworkflow:\n  - a: { connector: crm, lead: "${event.data.lead}" }\n';
  const flowTests = (body: string) =>
    readRuleTests(
      `tests:
  - name: n
    rule: onboarding
    beside: [echo]
    feed:
      - { at: 0s, event: { type: lead.submitted, contact: łucja, data: { platform: web, company: Żuk } }, redelivery: true, duplicate: 2s }
${body}`,
      'x.test.yaml',
    );

  it('follows a run through what comes of its calls, answers of people, restarts and redeliveries', () => {
    const { bundle: flows, findings: none } = checkRules([
      { path: 'a.yaml', text: flow },
      { path: 'b.yaml', text: listener },
    ]);
    expect(none).toEqual([]);
    const { tests: read, findings: wrong } = flowTests(`      - { at: 1h, restart: true }
      - { at: 2h, answer: { step: ok, decision: yes, by: anna, comment: tak } }
    outcomes:
      - { connector: crm, outcome: failed, why: refused, after: 10s, times: 1 }
    expect:
      - { at: 30s, duplicates: { times: 1 } }
      - { at: 30s, fired: { group: { lead: łucja }, because: lead.submitted, times: 1 } }
      - { at: 30s, action: { connector: crm, step: crm, parameters: { company: Żuk }, times: 1 } }
      - { at: 30s, step: { name: crm, state: retrying, times: 1 } }
      - { at: 5m, action: { connector: crm, times: 2 } }
      - { at: 5m, step: { name: crm, state: delivered, group: { lead: łucja }, times: 1 } }
      - { at: 5m, run: { state: running, times: 1 } }
      - { at: 5m, action: { connector: slack, times: 0 } }
      - { at: 3h, step: { name: ok, state: approved, times: 1 } }
      - { at: 3h, action: { connector: slack, contains: Dzwoń do łucja, times: 1 } }
      - { at: 3h, emitted: { type: lead.assigned, data: { lead: łucja }, times: 1 } }
      - { at: 3h, run: { state: done, times: 1 } }
`);
    expect(wrong).toEqual([]);
    expect(runRuleTests(read, flows!)[0]!.failures).toEqual([]);
    const failing = flowTests(`    expect:
      - { at: 2d, run: { state: done } }
      - { at: 2d, step: { name: tell } }
      - { at: 2d, emitted: { type: lead.assigned } }
      - { at: 2d, action: { connector: crm, parameters: { company: Żak } } }
`);
    expect(runRuleTests(failing.tests, flows!)[0]!.failures.map((one) => [one.line, one.expected])).toEqual([
      [8, 'run done at least once by 2d'],
      [9, 'step tell done at least once by 2d'],
      [10, 'lead.assigned said at least once by 2d'],
      [11, 'crm with {"company":"Żak"} at least once by 2d'],
    ]);
    expect(runRuleTests(failing.tests, flows!)[0]!.failures[0]!.got).toBe('runs: stopped for lead łucja');
  });

  it('tells what is pending and what was resolved, by events and by time alone', () => {
    const rules = checkRules([
      {
        path: 'a.yaml',
        text: `rule: wzrost
summary: Rozmowa o produkcie trwa.
on: [social.mentioned]
by: { topic: event.topics }
measures:
  talk: { fn: count, window: 10m }
when: measures.talk >= 3
hold_for: 5m
resolve_if: measures.talk < 2
cooldown: 10m
`,
      },
      {
        path: 'b.yaml',
        text: `rule: bez-odpowiedzi
summary: Ktoś napisał i nikt nie odpisał.
by: { who: event.contact }
sequence:
  - { as: pytanie, on: [social.messaged] }
  - { absent: { on: [crm.updated] }, for: 1h }
`,
      },
    ]);
    expect(rules.findings.filter((one) => one.severity === 'error')).toEqual([]);
    const feed = readRuleTests(
      `tests:
  - name: rośnie
    rule: wzrost
    inject: [restart, redelivery]
    feed:
      - { at: 0s, repeat: 12, every: 1m, event: { type: social.mentioned, topics: [kawa] } }
    expect:
      - { at: 4m, pending: { group: { topic: kawa }, times: 1 } }
      - { at: 4m, not_fired: true }
      - { at: 8m, fired: { group: { topic: kawa }, times: 1 } }
      - { at: 8m, pending: { times: 0 } }
      - { at: 12m, resolved: { times: 0 } }
      - { at: 1h, resolved: { group: { topic: kawa }, because: resolve_if, times: 1 } }
      - { at: 1h, suppressed: { reason: still-firing } }
  - name: nikt nie odpisał
    rule: bez-odpowiedzi
    inject: [restart, duplicate]
    feed:
      - { at: 0s, event: { type: social.messaged, contact: ola } }
      - { at: 0s, event: { type: social.messaged, contact: jan } }
      - { at: 30m, event: { type: crm.updated, contact: jan } }
    expect:
      - { at: 10m, pending: { times: 2 } }
      - { at: 59m, pending: { group: { who: ola }, times: 1 } }
      - { at: 2h, fired: { group: { who: ola }, times: 1 } }
      - { at: 2h, fired: { times: 1 } }
      - { at: 2h, pending: { times: 0 } }
  - name: myli się
    rule: wzrost
    feed:
      - { at: 0s, repeat: 3, every: 1m, event: { type: social.mentioned, topics: [kawa] } }
    expect:
      - { at: 3m, pending: { group: { topic: herbata } } }
      - { at: 3m, resolved: {} }
`,
      'x.test.yaml',
    );
    expect(feed.findings).toEqual([]);
    const results = runRuleTests(feed.tests, rules.bundle!);
    expect(results.slice(0, 2).flatMap((one) => one.failures)).toEqual([]);
    expect(results[2]!.failures.map((one) => [one.expected, one.got])).toEqual([
      ['pending for topic herbata at 3m', 'pending for topic kawa'],
      ['resolved at least once by 3m', 'nothing was resolved; it fired never'],
    ]);
  });

  it('counts which parts of the conditions were ever true and ever false, and which steps were done', () => {
    const text = `rule: glosno
summary: Ktoś z zasięgiem narzeka.
on: [social.mentioned]
where: event.data.platform == "x" && event.data.author.followers > 100
by: { who: event.contact }
measures:
  zle: { fn: count, where: event.sentiment.score < 0, window: 1h }
when: measures.zle >= 2 && measures.zle < 99
cooldown: 1h
workflow:
  - tell: { connector: slack, text: hej }
  - wait: 2d
  - again: { connector: slack, text: ho }
`;
    const file = { path: 'glosno.yaml', text };
    const coverage = ConditionCoverage.of(file)!;
    const feed = `tests:
  - name: n
    rule: glosno
    feed:
      - { at: 0s, repeat: 3, every: 1m, event: { type: social.mentioned, contact: ola, data: { platform: x, author: { followers: 500 } }, sentiment: -0.5 } }
      - { at: 1s, event: { type: social.mentioned, contact: ola, data: { platform: facebook, author: { followers: 500 } } } }
      - { at: 2s, event: { type: ad.clicked, contact: ola } }
    expect:
      - { at: 1h, fired: { times: 1 } }
`;
    const results = runRuleTests(readRuleTests(feed, 'x.test.yaml').tests, checkRules([file]).bundle!, new Map([['glosno', coverage]]));
    expect(results[0]!.failures).toEqual([]);
    expect(coverage.conditions).toEqual([
      { condition: 'where', part: 'event.data.platform == "x"', line: 4, column: 8, true: 3, false: 1 },
      { condition: 'where', part: 'event.data.author.followers > 100', line: 4, column: 38, true: 4, false: 0 },
      { condition: 'measures.zle.where', part: 'event.sentiment.score < 0', line: 7, column: 28, true: 3, false: 0 },
      { condition: 'when', part: 'measures.zle >= 2', line: 8, column: 7, true: 2, false: 1 },
      { condition: 'when', part: 'measures.zle < 99', line: 8, column: 28, true: 3, false: 0 },
    ]);
    expect(coverage.steps.map(({ step, done }) => [step, done])).toEqual([
      ['tell', 1],
      ['again', 0],
    ]);
  });

  const failing = `tests:
  - name: wants what is not there
    rule: hot-lead
    feed:
      - { at: 0s, event: { type: lead.submitted, contact: ola, data: { platform: google }, lead: { score: 90, before: 10 } } }
    expect:
      - { at: 1m, fired: { group: { contact: ola }, times: 2 } }
      - { at: 1m, not_fired: true }
      - { at: 1m, action: { connector: helpdesk } }
      - { at: 1m, suppressed: { reason: cooldown } }
`;

  it('says at the place of each expectation what was wanted and what was there', () => {
    const [result] = runRuleTests(readRuleTests(failing, 'x.test.yaml').tests, bundle!);
    expect(result).toMatchObject({ passed: false, file: 'x.test.yaml', line: 2 });
    expect(result!.failures.map((one) => [one.line, one.expected])).toEqual([
      [7, 'fired twice for contact ola by 1m'],
      [8, 'not fired by 1m'],
      [9, 'helpdesk at least once by 1m'],
      [10, 'suppressed for cooldown at least once by 1m'],
    ]);
    expect(result!.failures[0]!.got).toContain('it fired once: at 0s for contact ola because event.lead.score 90 >= 80');
    expect(result!.failures[2]!.got).toContain('slack post {"channel":"#sales"');
  });

  it('runs the examples of the guide', () => {
    const guide = readFileSync(new URL('../../docs/rule-tests.md', import.meta.url), 'utf8');
    const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => readRuleTests(match[1]!, 'docs/rule-tests.md'));
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(examples.flatMap((one) => one.findings)).toEqual([]);
    const results = runRuleTests(
      examples.flatMap((one) => one.tests),
      bundle!,
    );
    expect(results.flatMap((one) => one.failures)).toEqual([]);
  });

  it('shows a late event as suppressed', () => {
    const late = `tests:
  - name: an event older than the window changes nothing
    rule: click-flood
    feed:
      - { at: 1h, event: { type: ad.clicked, contact: ola, data: { campaign: kawa } } }
      - { at: 1h, repeat: 20, every: 1s, delay: 30m, event: { type: ad.clicked, contact: ola, data: { campaign: kawa } } }
    expect:
      - { at: 2h, not_fired: true }
      - { at: 2h, suppressed: { reason: late, times: 20 } }
`;
    expect(runRuleTests(readRuleTests(late, 'x.test.yaml').tests, bundle!)[0]!.failures).toEqual([]);
  });

  it('names the nearest rule when there is none of the name', () => {
    const [result] = runRuleTests(readRuleTests(failing.replace('hot-lead', 'hot-laed'), 'x.test.yaml').tests, bundle!);
    expect(result!.failures[0]).toMatchObject({ expected: 'a rule named "hot-laed"', got: 'the nearest name is "hot-lead"' });
  });
});

it('a rule that asks whose a sentiment is can be tested', () => {
  const text =
    'rule: sure\nsummary: Tylko obcy model.\non: [social.mentioned]\nwhere: event.sentiment.model == "sentix-3" && event.sentiment.score < -0.5\nby: { kto: event.contact }\n';
  const told = `tests:
  - name: only the model outside counts
    rule: sure
    start: 2026-01-05T10:00:00Z
    feed:
      - { at: 0s, event: { type: social.mentioned, contact: ola, data: { text: "Dramat" }, sentiment: { score: -0.9, model: sentix-3 } } }
      - { at: 1s, event: { type: social.mentioned, contact: jan, data: { text: "Dramat" }, sentiment: { score: -0.9, model: built-in } } }
    expect:
      - { at: 1m, fired: { group: { kto: ola }, times: 1 } }
      - { at: 1m, fired: { group: { kto: jan }, times: 0 } }
`;
  const { bundle: one, findings: problems } = checkRules([{ path: 'sure.yaml', text }]);
  expect(problems).toEqual([]);
  const { tests: written, findings: wrong } = readRuleTests(told, 'sure.test.yaml');
  expect(wrong).toEqual([]);
  expect(runRuleTests(written, one!)).toMatchObject([{ passed: true }]);
});
