import type { ScoredEvent } from '#event';
import { expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { signalMaker } from './signal-maker.ts';

function compile(more: string): CompiledRule {
  const text = `rule: r\nsummary: żółw\non: [own.type]\n${more}`;
  return checkRules([{ path: 'r.yaml', text }]).bundle!.rules.get('r')!;
}

const event = (data: ScoredEvent['data'], topics?: string[]): ScoredEvent => ({
  id: '1',
  source: 's',
  type: 'own.type',
  time: '',
  at: 7,
  received: 8,
  data,
  ...(topics ? { topics } : {}),
});

test('several names make one group of all, lists fan out, and repeated values count once', () => {
  const rule = compile('by: { a: event.data.a, t: event.topics, n: event.data.n }\n');
  const keys = (one: ScoredEvent): string[] => rule.signals(one).map((signal) => signal.key);
  expect(keys(event({ a: ['x', 'y', 'x'], n: 5 }, ['kawa', 'żur']))).toEqual([
    'a=x,t=kawa,n=5',
    'a=y,t=kawa,n=5',
    'a=x,t=żur,n=5',
    'a=y,t=żur,n=5',
  ]);
  expect(keys(event({ a: 'x', n: true }, ['kawa']))).toEqual(['a=x,t=kawa,n=true']);
  expect(keys(event({ a: '', n: 5 }, ['kawa']))).toEqual([]);
  expect(keys(event({ a: null, n: 5 }, ['kawa']))).toEqual([]);
  expect(keys(event({ n: 5 }, ['kawa']))).toEqual([]);
  expect(keys(event({ a: 'x', n: 5 }, []))).toEqual([]);
  expect(rule.errors.count).toBe(0);
});

test('too many groups, and groups of things that are no text, are left out and counted', () => {
  const rule = compile('by: { a: event.data.a }\n');
  expect(rule.signals(event({ a: Array.from({ length: 60 }, (_, index) => `ż${index}`) }))).toHaveLength(50);
  expect(rule.errors).toEqual({ count: 1, last: 'an event in more than 50 groups' });
  expect(rule.signals(event({ a: [{ b: 1 }, 'x', 'y'.repeat(513)] })).map((one) => one.key)).toEqual(['a=x']);
  expect(rule.errors.count).toBe(3);
});

test('an event that no measure counts is carried on only when `when` looks at the event', () => {
  const measures = 'by: { a: event.data.a }\nmeasures: { m: { fn: sum, of: event.data.n, where: event.data.ok == true, window: 1m } }\n';
  const blind = compile(`${measures}when: measures.m > 1\n`);
  const seeing = compile(`${measures}when: measures.m > 1 && event.data.now == true\n`);
  for (const [data, inputs] of [
    [{ a: 'x', n: 5, ok: true }, [5]],
    [{ a: 'x', n: 5 }, [null]],
    [{ a: 'x', ok: true }, [null]],
  ] as const) {
    expect(blind.signals(event(data)).map((one) => one.inputs)).toEqual(inputs[0] === null ? [] : [inputs]);
    expect(seeing.signals(event(data)).map((one) => one.inputs)).toEqual([inputs]);
  }
  expect(blind.signals(event({ a: 'x', ok: true, n: 'dużo' }))).toEqual([]);
  expect(blind.errors).toEqual({ count: 1, last: 'sum of something that is not a number' });
});

test('events of other types give nothing, and members of distinct are texts', () => {
  const rule = compile('measures: { m: { fn: distinct, of: event.data.n, window: 1m } }\nwhen: measures.m > 1\n');
  expect(rule.signals({ ...event({ n: 5 }), type: 'other.type' })).toEqual([]);
  expect(rule.signals(event({ n: 5 }))).toMatchObject([{ key: 'all', group: {}, inputs: ['5'] }]);
  expect(rule.signals(event({ n: ['a'] }))).toEqual([]);
  expect(rule.errors.count).toBe(1);
});

test('gives one signal a key, with every listener the event matched', () => {
  const topics = (scope: object): unknown => (scope as { event: ScoredEvent }).event.topics;
  const said = (scope: object): boolean => (scope as { event: ScoredEvent }).event.data['said'] === 'nie';
  const signals = signalMaker({
    rule: 'r',
    layout: 'l',
    types: ['own.type'],
    conditions: [],
    groupNames: ['topic'],
    groups: [topics],
    inputs: [{ fn: 'count', where: undefined, of: undefined }],
    listeners: [
      { types: ['own.type'], conditions: [said] },
      { types: ['other.type'], conditions: [], groups: [() => 'żur'] },
    ],
    keepsUncounted: false,
    cut: ({ id }) => ({ id }),
    faults: { count: 0 },
  });
  const heard = (one: ScoredEvent): unknown[] => signals(one).map(({ key, inputs, hits }) => [key, inputs, hits]);
  expect(heard(event({}, ['kawa']))).toEqual([['topic=kawa', [1], undefined]]);
  expect(heard(event({ said: 'nie' }, ['kawa', 'żur']))).toEqual([
    ['topic=kawa', [1], 3],
    ['topic=żur', [1], 3],
  ]);
  expect(heard({ ...event({ said: 'nie' }, ['kawa']), type: 'other.type' })).toEqual([['topic=żur', [null], 4]]);
});
