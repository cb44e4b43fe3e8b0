import type { JsonObject } from '#kernel';
import { consentSaid } from './consent-said.ts';
import { nativeId } from './native-id.ts';
import { optOutWord } from './opt-out-word.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { requiredText, textOf } from './read-field.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

/** States of a message of ours; undefined is one on the way, of which nothing is told. */
const STATES = new Map<string, string | undefined>([
  ['delivered', 'sms.delivered'],
  ['undelivered', 'sms.failed'],
  ['failed', 'sms.failed'],
  ['sent', 'sms.sent'],
  ['read', 'sms.read'],
  ...['accepted', 'scheduled', 'queued', 'sending', 'canceled', 'partially_delivered'].map((state): [string, undefined] => [
    state,
    undefined,
  ]),
]);

/** Twilio: states of text messages, and those that people send; STOP withdraws. */
export const twilio: Platform = {
  type: 'twilio',
  title: 'Twilio SMS (states, inbound)',
  takes: 'text messages sent, delivered, failed; inbound ones, of which STOP and its like withdraw and START grants again',
  evidence: 'S',
  methods: ['POST'],
  sends: 'form',
  deadline: 15_000,
  deadlineEvidence: 'U',
  retries: 'as the address asks for (`#rc=…`), else once by another route (U)',
  identity: '`MessageSid`, and the state',
  // A text without a type would be sent to the person as a reply.
  answer: { status: 200, type: 'text/xml; charset=utf-8', body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' },
  read: (sent) => takeEach([sent.value], sent, (one) => eventOf(one, sent)),
  traps: [
    'The public address is signed with the parameters in order of their names: behind a proxy `url` must say it.',
    'Parameters that stand twice count once for each value.',
    'A body of JSON is signed by its digest in the address.',
    'What we answer to an inbound message is sent to the person: the answer is an empty TwiML.',
    'STOP is a withdrawal, not a message: it earns no points.',
  ],
};

function eventOf(one: JsonObject, sent: Sent): Mapped {
  const sid = textOf(one['MessageSid']) ?? textOf(one['SmsSid']) ?? requiredText(one, 'MessageSid');
  const state = textOf(one['MessageStatus']) ?? textOf(one['SmsStatus']);
  if (one['Body'] !== undefined && (state === undefined || state === 'received' || state === 'receiving')) return inbound(one, sid, sent);
  if (state === undefined || !STATES.has(state)) return unmapped(sent, `state.${state ?? 'none'}`, one);
  const type = STATES.get(state);
  if (type === undefined) return undefined;
  return platformEvent({
    id: nativeId('sms', sid, state),
    type,
    data: {
      platform: 'sms',
      message: sid,
      reason: textOf(one['ErrorCode']),
      permanent: type === 'sms.failed' ? state === 'failed' : undefined,
    },
    identifiers: { phone: textOf(one['To']) },
  });
}

function inbound(one: JsonObject, sid: string, sent: Sent): Mapped {
  const text = textOf(one['Body']);
  const identifiers = { phone: textOf(one['From']) };
  const told = textOf(one['OptOutType']);
  const word = told === 'STOP' ? 'out' : told === 'START' ? 'in' : optOutWord(text);
  const id = nativeId('sms', sid);
  const purposes = sent.source.purposes.length > 0 ? sent.source.purposes : ['sms'];
  if (word !== undefined) return consentSaid({ id, granted: word === 'in', purposes, platform: 'sms', identifiers });
  return platformEvent({ id, type: 'social.messaged', data: { platform: 'sms', text, message: sid }, identifiers });
}
