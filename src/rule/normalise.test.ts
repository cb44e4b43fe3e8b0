import { assert, constantFrom, property, record, array, dictionary } from 'fast-check';
import { expect, test } from 'vitest';
import { normalise } from './normalise.ts';
import type { AuthoredRule } from './rule-schema.ts';

const duration = constantFrom('1s', '90s', '15m', '1h30m', '28d');
const steps = constantFrom<{ [name: string]: unknown }>(
  { wait: '2h' },
  { pause: { wait: '1m' } },
  { emit: { type: 'a.b' } },
  { 'say/it': { emit: { type: 'a.b', data: { x: 'ż' } } } },
  { alert: { connector: 'slack', operation: 'post', text: 'cześć' } },
);

test('normalising twice is the same as once, and nothing is left unsaid', () => {
  const rules = record(
    {
      rule: constantFrom('r'),
      summary: constantFrom('  żółw '),
      on: array(constantFrom('social.mentioned', 'ad.clicked'), { minLength: 1 }),
      mode: constantFrom('shadow', 'active'),
      where: constantFrom('true'),
      by: dictionary(constantFrom('a', 'b'), constantFrom('event.contact')),
      measures: dictionary(
        constantFrom('m', 'n'),
        record(
          { fn: constantFrom('count', 'sum'), window: duration, of: constantFrom('event.at'), every: duration },
          { requiredKeys: ['fn', 'window'] },
        ),
      ),
      cooldown: duration,
      workflow: array(steps),
      guards: record({ consent: array(constantFrom('x', 'y')) }),
    },
    { requiredKeys: ['rule', 'summary', 'on'] },
  );
  assert(
    property(rules, (rule) => {
      const once = normalise(rule as AuthoredRule);
      expect(normalise(once)).toEqual(once);
      expect(once.summary).toBe('żółw');
      expect(new Set(once.on).size).toBe(once.on.length);
      for (const measure of Object.values(once.measures)) expect(measure.every).toBeLessThanOrEqual(measure.window);
    }),
  );
});

test.each([
  ['15m', undefined, 15_000],
  ['30s', undefined, 1_000],
  ['1h', '5m', 300_000],
  ['1m', '1h', 60_000],
])('a window of %s with every %s has panes of %i ms', (window, every, pane) => {
  const rule = {
    rule: 'r',
    summary: 's',
    on: ['a.b'],
    measures: { m: { fn: 'count', window, ...(every ? { every } : {}) } },
  } as AuthoredRule;
  expect(normalise(rule).measures['m']?.every).toBe(pane);
});
