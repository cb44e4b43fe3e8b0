import { expect, test } from 'vitest';
import { expressionSpace } from './expression-space.ts';
import { compileTemplate } from './template.ts';

const space = expressionSpace({ group: { topic: 'string' }, measures: { people: { value: 'double', members: 'list<string>' } } });
const scope = {
  group: { topic: 'żur' },
  measures: { people: { value: 1 / 3, members: Array.from({ length: 22 }, (_, index) => `c${index}`) } },
};

test.each<[string, unknown]>([
  ['mówią o ${group.topic}!', 'mówią o żur!'],
  ['${measures.people}', 1 / 3],
  ['~${measures.people}', '~0.333'],
  ['${measures.people > 1 ? "}" : "{"} ${group.topic}', '{ żur'],
  ['$${nie} ${group.topic}', '${nie} żur'],
  ['5 $ i { } zostają', '5 $ i { } zostają'],
  ['${{"a": group.topic}["a"]}', 'żur'],
  ['(${measures.people.members})', `(${Array.from({ length: 20 }, (_, index) => `c${index}`).join(', ')} and 2 more)`],
])('%s becomes %j', (text, expected) => {
  const compiled = compileTemplate(text, space, { count: 0 }, 'text');
  expect('template' in compiled ? compiled.template.value(scope) : compiled.problems).toEqual(expected);
});

const compile = (text: string) => {
  const compiled = compileTemplate(text, space, { count: 0 }, 'text');
  return 'template' in compiled ? compiled.template : undefined;
};

test('a missing value is written as a dash, and is no value when it is the whole template', () => {
  const empty = { group: {}, measures: { people: { value: null } } };
  expect(compile('a ${measures.people} ${group.topic}')?.render(empty)).toBe('a – –');
  expect(compile('${measures.people}')?.value(empty)).toBeUndefined();
});
