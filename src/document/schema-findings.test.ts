import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { formatFinding } from './format-finding.ts';
import { parseDocument } from './parse-document.ts';
import { schemaFindings } from './schema-findings.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['nazwa'],
  properties: {
    nazwa: { type: 'string', description: 'the name' },
    mode: { enum: ['shadow', 'active'] },
    wait: { type: 'string', pattern: '^\\d+m$', description: 'a duration such as 15m' },
    steps: {
      type: 'array',
      items: { type: 'object', additionalProperties: false, properties: { connector: { type: 'string' } } },
      maxItems: 2,
    },
    either: { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: false, properties: { kawa: {} } }] },
  },
};

test.each([
  ['mode: shadow\n', 'a.yaml:1:1 missing-field the field "nazwa" is missing; It is the name.'],
  ['nazwa: a\nmode: actve\n', 'a.yaml:2:7 not-allowed "mode" cannot be "actve"; did you mean "active"? Allowed: shadow, active.'],
  ['nazwa: a\nmodes: active\n', 'a.yaml:2:1 unknown-field there is no field "modes" here; did you mean "mode"?'],
  ['nazwa: [ż]\n', 'a.yaml:1:8 wrong-type "nazwa" must be text, not a list; It is the name.'],
  ['nazwa: a\nwait: long\n', 'a.yaml:2:7 wrong-form "wait" cannot be "long"; It is a duration such as 15m.'],
  ['nazwa: a\nsteps:\n  - conector: x\n', 'a.yaml:3:5 unknown-field there is no field "conector" here; did you mean "connector"?'],
  ['nazwa: a\nsteps: [{}, {}, {}]\n', 'a.yaml:2:8 not-allowed "steps" must NOT have more than 2 items'],
  ['nazwa: a\neither: { kwa: 1 }\n', 'a.yaml:2:11 unknown-field there is no field "kwa" here; did you mean "kawa"?'],
])('%j is told as %s', (text, expected) => {
  const document = parseDocument(text, 'a.yaml');
  const validate = new Ajv({ allErrors: true, verbose: true }).compile(schema);
  validate(document.value);
  expect(schemaFindings(document, validate.errors ?? []).map(formatFinding)).toContain(expected);
});
