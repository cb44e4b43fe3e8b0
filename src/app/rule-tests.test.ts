import { checkRules, readRuleTests, type RuleFile } from '#rule';
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
  it('are at least ten, without a finding', () => {
    expect(findings).toEqual([]);
    expect(read.flatMap((one) => one.findings)).toEqual([]);
    expect(rules.length).toBeGreaterThanOrEqual(10);
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

describe('runRuleTests', () => {
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

  it('runs the example of the guide', () => {
    const guide = readFileSync(new URL('../../docs/rule-tests.md', import.meta.url), 'utf8');
    const example = readRuleTests(/```yaml\n([\s\S]*?)```/.exec(guide)![1]!, 'docs/rule-tests.md');
    expect(example.findings).toEqual([]);
    expect(runRuleTests(example.tests, bundle!).map((one) => one.failures)).toEqual([[]]);
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
