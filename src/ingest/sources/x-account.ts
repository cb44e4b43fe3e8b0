import type { Json, JsonObject } from '#kernel';
import type { Submission } from '../admission.ts';
import { asObject } from '../clients/as-object.ts';
import { nativeId } from './native-id.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, requiredText, textOf } from './read-field.ts';
import { retraction } from './retraction.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

/** Fields beside the lists of events. */
const BESIDE = new Set(['for_user_id', 'users', 'apps', 'user_has_blocked', 'is_blocked_by']);
/** What moves nothing here: typing, reading, muting. */
const QUIET = new Set(['direct_message_indicate_typing_events', 'direct_message_mark_read_events', 'mute_events', 'block_events']);

/** The events of the account activity API, which X has deprecated: a list by kind. (V) */
export function xAccount(said: JsonObject, sent: Sent): readonly Submission[] {
  const account = textOf(said['for_user_id']) ?? '';
  return Object.entries(said).flatMap(([kind, list]): readonly Submission[] => {
    if (BESIDE.has(kind) || QUIET.has(kind)) return [];
    return takeEach(Array.isArray(list) ? list : [list], sent, (one) => eventOf(kind, one, account, sent));
  });
}

function eventOf(kind: string, one: JsonObject, account: string, sent: Sent): Mapped {
  switch (kind) {
    case 'tweet_create_events':
      return post(one, account);
    case 'tweet_delete_events': {
      const id = requiredText(asObject(one['status']), 'id');
      return retraction({
        of: nativeId('post', id),
        type: 'social.mentioned',
        why: 'deleted',
        time: epochOf(one['timestamp_ms']),
        data: { platform: 'x' },
      });
    }
    case 'favorite_events': {
      const who = personOf(one['user']);
      if (who.id === account) return undefined;
      const liked = textOf(asObject(one['favorited_status'])['id_str']);
      return platformEvent({
        id: nativeId('like', requiredText(one, 'id')),
        type: 'social.reacted',
        time: epochOf(one['timestamp_ms']),
        data: { platform: 'x', account, reaction: 'like', post: liked, author: who },
      });
    }
    case 'follow_events': {
      const who = personOf(one['source']);
      if (who.id === account) return undefined;
      const id = nativeId('follow', account, who.id ?? '');
      const time = epochOf(one['created_timestamp']);
      return one['type'] === 'unfollow'
        ? retraction({
            of: id,
            type: 'social.followed',
            why: 'undone',
            mark: textOf(one['created_timestamp']),
            time,
            data: { platform: 'x' },
          })
        : platformEvent({ id, type: 'social.followed', time, data: { platform: 'x', account, author: who } });
    }
    case 'direct_message_events': {
      const message = asObject(one['message_create']);
      const sender = textOf(message['sender_id']);
      if (sender === account) return undefined;
      return platformEvent({
        id: nativeId('message', requiredText(one, 'id')),
        type: 'social.messaged',
        time: epochOf(one['created_timestamp']),
        data: {
          platform: 'x',
          account,
          text: textOf(asObject(message['message_data'])['text']),
          author: sender === undefined ? undefined : { id: sender },
        },
      });
    }
    default:
      return unmapped(sent, kind, one);
  }
}

function post(one: JsonObject, account: string): Mapped {
  const id = textOf(one['id_str']) ?? requiredText(one, 'id');
  const who = personOf(one['user']);
  if (who.id === account) return undefined;
  const shared = one['retweeted_status'] !== undefined || one['quoted_status'] !== undefined;
  const answers = textOf(one['in_reply_to_user_id_str']) === account;
  return platformEvent({
    id: nativeId('post', id),
    type: shared ? 'social.shared' : answers ? 'social.commented' : 'social.mentioned',
    time: epochOf(one['timestamp_ms']),
    data: {
      platform: 'x',
      account,
      text: textOf(asObject(one['extended_tweet'])['full_text']) ?? textOf(one['text']),
      post: id,
      parent: textOf(one['in_reply_to_status_id_str']),
      lang: textOf(one['lang']),
      author: who,
    },
  });
}

function personOf(value: Json | undefined): { id?: string; name?: string; username?: string; followers?: number; verified?: boolean } {
  const user = asObject(value);
  const id = textOf(user['id_str']) ?? textOf(user['id']);
  const name = textOf(user['name']);
  const username = textOf(user['screen_name']);
  const followers = user['followers_count'];
  const verified = user['verified'];
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(username !== undefined && { username }),
    ...(typeof followers === 'number' && Number.isInteger(followers) && followers >= 0 && { followers }),
    ...(typeof verified === 'boolean' && { verified }),
  };
}
