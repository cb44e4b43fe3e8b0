import { expect, test } from 'vitest';
import { sarifLog } from './sarif-log.ts';

const finding = {
  file: 'reguły/żale #1.yaml',
  line: 4,
  column: 19,
  severity: 'warning',
  code: 'short-cooldown',
  message: 'za krótko',
  hint: 'Write 1h.',
} as const;
const other = { ...finding, file: '/tmp/a.yaml', severity: 'error', code: 'unknown-field', suggestion: 'tekst', hint: undefined } as never;
const texts = new Map([['short-cooldown', { severity: 'warning', text: 'It is too short.' }]] as const);

test('a log has a tool with its rules and one result a finding, at its place', () => {
  const log = sarifLog([finding, other], { name: 'crosscurrent', version: '1.2.3', texts });
  expect(log).toEqual({
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'crosscurrent',
            version: '1.2.3',
            rules: [
              { id: 'short-cooldown', shortDescription: { text: 'It is too short.' }, defaultConfiguration: { level: 'warning' } },
              { id: 'unknown-field', shortDescription: { text: 'unknown field' }, defaultConfiguration: { level: 'error' } },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          {
            ruleId: 'short-cooldown',
            ruleIndex: 0,
            level: 'warning',
            message: { text: 'za krótko; Write 1h.' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'regu%C5%82y/%C5%BCale%20%231.yaml' },
                  region: { startLine: 4, startColumn: 19 },
                },
              },
            ],
          },
          {
            ruleId: 'unknown-field',
            ruleIndex: 1,
            level: 'error',
            message: { text: 'za krótko; did you mean "tekst"?' },
            locations: [
              { physicalLocation: { artifactLocation: { uri: 'file:///tmp/a.yaml' }, region: { startLine: 4, startColumn: 19 } } },
            ],
          },
        ],
      },
    ],
  });
});
