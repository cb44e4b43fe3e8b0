import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from '#document';
import { expect, it } from 'vitest';
import { checkSettings } from './check-settings.ts';
import { loadSettings } from './load-settings.ts';

const found = (external: string): string[] =>
  checkSettings(parseDocument(`text:\n  external: ${external}\n`, 'engine.yaml')).map(
    ({ line, code, message }) => `${line} ${code} ${message}`,
  );

it.each([
  ['{ url: "https://models.example.com", languages: [pl] }', []],
  ['{ onnx: model.onnx, classes: [negative, positive] }', []],
  ['{ url: "http://10.0.0.7:9000", allow_private: true, headers: { authorization: env:TOKEN } }', []],
  ['{ timeout: 1s }', ['2 missing-field it is not said where the model is']],
  ['{ url: "https://a.example", onnx: model.onnx }', ['2 contradiction "url" and "onnx" are two models']],
  ['{ url: "http://models.example.com" }', ['2 wrong-form the model needs an https address']],
  ['{ url: "https://ola:haslo@models.example.com" }', ['2 inline-secret a secret must not stand in the file itself']],
  ['{ url: "https://a.example", headers: { authorization: Bearer-abc } }', ['2 inline-secret a secret must not stand in the file itself']],
  ['{ onnx: model.onnx, headers: { authorization: env:TOKEN } }', ['2 unknown-field "headers" is only for a model with "url"']],
  ['{ url: "https://a.example", classes: [negative, positive] }', ['2 unknown-field "classes" is only for a model with "onnx"']],
  ['{ onnx: model.onnx, classes: [neutral, positive] }', ['2 missing-field the class "negative" is missing']],
  ['{ url: "https://a.example", timeout: 30s }', ['2 not-allowed "timeout" must be from 10ms to 10s']],
])('says what is wrong with the model outside of %s', (external, told) => {
  expect(found(external)).toEqual(told);
});

it('follows the secrets of its headers, and waits a second unless told otherwise', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cc-external-'));
  const file = join(folder, 'engine.yaml');
  writeFileSync(file, 'text: { external: { url: "https://models.example.com/score", headers: { Authorization: env:MODEL_TOKEN } } }\n');
  const load = (environment: { [name: string]: string }) =>
    loadSettings({ environment, file, flags: { dataFolder: folder, writeKey: 'klucz' } });
  expect(load({ MODEL_TOKEN: 'Bearer x' }).settings.externalModel).toEqual({
    name: 'external',
    at: { kind: 'http', url: 'https://models.example.com/score', headers: { authorization: 'Bearer x' }, allowPrivate: false },
    timeout: 1_000,
    batch: 200,
    failures: 5,
    rest: 30_000,
  });
  expect(() => load({})).toThrow(/MODEL_TOKEN is not set/);
  rmSync(folder, { recursive: true, force: true });
});
