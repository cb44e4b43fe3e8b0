import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import { asObject } from '../clients/as-object.ts';
import { parseJson } from '../parse-json.ts';
import { hashedId, nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, requiredText, textOf } from './read-field.ts';
import { retraction } from './retraction.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

const ENVELOPE = new Set(['client_key', 'event', 'create_time', 'user_openid', 'content']);
/** Actions on a comment by which it is gone or no longer seen. (U) */
const GONE = new Map([
  ['delete', 'deleted'],
  ['set_to_hidden', 'hidden'],
  ['set_to_friends_only', 'hidden'],
] as const);

/** TikTok: one event a request, whose content is JSON written as a text. */
export const tiktok: Platform = {
  type: 'tiktok',
  title: 'TikTok (comments, mentions, leads)',
  takes: 'comments and their deletion, mentions, leads; everything else as `webhook.received`',
  // The envelope is verified; the content of comments, mentions and leads is not.
  evidence: 'U',
  methods: ['POST'],
  sends: 'json',
  deadline: 5_000,
  deadlineEvidence: 'U',
  retries: 'more and more seldom for 72 h (V)',
  identity: 'the id of comment, video or lead; else a digest of event, time, user and content',
  read: (sent) => takeEach([sent.value], sent, (one) => eventOf(one, sent)),
  traps: [
    '`content` is a text that holds JSON: it is parsed by itself, and its ids beyond 2^53 stay as they are.',
    '`x-tt-logid` is of the request, not of the event.',
    'The version stands in the header `webhook-schema-version`; 1.0 is known.',
  ],
};

function eventOf(one: JsonObject, sent: Sent): Mapped {
  const event = requiredText(one, 'event');
  const version = textOf(sent.request.headers['webhook-schema-version'] as Json | undefined);
  if (version !== undefined && version !== '1.0') sent.surprises.note('version', version);
  const time = epochOf(one['create_time']);
  const content = contentOf(one['content']);
  const user = textOf(one['user_openid']);
  const more = sent.surprises.unknownFields(one, ENVELOPE, 'event');
  const data = { platform: 'tiktok', account: user, apiVersion: version, unmapped: more };
  const comment = textOf(content['comment_id']);
  if (comment !== undefined && event.includes('comment')) {
    const id = nativeId('comment', comment);
    const why = GONE.get((textOf(content['comment_action']) ?? '') as 'delete');
    if (why !== undefined) return retraction({ of: id, type: 'social.commented', why, time, data: { platform: 'tiktok' } });
    const author = textOf(content['unique_identifier']);
    return platformEvent({
      id,
      type: 'social.commented',
      time,
      data: {
        ...data,
        text: textOf(content['text']),
        post: textOf(content['video_id']),
        parent: textOf(content['parent_comment_id']),
        author: author === undefined ? undefined : { id: author },
      },
    });
  }
  const lead = textOf(content['lead_id']);
  if (lead !== undefined)
    return platformEvent({
      id: nativeId('lead', lead),
      type: 'lead.submitted',
      time,
      data: {
        ...data,
        lead,
        form: textOf(content['page_id']) ?? textOf(content['form_id']),
        campaign: textOf(content['campaign_id']),
        adset: textOf(content['adgroup_id']),
        ad: textOf(content['ad_id']),
      },
    });
  const video = textOf(content['video_id']) ?? textOf(content['item_id']);
  if (video !== undefined && event.includes('mention'))
    return platformEvent({
      id: nativeId('mention', video),
      type: 'social.mentioned',
      time,
      data: { ...data, post: video, text: textOf(content['text']) },
    });
  return {
    ...unmapped(sent, event, one, time),
    id: hashedId(event, textOf(one['create_time']) ?? '', user ?? '', JSON.stringify(content)),
  };
}

function contentOf(content: Json | undefined): JsonObject {
  if (content === undefined || content === '') return {};
  if (typeof content !== 'string') return asObject(content);
  try {
    // Ids in here are as long as elsewhere, and this text was not looked at when the body was read.
    return asObject(parseJson(Buffer.from(content.replaceAll(/([:[,]\s*)(-?\d{16,})(?=\s*[,\]}])/g, '$1"$2"'))).value);
  } catch (error) {
    if (error instanceof CrosscurrentError)
      throw new CrosscurrentError('invalid-item', 'content is not JSON.', { pointer: '/content', cause: error });
    throw error;
  }
}
