import { createHmac } from 'node:crypto';
import type { JsonObject } from '#kernel';
import { asObject } from '../clients/as-object.ts';
import { nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, requiredText, textOf } from './read-field.ts';
import { retraction } from './retraction.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

const NOTIFICATION = new Set([
  'notificationId',
  'organizationalEntity',
  'action',
  'sourcePost',
  'generatedActivity',
  'lastModifiedAt',
  'subscriber',
  'decoratedGeneratedActivity',
  'decoratedSourcePost',
]);
const LEAD = new Set([
  'type',
  'leadGenFormResponse',
  'leadGenForm',
  'owner',
  'leadType',
  'leadAction',
  'occurredAt',
  'associatedEntity',
  'versionedLeadGenForm',
]);
const KINDS = new Map([
  ['LIKE', 'social.reacted'],
  ['SHARE', 'social.shared'],
  ['SHARE_MENTION', 'social.mentioned'],
]);

/** LinkedIn: what people do with an organisation's posts, and leads, which are pushed as ids. */
export const linkedin: Platform = {
  type: 'linkedin',
  title: 'LinkedIn (social actions, leads)',
  takes: 'comments, edits and deletions of them, likes, shares, mentions; leads',
  evidence: 'V',
  methods: ['GET', 'POST'],
  sends: 'json',
  // Of the challenge 3 s are told; of notifications nothing, so no longer is claimed.
  deadline: 3_000,
  deadlineEvidence: 'V',
  retries: 'every 5 min for 8 h (V)',
  identity: 'the comment’s URN, else `notificationId`; of a lead the URN of its response',
  handshake: {
    how: '`GET` with `challengeCode`, every 2 h: its HMAC by the client secret. Three failures block the address',
    answer({ method, query }, { secrets: [secret] }) {
      const code = query.get('challengeCode');
      if (method !== 'GET' || code === null) return undefined;
      if (!/^[\w-]{1,128}$/.test(code) || secret === undefined) return 'refused';
      const response = createHmac('sha256', secret).update(code).digest('hex');
      return { status: 200, type: 'application/json', body: JSON.stringify({ challengeCode: code, challengeResponse: response }) };
    },
  },
  read(sent) {
    const said = asObject(sent.value);
    if (said['type'] === 'LEAD_ACTION') return takeEach([said], sent, (one) => lead(one, sent));
    const list = said['notifications'];
    if (!Array.isArray(list)) return takeEach([sent.value], sent, (one) => unmapped(sent, textOf(one['type']) ?? 'notification', one));
    return takeEach(list, sent, (one) => action(one, sent));
  },
  traps: [
    'The prefix `hmacsha256=` is signed with the body; whether it stands in the header too, sources disagree: both are taken.',
    'A lead has no id of its own: its response, what was done and when are one.',
    'What members do may be kept for 48 hours: the scored stream is held to that by default.',
    'Comments of the organisation’s own admins are left out.',
  ],
};

function action(one: JsonObject, sent: Sent): Mapped {
  const kind = requiredText(one, 'action');
  const notification = requiredText(one, 'notificationId');
  const comment = asObject(asObject(one['decoratedGeneratedActivity'])['comment']);
  const owner = textOf(comment['owner']);
  const time = epochOf(one['lastModifiedAt']);
  const identifiers = owner === undefined ? {} : { identifiers: { author: `linkedin:${owner}` } };
  const of = nativeId('comment', sameWriting(textOf(one['generatedActivity']) ?? textOf(comment['entity']) ?? notification));
  const text = textOf(comment['text']);
  switch (kind) {
    case 'ADMIN_COMMENT':
      return undefined;
    case 'COMMENT_EDIT':
      return retraction({
        of,
        type: 'social.commented',
        why: 'edited',
        mark: notification,
        time,
        corrected: { text },
        data: { platform: 'linkedin' },
        ...identifiers,
      });
    case 'COMMENT_DELETE':
      return retraction({ of, type: 'social.commented', why: 'deleted', time, data: { platform: 'linkedin' }, ...identifiers });
  }
  const type = kind === 'COMMENT' ? 'social.commented' : KINDS.get(kind);
  if (type === undefined) return unmapped(sent, kind, one, time);
  return platformEvent({
    id: kind === 'COMMENT' ? of : nativeId('notification', notification),
    type,
    time,
    data: {
      platform: 'linkedin',
      text,
      post: textOf(one['sourcePost']),
      account: textOf(one['organizationalEntity']),
      reaction: kind === 'LIKE' ? 'like' : undefined,
      author: owner === undefined ? undefined : { id: owner },
      unmapped: sent.surprises.unknownFields(one, NOTIFICATION, 'notification'),
    },
  });
}

/** The URN of a comment is written with `activity:1` and with `urn:li:activity:1` inside. */
function sameWriting(urn: string): string {
  return urn.replace('(urn:li:', '(');
}

function lead(one: JsonObject, sent: Sent): Mapped {
  const response = requiredText(one, 'leadGenFormResponse');
  const id = nativeId('lead', response);
  const time = epochOf(one['occurredAt']);
  if (one['leadAction'] === 'DELETED')
    return retraction({ of: id, type: 'lead.submitted', why: 'deleted', time, data: { platform: 'linkedin' } });
  return platformEvent({
    id,
    type: 'lead.submitted',
    time,
    data: {
      platform: 'linkedin',
      lead: response,
      form: textOf(one['leadGenForm']),
      account: textOf(asObject(one['owner'])['sponsoredAccount']) ?? textOf(asObject(one['owner'])['organization']),
      leadKind: textOf(one['leadType']),
      unmapped: sent.surprises.unknownFields(one, LEAD, 'lead'),
    },
  });
}
