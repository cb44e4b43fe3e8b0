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
  ])('%s is %j', (text, expected) => {
    expect(run(text)).toEqual(expected);
  });

  test.each<[string, object]>([
    ['event.data.platfrom == "x"', { offset: 11, code: 'unknown-field', suggestion: 'platform' }],
    ['has(event.data.autor.id)', { offset: 15, code: 'unknown-field', suggestion: 'author' }],
    ['event.data.kolor == "x"', { offset: 11, code: 'unknown-field', hint: 'Write event.data["kolor"] for a field of your own.' }],
    ['measures.poeple > 2', { offset: 9, code: 'unknown-field', suggestion: 'people' }],
    ['measures.people.z > 2', { offset: 16, code: 'not-supported-yet' }],
    ['evnt.id == "x"', { offset: 0, code: 'unknown-name', suggestion: 'event' }],
    ['people > 25', { offset: 0, code: 'unknown-name', suggestion: 'measures.people' }],
    ['contact.email == "x"', { offset: 0, code: 'unknown-name' }],
    ['event.data.text.matches("(a+)+$")', { offset: 16, code: 'matches-refused' }],
    ['1 < 2 && event.data.text.contians("a")', { offset: 25, code: 'unknown-function', suggestion: 'contains' }],
    ['1 < 2 && event.data.text > 5', { offset: 9, code: 'expression-type' }],
    ['event.data.reach != null', { offset: 0, code: 'expression-type', hint: 'Ask has(field) whether there is a value.' }],
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
});
