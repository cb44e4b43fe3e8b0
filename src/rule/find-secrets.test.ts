import { parseDocument } from '#document';
import { expect, test } from 'vitest';
import { findSecrets } from './find-secrets.ts';

const secrets = (text: string): string[] =>
  findSecrets(parseDocument(`a:\n  - klucz: ${JSON.stringify(text)}\n`, 'a.yaml')).map((one) => `${one.line}:${one.column} ${one.code}`);

test.each([
  'whsec_C2FVsBQIhrscChlQIMVNSO4',
  'xoxb-123456789012-abcdef',
  'Bearer abcdefghijkl',
  'https://hooks.slack.com/services/T000/B000/XXXX',
  'a8F3kd92JdkP0sLq83hGf7Wn2Vc6Zx1B',
  '5f4dcc3b5aa765d61d8327deb882cf99',
])('%s is taken for a secret', (text) => {
  expect(secrets(text)).toHaveLength(1);
  expect(secrets(`zażółć ${text}`)[0]).toMatch(/^2:\d+ inline-secret$/);
});

test.each([
  'Retargeting_2026_Q1_Kawa_Bezkofeinowa_Warszawa',
  'https://example.com/promocje/wiosna-2026/kawa-bezkofeinowa?utm_source=Crosscurrent',
  'measures.people.members',
  'Konstantynopolitańczykowianeczkówna12345',
  'AVERYLONGNAMEINCAPITALLETTERSONLY2026',
])('%s is not', (text) => {
  expect(secrets(text)).toEqual([]);
});
