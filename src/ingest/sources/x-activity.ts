import type { JsonObject } from '#kernel';
import { asObject } from '../clients/as-object.ts';
import { nativeId } from './native-id.ts';
import { platformEvent } from './platform-event.ts';
import { requiredText, textOf } from './read-field.ts';
import { retraction } from './retraction.ts';
import type { Sent } from './sent.ts';
import type { Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

const ENVELOPE = new Set(['event_uuid', 'filter', 'event_type', 'tag', 'payload', 'includes']);
/** Event types about a post, and what each is here. */
const POSTS = new Map([
  ['post.create', 'social.mentioned'],
  ['post.mention.create', 'social.mentioned'],
  ['post.reply.create', 'social.commented'],
  ['post.quote.create', 'social.shared'],
  ['post.repost.create', 'social.shared'],
]);
/** What an account did itself; nothing that somebody else said. */
const OWN = new Set(['dm.sent', 'dm.read', 'dm.indicate_typing']);

/** The event in `data` of the Activity API. (V for posts; the payloads of likes, follows and messages U: read by the fields they share with posts.) */
export function xActivity(said: JsonObject, sent: Sent): Mapped {
  const kind = requiredText(said, 'event_type');
  const uuid = requiredText(said, 'event_uuid');
  const payload = asObject(said['payload']);
  const account = textOf(asObject(said['filter'])['user_id']);
  const more = sent.surprises.unknownFields(said, ENVELOPE, 'data');
  const author =
    textOf(payload['author_id']) ?? textOf(payload['sender_id']) ?? textOf(payload['user_id']) ?? textOf(asObject(payload['source'])['id']);
  const time = textOf(payload['created_at']);
  const data = {
    platform: 'x',
    account,
    tag: textOf(said['tag']),
    author: author === undefined ? undefined : { id: author },
    unmapped: more,
  };
  const isOwn = author !== undefined && author === account;
  const type = POSTS.get(kind);
  if (type !== undefined) {
    if (isOwn) return undefined;
    const id = requiredText(payload, 'id');
    return platformEvent({
      id: nativeId('post', id),
      type,
      time,
      data: { ...data, text: textOf(payload['text']), post: id, lang: textOf(payload['lang']) },
    });
  }
  switch (kind) {
    case 'post.delete':
      return retraction({
        of: nativeId('post', textOf(payload['id']) ?? uuid),
        type: 'social.mentioned',
        why: 'deleted',
        time,
        data: { platform: 'x' },
      });
    case 'like.create':
      return isOwn
        ? undefined
        : platformEvent({
            id: nativeId('activity', uuid),
            type: 'social.reacted',
            time,
            data: { ...data, reaction: 'like', post: textOf(payload['id']) },
          });
    case 'follow.follow':
    case 'follow.followed':
      return isOwn
        ? undefined
        : platformEvent({ id: nativeId('follow', account ?? '', author ?? uuid), type: 'social.followed', time, data });
    case 'follow.unfollow':
    case 'follow.unfollowed':
      return isOwn
        ? undefined
        : retraction({
            of: nativeId('follow', account ?? '', author ?? uuid),
            type: 'social.followed',
            why: 'undone',
            mark: uuid,
            time,
            data: { platform: 'x' },
          });
    case 'dm.received':
      return isOwn
        ? undefined
        : platformEvent({
            id: nativeId('message', textOf(payload['id']) ?? uuid),
            type: 'social.messaged',
            time,
            data: { ...data, text: textOf(payload['text']) },
          });
    default:
      return OWN.has(kind) ? undefined : unmapped(sent, kind, said, time);
  }
}
