import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFinding } from './format-finding.ts';
import { parseDocument } from './parse-document.ts';

const lines = (text: string): string[] => parseDocument(text, 'a.yaml').findings.map(formatFinding);

describe('parseDocument', () => {
  test.each([
    ['a repeated key', 'reguła: kawa\nb: 1\nreguła: herbata\n', 'a.yaml:3:1 yaml-duplicate-key'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'a.yaml:2:1 yaml-tab'],
    ['a prototype key', 'a:\n  __proto__: { x: 1 }\n', 'a.yaml:2:3 yaml-forbidden-key'],
    ['a constructor key', 'a: { constructor: 1 }\n', 'a.yaml:1:6 yaml-forbidden-key'],
    ['an unknown tag', 'a: !!js/function "żółw"\n', 'a.yaml:1:4 yaml-tag'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'a.yaml:2:1 yaml-many-documents'],
    ['a list as key', 'a:\n  ? [ż]\n  : x\n', 'a.yaml:2:5 yaml-key'],
    ['broken quotes', 'a: "łódź\n', 'a.yaml:2:1 yaml-syntax'],
    ['an empty file', '# nic\n', 'a.yaml:1:1 yaml-empty'],
    ['two kilobytes of [', 'a: 1\nb: ' + '['.repeat(2_048), 'a.yaml:2:66 yaml-too-deep'],
    ['deep block lists', '- '.repeat(5_000) + 'a', 'a.yaml:1:'],
    ['deep maps', Array.from({ length: 200 }, (_, depth) => ' '.repeat(depth) + 'a:').join('\n'), 'yaml-too-deep'],
    ['a file that is too large', 'a: ' + 'ż'.repeat(140_000), 'a.yaml:1:1 yaml-too-large'],
    ['many aliases', 'a: &a x\nb: [' + '*a,'.repeat(21) + ']\n', 'a.yaml:2:65 yaml-aliases'],
  ])('refuses %s at its place', (_name, text, expected) => {
    expect(lines(text).join('\n')).toContain(expected);
  });

  test('refuses an alias bomb that doubles on each line', () => {
    const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)].join('\n');
    expect(lines(bomb).join('\n')).toContain('yaml-aliases');
  });

  test('keeps yes, no and dates as text and finds values through an alias', () => {
    const parsed = parseDocument('a: &x { odpowiedź: no, dzień: 2026-01-05 }\nb: *x\n', 'a.yaml');
    expect(parsed.value).toEqual({ a: { odpowiedź: 'no', dzień: '2026-01-05' }, b: { odpowiedź: 'no', dzień: '2026-01-05' } });
    expect(parsed.locate('/b/odpowiedź')).toEqual({ line: 1, column: 20 });
  });

  test('locates keys, values, list members and characters inside strings', () => {
    const parsed = parseDocument(
      [
        'on: [social.mentioned, "zażółć"]',
        'when: "a\\tb \\"c"',
        "single: 'it''s X'",
        'block: |',
        '  first',
        '  drugi X',
        'folded: >-',
        '  one',
        '  two X',
        'plain: one',
        '  two X',
      ].join('\n'),
      'a.yaml',
    );
    expect(parsed.locate('/on', 'key')).toEqual({ line: 1, column: 1 });
    expect(parsed.locate('/on/1')).toEqual({ line: 1, column: 24 });
    expect(parsed.locate('/when', 5)).toEqual({ line: 2, column: 15 });
    expect(parsed.locate('/single', "it's ".length)).toEqual({ line: 3, column: 16 });
    expect(parsed.locate('/block', 'first\ndrugi '.length)).toEqual({ line: 6, column: 9 });
    expect(parsed.locate('/folded', 'one two '.length)).toEqual({ line: 9, column: 7 });
    expect(parsed.locate('/plain', 'one two '.length)).toEqual({ line: 11, column: 7 });
    expect(parsed.locate('/nowhere/at/all')).toEqual({ line: 1, column: 1 });
  });

  test('never throws, whatever the text', () => {
    assert(
      property(
        array(constantFrom('[', '{', ']', '}', 'a', ':', ' ', '\n', '- ', '&a', '*a', '"', "'", '|', '>', '\t', '!', '#', 'ż', '---\n')),
        (parts) => {
          const parsed = parseDocument(parts.join(''), 'a.yaml');
          return parsed.findings.length > 0 || parsed.value !== undefined;
        },
      ),
      { numRuns: 2_000 },
    );
  }, 60_000);
});
