import { createHmac } from 'node:crypto';
import type { Submission } from '../admission.ts';
import { asObject } from '../clients/as-object.ts';
import type { Platform } from './platform.ts';
import { takeEach } from './take-each.ts';
import { xAccount } from './x-account.ts';
import { xActivity } from './x-activity.ts';

/** X: the Activity API, one event a request, and the account activity API it replaces, lists of events by kind. */
export const x: Platform = {
  type: 'x',
  title: 'X (Activity API, account activity)',
  takes: 'mentions, replies, quotes, reposts, likes, follows, direct messages; deletions',
  evidence: 'V',
  methods: ['GET', 'POST'],
  sends: 'json',
  deadline: 10_000,
  deadlineEvidence: 'V',
  retries: 'some, not told how many (U); events of the last day can be asked for again',
  identity: 'the id of the post, else `event_uuid`',
  handshake: {
    how: '`GET` with `crc_token`, hourly: its HMAC by the consumer secret. One wrong answer ends the webhook',
    answer({ method, query }, { secrets: [secret] }) {
      const token = query.get('crc_token');
      if (method !== 'GET' || token === null) return undefined;
      if (token === '' || token.length > 1_024 || secret === undefined) return 'refused';
      const made = createHmac('sha256', secret).update(token).digest('base64');
      return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify({ response_token: `sha256=${made}` }) };
    },
  },
  read(sent): readonly Submission[] {
    const said = asObject(sent.value);
    return 'for_user_id' in said || !('data' in said)
      ? xAccount(said, sent)
      : takeEach([said['data']!], sent, (one) => xActivity(one, sent));
  },
  traps: [
    'A post reaches us once for each event type and each account it concerns: it is one event, known by its own id.',
    '`event_uuid` may be negative, and is a text.',
    'The check of the address is answered with the first secret: put the new one first when both sides have changed.',
    'What an account writes itself comes too, and is left out.',
  ],
};
