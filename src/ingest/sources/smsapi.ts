import type { JsonObject } from '#kernel';
import type { Submission } from '../admission.ts';
import { asObject } from '../clients/as-object.ts';
import { consentSaid } from './consent-said.ts';
import { hashedId, nativeId } from './native-id.ts';
import { optOutWord } from './opt-out-word.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, requiredText, textOf } from './read-field.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

/** States by code; undefined is one on the way. (404, 403, 405 S; the others U.) */
const STATES = new Map<string, string | undefined>([
  ['404', 'sms.delivered'],
  ['403', 'sms.sent'],
  ['401', 'sms.failed'],
  ['402', 'sms.failed'],
  ['405', 'sms.failed'],
  ['406', 'sms.failed'],
  ['407', 'sms.failed'],
  ['409', undefined],
  ['410', undefined],
]);
const LISTED = ['MsgId', 'status', 'status_name', 'idx', 'donedate', 'to', 'from', 'points', 'sent_at', 'mcc', 'mnc'];

/** SMSAPI: reports of delivery, several in one address, and text messages that people send. It signs nothing. */
export const smsapi: Platform = {
  type: 'smsapi',
  title: 'SMSAPI',
  takes: 'text messages sent, delivered, failed; inbound ones, of which STOP and its like withdraw',
  evidence: 'S',
  methods: ['GET', 'POST'],
  sends: 'query',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'until it hears `OK`; how often is not told (U)',
  identity: '`MsgId` and the state',
  answer: { status: 200, type: 'text/plain; charset=utf-8', body: 'OK' },
  read(sent): readonly Submission[] {
    const said = asObject(sent.value);
    if (said['sms_from'] !== undefined) return takeEach([said], sent, (one) => inbound(one, sent));
    return takeEach(apart(said), sent, (one) => report(one, sent));
  },
  traps: [
    'It signs nothing: a secret stands in the address, `https://…/webhooks/NAME?token=SECRET`.',
    'Several reports come in one address, their values parted by commas and matched by place.',
    'It must hear `OK`.',
  ],
};

/** One object for each report in the lists. A value without commas holds for all. */
function apart(said: JsonObject): JsonObject[] {
  const lists = new Map(LISTED.flatMap((name) => (typeof said[name] === 'string' ? [[name, said[name].split(',')] as const] : [])));
  const count = Math.max(1, ...[...lists.values()].map((list) => list.length));
  return Array.from({ length: Math.min(count, 5_000) }, (_, index) =>
    Object.fromEntries(
      [...lists].flatMap(([name, list]) =>
        list.length === 1 ? [[name, list[0]!]] : list[index] === undefined ? [] : [[name, list[index]]],
      ),
    ),
  );
}

function report(one: JsonObject, sent: Sent): Mapped {
  const message = requiredText(one, 'MsgId');
  const state = requiredText(one, 'status');
  if (!STATES.has(state)) return unmapped(sent, `state.${state}`, one);
  const type = STATES.get(state);
  if (type === undefined) return undefined;
  return platformEvent({
    id: nativeId('sms', message, state),
    type,
    time: epochOf(one['donedate']),
    data: {
      platform: 'sms',
      message,
      reason: type === 'sms.failed' ? (textOf(one['status_name']) ?? state) : undefined,
      correlation: textOf(one['idx']),
    },
    identifiers: { phone: textOf(one['to']) },
  });
}

/** An inbound message. (Field names U.) */
function inbound(one: JsonObject, sent: Sent): Mapped {
  const text = textOf(one['sms_text']);
  const from = requiredText(one, 'sms_from');
  const time = epochOf(one['sms_date']);
  const id = hashedId('sms', from, textOf(one['sms_date']) ?? '', text ?? '');
  const identifiers = { phone: from };
  const word = optOutWord(text);
  const purposes = sent.source.purposes.length > 0 ? sent.source.purposes : ['sms'];
  if (word !== undefined) return consentSaid({ id, granted: word === 'in', purposes, time, platform: 'sms', identifiers });
  return platformEvent({ id, type: 'social.messaged', time, data: { platform: 'sms', text }, identifiers });
}
