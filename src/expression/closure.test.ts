import { assert, constantFrom, letrec, oneof, property, record, tuple, type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closureOf } from './closure.ts';
import { eventFields } from './event-fields.ts';
import { compileExpression } from './expression.ts';
import { expressionSpace } from './expression-space.ts';
import type { SyntaxNode } from './syntax-node.ts';

const space = expressionSpace({
  event: eventFields(['social.mentioned']),
  measures: { people: { value: 'double' }, mood: { value: 'double' } },
});

const text = constantFrom(
  '"x"',
  '"kawa"',
  '"żółć"',
  'event.data.platform',
  'event.data.text',
  'event.language.code',
  'event.data.author.id',
  'event.topics[0]',
  'event.topics[3]',
);
const list = constantFrom(
  'event.topics',
  '["kawa", "x"]',
  'event.sentiment.words',
  'event.topics.filter(t, t != "x")',
  'event.topics.map(t, t + "!")',
);
const { number, truth } = letrec<{ number: string; truth: string }>((tie) => ({
  number: oneof(
    { maxDepth: 3, withCrossShrink: true },
    constantFrom(
      '0',
      '1',
      '2.5',
      '-3',
      'event.data.reach',
      'event.data.author.followers',
      'event.sentiment.score',
      'measures.people',
      'measures.mood',
    ),
    tuple(tie('number'), constantFrom('+', '-', '*'), tie('number')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('number').map((a) => `(${a} / 2)`),
    tie('number').map((a) => `(-(${a}))`),
    oneof(list, text).map((a) => `size(${a})`),
    list.map((a) => `${a}.size()`),
    tuple(tie('truth'), tie('number'), tie('number')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
  truth: oneof(
    { maxDepth: 4, withCrossShrink: true },
    constantFrom('true', 'false'),
    tuple(tie('number'), constantFrom('<', '<=', '>', '>=', '==', '!='), tie('number')).map((parts) => parts.join(' ')),
    tuple(text, constantFrom('<', '==', '!=', '>='), text).map((parts) => parts.join(' ')),
    tuple(text, constantFrom('contains', 'startsWith', 'endsWith'), text).map(([a, name, b]) => `${a}.${name}(${b})`),
    tuple(text, list).map(([a, b]) => `${a} in ${b}`),
    tuple(list, list).map(([a, b]) => `${a} == ${b}`),
    tie('truth').map((a) => `!(${a})`),
    tuple(tie('truth'), constantFrom('&&', '||'), tie('truth')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tuple(list, constantFrom('exists', 'all', 'exists_one'), text).map(([a, name, b]) => `${a}.${name}(t, t.startsWith(${b}))`),
    tuple(list, tie('truth')).map(([a, b]) => `${a}.exists(t, t == "kawa" && ${b})`),
    constantFrom('has(event.contact)', 'has(event.language)', 'has(event.data.text)', 'has(event.topics)'),
  ),
}));

const events: Arbitrary<object> = record(
  {
    contact: constantFrom('c1'),
    topics: constantFrom([], ['kawa'], ['x', 'żur', 'kawa']),
    language: constantFrom({ code: 'pl' }, {}),
    sentiment: constantFrom({ score: -0.5, words: ['zły'] }, { score: 0 }),
    data: record(
      {
        platform: constantFrom('x', 'kawa'),
        text: constantFrom('', 'x', 'Zażółć kawa'),
        reach: constantFrom(0, 5, 2.5),
        author: constantFrom({}, { id: 'x', followers: 12 }),
      },
      { requiredKeys: ['platform'] },
    ),
  },
  { requiredKeys: ['data'] },
);

describe('closures', () => {
  test("mean what CEL's own evaluator means, a missing field being its error", () => {
    let valued = 0;
    let missing = 0;
    assert(
      property(oneof(truth, number), events, constantFrom({ value: 5 }, { value: -1 }), (source, event, people) => {
        const scope = { event, measures: { people, mood: {} } };
        const faults = { count: 0 };
        const compiled = compileExpression(source, space, faults, 'it', ['bool', 'double', 'int']);
        if ('problems' in compiled) {
          // Too many loops inside each other, or over too much, are the only reasons why such an expression may be refused.
          expect(compiled.problems[0]?.code, source).toMatch(/^expression-too-(large|costly)$/);
          return;
        }
        const ours = compiled.expression.evaluate(scope);
        expect(closureOf(compiled.expression.tree, faults)).toBeTypeOf('function');
        const rewritten = (compiled.expression.tree as SyntaxNode & { input: string }).input;
        const theirs = reference(rewritten, scope);
        expect(ours, `${source} over ${JSON.stringify(scope)}`).toEqual(theirs);
        if (ours === undefined) missing += 1;
        else valued += 1;
        // Typed fields leave nothing that could have the wrong type.
        expect(faults.count).toBe(0);
      }),
      { numRuns: 1_500, seed: 20_260_105 },
    );
    // The comparison is worth something only when both sides of it happen often.
    expect(valued).toBeGreaterThan(400);
    expect(missing).toBeGreaterThan(150);
  }, 60_000);

  test.each<[string, unknown, number]>([
    ['event.data.own < 5', undefined, 1],
    ['event.data.own == 5', false, 0],
    ['event.data.missing < 5', undefined, 0],
    ['event.data.nothing == 5', undefined, 0],
    ['!event.data.own', undefined, 1],
    ['event.data.own && true', undefined, 1],
    ['event.data.own.deep', undefined, 0],
    ['event.data.list.length', undefined, 0],
    ['event.data.list[1]', 2, 0],
    ['event.data.list["a"]', undefined, 1],
    ['event.data.map["ż"]', 1, 0],
    ['"ż" in event.data.map', true, 0],
    ['event.data.map == {"ż": 1.0}', true, 0],
    ['event.data.own.size()', 5, 0],
    ['size(event.data.number)', undefined, 1],
    ['event.data.number.contains("a")', undefined, 1],
    ['event.data.list.all(x, x > "a")', undefined, 2],
    ['event.data.number.exists(x, x > 1)', undefined, 1],
    ['double(event.data.own)', undefined, 1],
    ['double("2.5") + 1', 3.5, 0],
    ['event.data.own + 1', undefined, 1],
  ])('untyped fields: %s gives %j and counts %i mistakes', (source, expected, count) => {
    const untyped = expressionSpace({ event: eventFields(['own.type']) });
    const faults = { count: 0 };
    const compiled = compileExpression(source, untyped, faults, 'it', ['bool', 'double', 'int']);
    if ('problems' in compiled) throw new Error(compiled.problems[0]?.message);
    const scope = { event: { data: { own: 'żółty', number: 7, nothing: null, list: [1, 2], map: { ż: 1 } } } };
    expect(compiled.expression.evaluate(scope)).toEqual(expected);
    expect(faults.count).toBe(count);
  });
});

/** CEL's own evaluator; its errors are "no value", as is what is not a finite number. */
function reference(source: string, scope: object): unknown {
  try {
    const value: unknown = space.environment.evaluate(source, scope as Record<string, unknown>);
    if (typeof value === 'bigint') return Number(value);
    return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
  } catch {
    return undefined;
  }
}
