import { formatFinding } from '#document';
import { checkRules, readRuleTests, type RuleFile } from '#rule';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runRuleTests } from './rule-tests.ts';

const pages = ['rules', 'sequences', 'workflows', 'guards'];
const blocks = pages.flatMap((page): RuleFile[] => {
  const path = `docs/${page}.md`;
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => ({
    path,
    // Findings then name the line of the page.
    text: '\n'.repeat(text.slice(0, match.index).split('\n').length) + match[1]!,
  }));
});
const rules = blocks.filter(({ text }) => /^rule:/m.test(text));
const { bundle, findings } = checkRules(rules);
const read = blocks.filter(({ text }) => /^tests:/m.test(text)).map((file) => readRuleTests(file.text, file.path));
const tests = read.flatMap((one) => one.tests);

describe('the examples of the guide', () => {
  it('are sound, and so are their tests', () => {
    expect(findings.filter((one) => one.severity === 'error').map(formatFinding)).toEqual([]);
    expect(read.flatMap((one) => one.findings).map(formatFinding)).toEqual([]);
  });

  it('each have a test', () => {
    const tested = new Set(tests.map((test) => test.rule));
    expect([...bundle!.rules.keys()].filter((name) => !tested.has(name))).toEqual([]);
  });

  it.each(tests.map((test) => [`${test.rule}: ${test.name}`, test] as const))('%s', (_name, test) => {
    expect(runRuleTests([test], bundle!)[0]!.failures).toEqual([]);
  });

  it.each(['restart', 'duplicate', 'redelivery'] as const)('do the same when every event meets a %s', { timeout: 60_000 }, (fault) => {
    const faulty = tests.map((test) => ({
      ...test,
      faults: [fault],
      expect: test.expect.filter(({ claim }) => claim.kind !== 'duplicates'),
    }));
    expect(runRuleTests(faulty, bundle!).filter((one) => !one.passed)).toEqual([]);
  });
});
