import type { ScoredEvent } from '#event';
import { assert, constantFrom, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { checkRules } from './check-rules.ts';

const conditions = {
  plain: 'true',
  x: 'event.data.platform == "x"',
  turned: '"x" == event.data.platform && event.data.brand == "żubr"',
  either: 'event.data.platform in ["x", "facebook"]',
  brand: 'event.data.brand == "żubr"',
  not: '!(event.data.platform == "x")',
  or: 'event.data.platform == "x" || event.data.brand == "żubr"',
};
const files = Object.entries(conditions).map(([name, where]) => ({
  path: `${name}.yaml`,
  text: `rule: ${name}\nsummary: s\non: [social.mentioned]\nwhere: ${JSON.stringify(where)}\n`,
}));

test('every rule that gives signals is a candidate, and rules that ask for another value are not', () => {
  const { bundle } = checkRules(files);
  const data = record({ platform: constantFrom('x', 'facebook', 'tiktok'), brand: constantFrom('żubr', 'tur', '') }, { requiredKeys: [] });
  assert(
    property(data, (one) => {
      const event: ScoredEvent = { id: '1', source: 's', type: 'social.mentioned', time: '', at: 1, received: 1, data: one };
      const candidates = bundle!.candidates(event).map((rule) => rule.name);
      for (const rule of bundle!.rules.values()) if (rule.signals(event).length > 0) expect(candidates).toContain(rule.name);
      expect(candidates.includes('x')).toBe(one.platform === 'x');
      expect(candidates.includes('either')).toBe(one.platform === 'x' || one.platform === 'facebook');
      expect(candidates.includes('brand')).toBe(one.brand === 'żubr');
      expect(bundle!.candidates(event)).toBe(bundle!.candidates({ ...event }));
    }),
  );
});
