import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { segmentSchema } from '#segment';
import { ruleSchema } from './rule-schema.ts';
import { testSchema } from './test-schema.ts';

test('docs/schema/rule.json is the schema that rules are checked against (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(ruleSchema, null, 2)}\n`).toMatchFileSnapshot('../../docs/schema/rule.json');
});

test('docs/schema/rule-test.json is the schema that rule tests are checked against (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(testSchema, null, 2)}\n`).toMatchFileSnapshot('../../docs/schema/rule-test.json');
});

test('docs/schema/segment.json is the schema that segments are checked against (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(segmentSchema, null, 2)}\n`).toMatchFileSnapshot('../../docs/schema/segment.json');
});

test('the schema is a valid JSON Schema, and every field of it is described', () => {
  expect(new Ajv().compile(JSON.parse(JSON.stringify(ruleSchema)) as object)).toBeTypeOf('function');
  const bare = Object.entries(ruleSchema.properties).filter(([, one]) => !('description' in one));
  expect(bare.map(([name]) => name)).toEqual([]);
});
