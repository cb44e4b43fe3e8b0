import { parseDuration } from '#kernel';
import type { AuthoredSettings } from './authored-settings.ts';

/** What a schema cannot say of a model outside; `field` is a pointer inside it. */
export interface ExternalMistake {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** A lane stands still while it waits, and its lease must not run out. */
const LONGEST_TIMEOUT = 10_000;

/** Everything wrong with `text.external` beyond its shape. */
export function externalMistakes(external: NonNullable<NonNullable<AuthoredSettings['text']>['external']>): ExternalMistake[] {
  const mistakes: ExternalMistake[] = [];
  const mistake = (field: string, code: string, message: string, hint: string): void => void mistakes.push({ field, code, message, hint });
  const { url, onnx } = external;
  if (url === undefined && onnx === undefined)
    mistake(
      '',
      'missing-field',
      'it is not said where the model is',
      'Write url: https://… for one that is served, or onnx: FILE for a local one.',
    );
  if (url !== undefined && onnx !== undefined)
    mistake('/onnx', 'contradiction', '"url" and "onnx" are two models', 'Leave one of them out.');
  if (url !== undefined) {
    const read = URL.canParse(url) ? new URL(url) : undefined;
    if (read === undefined || (read.protocol !== 'https:' && !(read.protocol === 'http:' && external.allow_private === true)))
      mistake('/url', 'wrong-form', 'the model needs an https address', 'Only with allow_private: true may it be http.');
    else if (read.username !== '' || read.password !== '')
      mistake(
        '/url',
        'inline-secret',
        'a secret must not stand in the file itself',
        'Write it as a header by reference: headers: { authorization: env:NAME }.',
      );
  }
  for (const field of ['headers', 'allow_private'] as const)
    if (external[field] !== undefined && url === undefined)
      mistake(`/${field}`, 'unknown-field', `"${field}" is only for a model with "url"`, 'Leave it out.');
  if (external.classes !== undefined) {
    if (onnx === undefined) mistake('/classes', 'unknown-field', '"classes" is only for a model with "onnx"', 'Leave it out.');
    for (const needed of ['negative', 'positive'] as const)
      if (!external.classes.includes(needed))
        mistake('/classes', 'missing-field', `the class "${needed}" is missing`, 'Without both there is no score.');
  }
  const timeout = parseDuration(external.timeout ?? '1s') ?? 0;
  if (timeout < 10 || timeout > LONGEST_TIMEOUT)
    mistake('/timeout', 'not-allowed', '"timeout" must be from 10ms to 10s', 'Events wait for as long in a batch; 1s is a good beginning.');
  return mistakes;
}
