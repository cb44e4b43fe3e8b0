import type { AuthoredSource } from './authored-settings.ts';
import type { SourceType } from './source-types.ts';

/** A mistake in a source; `field` is a JSON pointer inside it. */
export interface SourceMistake {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Fields that only some sources have. */
const ONLY: readonly (readonly ['verify_token' | 'url' | 'signature' | 'map', readonly SourceType[]])[] = [
  ['verify_token', ['meta', 'youtube']],
  ['url', ['hubspot', 'twilio']],
  ['signature', ['json']],
  ['map', ['json', 'standard-webhooks']],
];

/** What is wrong with a source that a schema cannot say. References to secrets are looked at elsewhere. */
export function sourceMistakes(source: AuthoredSource): readonly SourceMistake[] {
  const mistakes: SourceMistake[] = [];
  if (source.secrets === undefined)
    mistakes.push({
      field: '',
      code: 'missing-field',
      message: 'the field "secrets" is missing: without one anybody could send',
      hint: 'Write secrets: [env:NAME].',
    });
  if (source.type === 'meta' && source.verify_token === undefined)
    mistakes.push({
      field: '',
      code: 'missing-field',
      message: 'the field "verify_token" is missing for a source of type meta: without it the address cannot be confirmed',
      hint: 'Write verify_token: env:NAME, and the same word in the app’s webhook settings.',
    });
  if (source.type === 'json' && source.map === undefined)
    mistakes.push({
      field: '',
      code: 'missing-field',
      message: 'the field "map" is missing for a source of type json',
      hint: `Write map: { type: '"ad.clicked"', data: { campaign: one.campaign } }.`,
    });
  for (const [field, types] of ONLY)
    if (source[field] !== undefined && !types.includes(source.type))
      mistakes.push({ field: `/${field}`, code: 'unknown-field', message: `"${field}" is only for sources of type ${types.join(', ')}` });
  const { signature } = source;
  if (signature !== undefined) {
    if (signature.signed?.includes('{timestamp}') === true && signature.timestamp === undefined)
      mistakes.push({ field: '/signature', code: 'missing-field', message: '{timestamp} is signed, but no header of it is named' });
    if (signature.signed?.includes('{id}') === true && signature.id === undefined)
      mistakes.push({ field: '/signature', code: 'missing-field', message: '{id} is signed, but no header of it is named' });
    if (signature.timestamp !== undefined && signature.signed?.includes('{timestamp}') !== true)
      mistakes.push({
        field: '/signature/timestamp',
        code: 'contradiction',
        message: 'a timestamp that is not signed proves nothing',
        hint: 'Write signed: "{timestamp}.{body}", or as the sender does it.',
      });
  }
  return mistakes;
}
