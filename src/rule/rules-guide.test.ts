import { formatFinding } from '#document';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkRules } from './check-rules.ts';
import { measureSchema } from './measure-schema.ts';
import { stepWords } from './normalise-step.ts';
import { ruleSchema } from './rule-schema.ts';

/** The pages of the guide; the tests of their examples are run in src/app/guide-examples.test.ts. */
const pages = new Map(
  ['rules', 'sequences', 'workflows', 'guards'].map((name) => [
    `docs/${name}.md`,
    readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8'),
  ]),
);
const guide = pages.get('docs/rules.md')!;
const lintGuide = readFileSync(new URL('../../docs/rule-findings.md', import.meta.url), 'utf8');
const blocks = [...pages].flatMap(([page, text]) =>
  [...text.matchAll(/```yaml\n(rule:[\s\S]*?)```/g)].map((match) => ({
    path: `${page}#${/^rule: (\S+)/.exec(match[1]!)?.[1] ?? ''}`,
    text: match[1]!,
  })),
);
const { bundle, findings } = checkRules(blocks);
const written = blocks.map(({ text }) => parse(text) as { readonly [field: string]: unknown });

/** Every key that stands anywhere in a value. */
function keysIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (Array.isArray(value) ? keysIn(one) : [key, ...keysIn(one)]));
}

type Schema = { readonly properties?: { readonly [name: string]: Schema } };
const propertiesOf = (schema: object): readonly (readonly [string, Schema])[] => Object.entries((schema as Schema).properties ?? {});

/** Where sources say a code: as a field, behind a place, or as one of the first arguments of what tells a problem. */
const SAYS =
  /(?:code: |'(?:key|value|error|warning)',\s*|(?:say|find|problem|blame)\([^'`()]*(?:(?:'[^']*'|`[^`]*`),\s*){0,2}|\| )'((?:[a-z]+-)+[a-z]+)'/g;
/** Words of that form that are reasons of a fire held back, or why a pattern is refused. */
const NO_FINDING = new Set(['max-fires', 'still-firing', 'too-large']);

describe('the guide of rules', () => {
  test.each(blocks.map((block) => [block.path, block] as const))('%s compiles without a finding', (path) => {
    expect(findings.filter((one) => one.file === path).map(formatFinding)).toEqual([]);
  });

  test('has an example of every field of the language, all living together', () => {
    expect(bundle!.rules.size).toBe(blocks.length);
    const fields = new Set(written.flatMap((rule) => Object.keys(rule)));
    for (const [name, schema] of propertiesOf(ruleSchema)) {
      expect(fields, `no example uses "${name}"`).toContain(name);
      const inside = new Set(written.flatMap((rule) => keysIn(rule[name])));
      for (const [inner] of propertiesOf(schema)) expect(inside, `no example uses "${inner}" of "${name}"`).toContain(inner);
    }
  });

  test('has an example of every measure, every way of a window and every step', () => {
    const measures = written.flatMap((rule) => Object.values((rule['measures'] ?? {}) as { [name: string]: { [field: string]: unknown } }));
    const used = new Set(measures.flatMap((one) => Object.keys(one)));
    for (const [name] of propertiesOf(measureSchema)) expect([...used, 'p'], `no example uses "${name}" of a measure`).toContain(name);
    const functions = [...bundle!.rules.values()].flatMap((rule) => rule.measures.map((measure) => measure.fn));
    expect(new Set(functions)).toEqual(new Set(['count', 'distinct', 'sum', 'avg', 'max', 'min', 'percentile', 'ratio', 'first_seen']));
    const words = new Set(written.flatMap((rule) => keysIn(rule['workflow'])));
    for (const word of [...stepWords, 'connector', 'await', 'retry', 'on_failed', 'on_timeout', 'on_refused', 'on_expired', 'experiment'])
      expect(words, `no example has a step "${word}"`).toContain(word);
  });

  test('tells every field, step and guard in a table', () => {
    const tables = [...pages.values()]
      .join('')
      .match(/^\|.*$/gm)!
      .join('\n');
    const sequenced = new Set(['as', 'absent', 'for']);
    for (const [name, schema] of propertiesOf(ruleSchema)) {
      expect(tables, `"${name}" stands in no table`).toContain(`\`${name}`);
      if (name === 'baseline' || name === 'guards')
        for (const [inner] of propertiesOf(schema)) expect(tables, `"${inner}" of "${name}" stands in no table`).toContain(`\`${inner}\``);
    }
    for (const word of [...stepWords, ...sequenced]) expect(tables, `"${word}" stands in no table`).toMatch(new RegExp(`\`[^\`]*${word}`));
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
