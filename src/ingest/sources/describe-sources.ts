import { sourceTypes } from '#config';
import type { Place } from './place.ts';
import type { Platform } from './platform.ts';
import { platforms } from './platforms.ts';
import type { SignatureScheme, SignedPart } from './signature-scheme.ts';
import { signatureSchemes } from './signature-schemes.ts';

/** The reference of the platforms as Markdown, from their declarations and the table of signatures. docs/sources.md holds exactly this. */
export function describeSources(): string {
  const all = sourceTypes.map((type) => platforms[type]);
  return [
    '# Sources: webhooks of platforms',
    '',
    '<!-- Made from the declarations in src/ingest/sources by `npm run -s docs`; a test holds it current. -->',
    '',
    'A source is a platform that sends to `POST /webhooks/NAME`. It is configured by name, with its type and its secrets by reference; every field is in [configuration.md](configuration.md#configuration).',
    '',
    '```yaml',
    'sources:',
    '  meta-shop:',
    '    type: meta',
    '    secrets: [env:META_APP_SECRET]      # two while one is being changed: each is good',
    '    verify_token: env:META_VERIFY',
    '```',
    '',
    'Letters say how a fact is known: **V** read in the vendor’s own documentation or source, **S** in a secondary source, **U** not verified.',
    '',
    '## How each proves itself',
    '',
    'Signatures are checked over the bytes as they came, in constant time, before anything is read. What does not fit is told 401 `signature-invalid`, and nothing of it is kept.',
    '',
    'An address that sends more than fifty badly signed requests to a source, and more than ten a second after them, hears 429 `rate-limited` with Retry-After, and is not read any more, so that a flood costs little. What the secret signs is never counted, and',
    'an address that has signed well since the start is always read: a platform behind the same proxy as a flood is heard.',
    '',
    '| type | platform | signature stands in | algorithm | what is signed | written as | may be off by | known |',
    '|---|---|---|---|---|---|---|---|',
    ...all.map((one) => `| \`${one.type}\` | ${one.title} | ${schemeRow(signatureSchemes[one.type])} |`),
    `| — | Slack’s presses of buttons ([connectors.md](connectors.md#questions-with-buttons)) | ${schemeRow(signatureSchemes.slack)} |`,
    '',
    '## What each hears, and when',
    '',
    'An answer leaves before four fifths of the time a platform waits are over: 200 once what fits is durable and what does not is kept in the refused stream as `invalid-item`; 503 with Retry-After when events cannot be taken or the store is too slow.',
    '',
    '| type | methods | waits | hears | confirms the address by | when it hears no 2xx |',
    '|---|---|---|---|---|---|',
    ...all.map(answerRow),
    '',
    '## What becomes of it',
    '',
    '| type | takes | id of an event | payloads known |',
    '|---|---|---|---|',
    ...all.map((one) => row([`\`${one.type}\``, one.takes, one.identity, one.evidence])),
    '',
    'What is edited, deleted, unsent or refunded becomes `event.retracted`: `data.retracts` is the id of the earlier event under the same source, `data.of` its type, `data.why` what was done, and `data.corrected` what holds instead after an edit.',
    'It is no second event of that type, so nothing counts twice. Fields, versions and events that this version does not know are counted (`crosscurrent_webhook_surprises_total`), told in the log, and kept sealed: a field in `unmapped`, a whole event as `webhook.received`.',
    '',
    '## Traps',
    '',
    ...all.flatMap((one) => [`**${one.title}**`, '', ...one.traps.map((trap) => `- ${trap}`), '']),
  ].join('\n');
}

function schemeRow(scheme: SignatureScheme): string {
  const { algorithm, signed, encoding, prefix, timestamp, evidence, bare } = scheme;
  const off =
    timestamp === undefined
      ? 'no timestamp'
      : timestamp.tolerance === undefined
        ? 'not asked'
        : timestamp.tolerance < 3_600_000
          ? `${timestamp.tolerance / 60_000} min`
          : `${timestamp.tolerance / 3_600_000} h`;
  if (algorithm === 'token')
    return [placed(scheme.at), 'the secret itself', '—', prefix === undefined ? 'plain' : `\`${prefix}\`…`, off, evidence].join(' | ');
  const written = `${prefix === undefined ? '' : `\`${prefix}\` + `}${encoding}${bare === true ? ', prefix or not' : ''}`;
  return [placed(scheme.at), algorithm, `\`${signed.map(signedWord).join('')}\``, written, off, evidence].join(' | ');
}

function placed(place: Place): string {
  switch (place.in) {
    case 'header':
      return `\`${place.name}\`${place.pair === undefined ? '' : `, \`${place.pair}=\``}`;
    case 'body':
      return `body, \`${place.pointer.join('.')}\``;
    case 'query':
      return `query, \`${place.name}\``;
    default:
      return '`authorization`, Basic';
  }
}

function signedWord(part: SignedPart): string {
  if (typeof part === 'string') return `{${part}}`;
  return 'text' in part ? part.text : `{${placed(part.at).replaceAll('`', '')}}`;
}

function answerRow(one: Platform): string {
  return row([
    `\`${one.type}\``,
    one.methods.join(', '),
    `${one.deadline / 1_000} s (${one.deadlineEvidence})`,
    one.answer === undefined ? '200' : `200 \`${one.answer.body}\``,
    one.handshake?.how ?? '—',
    one.retries,
  ]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
