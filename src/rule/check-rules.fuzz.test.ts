import { compileExpression, eventFields, expressionSpace } from '#expression';
import { array, assert, constantFrom, nat, oneof, property, string, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { checkRules } from './check-rules.ts';

const guide = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const rules = [...guide.matchAll(/```yaml\n(rule:[\s\S]*?)```/g)].map((match) => match[1]!);
const scraps = [
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  ':',
  ' ',
  '\n',
  '  - ',
  '- ',
  '${',
  '}',
  '&&',
  '==',
  '.',
  'event',
  'measures',
  'null',
  '1',
  '[]',
  '{}',
  '|',
  '#',
  '*a',
  '&a ',
  '~',
  'ż',
  '\u0000',
  '\t',
  'wait',
  'emit',
  'connector',
  '__proto__',
];

test('a damaged rule is refused or compiled, never a crash, and every finding has a place in the file', () => {
  const edits = array(tuple(nat(2_000), nat(12), constantFrom(...scraps)), { minLength: 1, maxLength: 4 });
  assert(
    property(constantFrom(...rules), edits, (rule, changes) => {
      let text = rule;
      for (const [at, length, scrap] of changes) text = text.slice(0, at % text.length) + scrap + text.slice((at % text.length) + length);
      const { findings, bundle } = checkRules([{ path: 'a.yaml', text }], { stateRetention: 1 });
      const lines = text.split('\n').length + 1;
      for (const finding of findings) {
        expect(finding.line).toBeGreaterThan(0);
        expect(finding.line).toBeLessThanOrEqual(lines);
        expect(finding.column).toBeGreaterThan(0);
        expect(finding.message).not.toContain('undefined');
      }
      expect(bundle === undefined).toBe(findings.some((one) => one.severity === 'error'));
    }),
    { numRuns: 200 },
  );
}, 60_000);

test('any text is compiled as an expression or refused with a place in it, and what compiles never throws', () => {
  const space = expressionSpace({
    event: eventFields(['social.mentioned', 'own.type']),
    measures: { a: { value: 'double', members: 'list<string>' } },
    group: { t: 'string' },
    now: 'double',
  });
  const words = [
    'event',
    '.data',
    '.x',
    '.topics',
    'measures.a',
    '.members',
    'group.t',
    'now',
    '1',
    '2.5',
    '"ż"',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ':',
    ',',
    '?',
    '&&',
    '||',
    '!',
    '==',
    '<',
    '+',
    '-',
    '/',
    '%',
    ' in ',
    '.size()',
    '.exists(t, ',
    '.map(t, ',
    '.all(',
    'has(',
    'size(',
    '.contains(',
    '.split(',
    'int(',
    'timestamp(',
    'duration("1h")',
    'matches(',
    'null',
    'true',
    '0x1F',
    '5u',
    'b"a"',
    'type(',
    'cel.bind(x, ',
  ];
  const scope = {
    event: { data: { x: 'ż' }, topics: ['kawa', 'ż'] },
    measures: { a: { value: 3, members: ['c'] } },
    group: { t: 'ż' },
    now: 1,
  };
  let compiledOnes = 0;
  const balanced = array(constantFrom(...words), { maxLength: 12 }).map((parts) => {
    const text = parts.join(' ');
    return text + ')'.repeat(Math.max(0, text.split('(').length - text.split(')').length));
  });
  assert(
    property(oneof(balanced, string()), (text) => {
      const compiled = compileExpression(text, space, { count: 0 }, 'it', ['bool', 'double', 'int', 'string', 'list<string>']);
      if ('expression' in compiled) {
        compiledOnes += 1;
        compiled.expression.evaluate(scope);
        compiled.expression.evaluate({});
      } else {
        for (const problem of compiled.problems) {
          expect(problem.offset).toBeGreaterThanOrEqual(0);
          expect(problem.offset).toBeLessThanOrEqual(text.length);
          expect(problem.message.length).toBeGreaterThan(3);
        }
      }
    }),
    { numRuns: 6_000 },
  );
  expect(compiledOnes).toBeGreaterThan(25);
}, 60_000);
