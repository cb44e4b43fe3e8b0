import { formatFinding } from '#document';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';

const guide = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const lintGuide = readFileSync(new URL('../../docs/rule-findings.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```yaml\n(rule:[\s\S]*?)```/g)].map((match) => ({
  path: `docs/rules.md#${/^rule: (\S+)/.exec(match[1]!)?.[1] ?? ''}`,
  text: match[1]!,
}));

/** Where sources say a code: as a field, behind a place, or as one of the first arguments of what tells a problem. */
const SAYS =
  /(?:code: |'(?:key|value|error|warning)',\s*|(?:say|find|problem|blame)\([^'`()]*(?:(?:'[^']*'|`[^`]*`),\s*){0,2}|\| )'((?:[a-z]+-)+[a-z]+)'/g;
/** Words of that form that are reasons of a fire held back, or why a pattern is refused. */
const NO_FINDING = new Set(['max-fires', 'still-firing', 'too-large']);

describe('docs/rules.md', () => {
  test.each(blocks.map((block) => [block.path, block] as const))('%s compiles without a finding', (_path, block) => {
    expect(checkRules([block]).findings.map(formatFinding)).toEqual([]);
  });

  test('has examples of every part of the language, and they live together', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    const { bundle } = checkRules(blocks);
    const kinds = [...bundle!.rules.values()].flatMap((rule) => rule.workflow.map((step) => step.kind));
    expect(new Set(kinds)).toEqual(new Set(['call', 'wait', 'emit']));
    const functions = [...bundle!.rules.values()].flatMap((rule) => rule.measures.map((measure) => measure.fn));
    expect(new Set(functions)).toEqual(new Set(['count', 'distinct', 'sum', 'avg', 'max', 'percentile', 'ratio', 'first_seen']));
  });

  test('lists every finding code that the sources can give', () => {
    const listed = new Set((guide.slice(guide.indexOf('## Findings')) + lintGuide).match(/`[a-z]+(-[a-z]+)+`/g));
    for (const folder of ['./', '../document/', '../expression/', '../guard/']) {
      const here = new URL(folder, import.meta.url);
      for (const name of readdirSync(here).filter(
        (one) => one.endsWith('.ts') && !one.includes('.test.') && !/^(test-document|group-)/.test(one),
      )) {
        const source = readFileSync(new URL(name, here), 'utf8');
        for (const [, code] of source.matchAll(SAYS)) {
          if (NO_FINDING.has(code!)) continue;
          expect(listed, `${name} gives ${code}`).toContain(`\`${code}\``);
        }
      }
    }
  });
});
