import { describe, expect, test } from 'vitest';
import { eventFields } from './event-fields.ts';
import { compileExpression } from './expression.ts';
import { expressionSpace } from './expression-space.ts';

const space = expressionSpace({
  event: eventFields(['social.mentioned']),
  measures: { people: { value: 'double', members: 'list<string>' }, mood: { value: 'double' } },
  group: { topic: 'string' },
  now: 'double',
});
const scope = {
  event: {
    type: 'social.mentioned',
    topics: ['kawa', 'żur'],
    contact: 'c1',
    data: { platform: 'x', text: 'Zażółć gęślą', author: { followers: 5 }, reach: null, own: 7 },
  },
  measures: { people: { value: 26, members: ['a', 'b'] }, mood: { value: null } },
  group: { topic: 'kawa' },
  now: 1_000,
};
const WANTED = ['bool', 'double', 'string', 'int', 'list<string>', 'list<dyn>'];

function run(text: string): unknown {
  const faults = { count: 0 };
  const compiled = compileExpression(text, space, faults, 'when', WANTED);
  if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems));
  return compiled.expression.evaluate(scope);
}

describe('expressions', () => {
  test.each<[string, unknown]>([
    ['event.data.platform == "x"', true],
    ['event.data.author.followers == 5', true],
    ['event.data.author.followers > 4 && measures.people >= 25', true],
    ['measures.people.members', ['a', 'b']],
    ['measures.people.value + 1', 27],
    ['measures["people"].value', 26],
    ['measures.mood < 0', undefined],
    ['!(measures.mood < 0)', undefined],
    ['measures.mood < 0 || measures.people > 1', true],
    ['measures.mood < 0 && measures.people > 99', false],
    ['has(measures.mood)', false],
    ['has(event.data.reach)', false],
    ['has(event.data.author.id)', false],
    ['has(event.sentiment.score)', false],
    ['event.sentiment.score < 0.0', undefined],
    ['event.data["own"] == 7', true],
    ['size(event.topics) == 2', true],
    ['(event.topics).size() + 1', 3],
    ['event.topics.size() / 4', 0.5],
    ['7 % 2 == 1', true],
    ['1 / 2', 0.5],
    ['1 / 0', undefined],
    ['-3 < event.data.author.followers', true],
    ['event.topics[0] == "kawa"', true],
    ['event.topics[7] == "kawa"', undefined],
    ['"żur" in event.topics', true],
    ['event.data.author.followers in [1, 5]', true],
    ['event.topics.exists(t, t.startsWith("ka"))', true],
    ['event.topics.all(t, t.size() > 3)', false],
    ['event.topics.filter(t, t != "kawa")', ['żur']],
    ['event.topics.map(t, t + "!")', ['kawa!', 'żur!']],
    ['event.topics.exists_one(t, t == "kawa")', true],
    ['event.data.text.contains("gęśl")', true],
    ['event.data.text.lowerAscii().endsWith("gęślą")', true],
    ['event.data.text.split(" ").size()', 2],
    ['event.data.text.substring(0, 3)', 'Zaż'],
    ['size(event.data.text)', 12],
    ['measures.people > 25 ? "dużo" : "mało"', 'dużo'],
    ['now > 999', true],
    ['group.topic + " ☕"', 'kawa ☕'],
    ['string(measures.people) + "!"', '26!'],
    ['event.data.text.matches("(?i)ZAŻÓŁ[CĆ]")', true],
    ['matches(event.data.text, "^gęślą")', false],
    ['event.data.brand.matches("a")', undefined],
    ['event.data.text.lower().containsWord("Gęślą")', true],
    ['event.data.text.containsWord("gęśl")', false],
    ['event.data.text.containsWord(["kawa", "zażółć gęślą"])', true],
    ['event.data.text.containsWord(event.topics)', false],
    ['event.data.text.upper()', 'ZAŻÓŁĆ GĘŚLĄ'],
    ['event.data.text.indexOf("gęślą") == 7', true],
    ['event.data.text.substring(size("Zażółć") + 1)', 'gęślą'],
    ['event.topics.join(", ")', 'kawa, żur'],
    ['coalesce(event.data.reach, 7) == 7', true],
    ['coalesce(event.data.author.followers, 7)', 5],
    ['coalesce(event.subject, "–")', '–'],
    ['round(measures.people / 7)', 4],
    ['round(measures.people / 7, 2)', 3.71],
    ['abs(-3) + floor(2.7) + ceil(2.1) + min(1, 2) + max(1, 2)', 11],
    ['int("7") % 2 == 1', true],
    ['bool("true") && true', true],
    ['event.topics.map(t, t != "kawa", t.upper())', ['ŻUR']],
    ['{"a": event.data.platform}["a"]', 'x'],
  ])('%s is %j', (text, expected) => {
    expect(run(text)).toEqual(expected);
  });

  test.each<[string, object]>([
    ['event.data.platfrom == "x"', { offset: 11, code: 'unknown-field', suggestion: 'platform' }],
    ['has(event.data.autor.id)', { offset: 15, code: 'unknown-field', suggestion: 'author' }],
    ['event.data.kolor == "x"', { offset: 11, code: 'unknown-field', hint: 'Write event.data["kolor"] for a field of your own.' }],
    ['measures.poeple > 2', { offset: 9, code: 'unknown-field', suggestion: 'people' }],
    ['measures.people.z > 2', { offset: 16, code: 'unknown-field' }],
    ['evnt.id == "x"', { offset: 0, code: 'unknown-name', suggestion: 'event' }],
    ['people > 25', { offset: 0, code: 'unknown-name', suggestion: 'measures.people' }],
    ['contact.email == "x"', { offset: 8, code: 'unknown-field' }],
    ['"a" in contact.segmets', { code: 'unknown-field', suggestion: 'segments' }],
    ['event.data.text.matches("(a+")', { offset: 24, code: 'bad-pattern', message: 'missing closing ): `(a+`' }],
    ['event.data.text.matches("(?=a)")', { offset: 24, code: 'bad-pattern' }],
    ['event.data.text.matches(event.subject)', { offset: 24, code: 'pattern-literal' }],
    ['matches(event.data.text, "(a{400}|b{400})")', { offset: 25, code: 'expression-too-large' }],
    [
      'measures.people.members.exists(a, event.topics.exists(b, event.data.text.matches("x")))',
      { offset: 0, code: 'expression-too-costly' },
    ],
    ['event.data["x"] == null', { offset: 0, code: 'expression-type', hint: 'Ask has(field) whether there is a value.' }],
    ['timestamp(event.time) > timestamp("2026-01-01T00:00:00Z")', { offset: 0, code: 'unknown-function' }],
    ['b"x" == b"x"', { offset: 0, code: 'expression-type' }],
    ['1 < 2 && event.data.text.contians("a")', { offset: 25, code: 'unknown-function', suggestion: 'contains' }],
    ['1 < 2 && event.data.text > 5', { offset: 9, code: 'expression-type' }],
    [
      'event.data.reach != null',
      {
        offset: 0,
        code: 'expression-type',
        message: 'nothing is equal to null: null is no value',
        hint: 'Ask has(field) whether there is a value.',
      },
    ],
    ['event.data.reach = 5', { offset: 17, code: 'expression-syntax', hint: 'Write == to compare.' }],
    ['1 < 2 and 2 < 3', { offset: 6, code: 'expression-syntax', hint: 'Write && for "and".' }],
    ['', { offset: 0, code: 'expression-syntax' }],
    ['event.constructor', { offset: 6, code: 'forbidden-name' }],
    ['event.data["x"].__proto__ == 1', { offset: 16, code: 'forbidden-name' }],
    ['(' + 'event.id == "x" && '.repeat(150) + 'true)', { offset: 0, code: 'expression-too-large' }],
    ['event.topics.exists(a, event.topics.exists(b, event.topics.exists(c, c == a)))', { offset: 59, code: 'expression-too-large' }],
    ['['.repeat(40) + ']'.repeat(40), { code: 'expression-too-large' }],
    ['event.data', { offset: 0, code: 'expression-type' }],
  ])('refuses %s', (text, expected) => {
    const compiled = compileExpression(text, space, { count: 0 }, 'when', WANTED);
    expect('problems' in compiled ? compiled.problems[0] : 'compiled').toMatchObject(expected);
  });

  test('says each part of a condition by itself', () => {
    const compiled = compileExpression(
      'measures.people >= 25 && (event.data.platform == "x" || now < 5) && size(event.topics) > 4',
      space,
      { count: 0 },
      'when',
      WANTED,
    );
    if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems));
    const parts = compiled.expression.conjuncts();
    expect(parts.map((part) => [part.text, part.evaluate(scope), part.readings.map((one) => one.path.join('.'))])).toEqual([
      ['measures.people >= 25', true, ['measures.people.value']],
      ['event.data.platform == "x" || now < 5', true, ['event.data.platform', 'now']],
      ['size(event.topics) > 4', false, ['event.topics']],
    ]);
  });

  test('patterns take time in proportion to the text, whatever they say', () => {
    const compiled = compileExpression('event.data.text.matches("(a+)+$|(a|aa)*b|(a?){50}a{50}c")', space, { count: 0 }, 'when', WANTED);
    if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems));
    // A backtracking engine would not come back from this one in years.
    expect(compiled.expression.evaluate({ event: { data: { text: `${'a'.repeat(9_000)}!` } } })).toBe(false);
  });
});
