import { hash } from 'node:crypto';
import type { Json, JsonObject } from '#kernel';
import type { Candidate } from '../candidate.ts';
import { asObject } from '../clients/as-object.ts';
import { present } from '../clients/present.ts';
import type { MetaAbout } from './meta-about.ts';
import { nativeId } from './native-id.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, requiredText, textOf } from './read-field.ts';
import { retraction } from './retraction.ts';
import type { Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

/** Fields of a change's value that are read, or of which nothing is needed; others are counted and kept sealed. */
const VALUE = new Set(
  (
    'item verb comment_id post_id parent_id from sender_id sender_name created_time edited_time message reaction_type post photo link photo_id video video_id published is_hidden ' +
    'id text media media_id leadgen_id page_id form_id ad_id adgroup_id share_id open_graph_story permalink_url photos status_type recipient_id'
  ).split(' '),
);
const GONE = new Map([
  ['remove', 'deleted'],
  ['delete', 'deleted'],
  ['hide', 'hidden'],
] as const);

/** The event in one change of a Page or an Instagram account: `{field, value}`. */
export function metaChange(change: JsonObject, about: MetaAbout): Mapped {
  const value = asObject(change['value']);
  switch (change['field']) {
    case 'feed':
      return feed(value, about, change);
    case 'mention':
    case 'mentions':
      return mention(value, about);
    case 'comments':
    case 'live_comments':
      return comment(value, { ...about, platform: 'instagram' });
    case 'leadgen':
      return lead(value, about);
    default:
      return unmapped(about.sent, textOf(change['field']) ?? 'change', change);
  }
}

function feed(value: JsonObject, about: MetaAbout, change: JsonObject): Mapped {
  const item = textOf(value['item']) ?? '';
  if (item === 'comment') return comment(value, about);
  if (item === 'reaction' || item === 'like') return reaction(value, about, item);
  // What the Page itself publishes is no mention of it.
  if (isOwn(value, about)) return undefined;
  if (item === 'share')
    return written('social.shared', nativeId('share', textOf(value['share_id']) ?? requiredText(value, 'post_id')), value, about);
  if (['post', 'status', 'photo', 'video', 'story'].includes(item))
    return written('social.mentioned', nativeId('post', requiredText(value, 'post_id')), value, about);
  return unmapped(about.sent, `feed.${item}`, change, epochOf(value['created_time']));
}

function comment(value: JsonObject, about: MetaAbout): Mapped {
  if (isOwn(value, about)) return undefined;
  return written('social.commented', nativeId('comment', textOf(value['comment_id']) ?? requiredText(value, 'id')), value, about);
}

function mention(value: JsonObject, about: MetaAbout): Mapped {
  if (isOwn(value, about)) return undefined;
  const id = textOf(value['comment_id']) ?? textOf(value['post_id']) ?? requiredText(value, 'media_id');
  return written('social.mentioned', nativeId('mention', id), value, about);
}

/** What somebody wrote, edited or took away, by the verb. */
function written(type: string, id: string, value: JsonObject, about: MetaAbout): Candidate {
  const verb = textOf(value['verb']) ?? 'add';
  const time = epochOf(value['edited_time']) ?? epochOf(value['created_time']);
  const text = textOf(value['message']) ?? textOf(value['text']);
  const why = GONE.get(verb as 'hide');
  if (why !== undefined) return retraction({ of: id, type, why, time, data: { platform: about.platform }, ...whoOf(value, about) });
  if (verb === 'edit' || verb === 'edited') {
    const mark = hash('sha256', `${textOf(value['edited_time']) ?? ''}:${text ?? ''}`, 'hex').slice(0, 12);
    return retraction({
      of: id,
      type,
      why: 'edited',
      mark,
      time,
      corrected: { text },
      data: { platform: about.platform },
      ...whoOf(value, about),
    });
  }
  if (verb !== 'add') return unmapped(about.sent, `${type}.${verb}`, value, time);
  const more = about.sent.surprises.unknownFields(value, VALUE, 'value');
  const media = asObject(value['media']);
  return platformEvent({
    id,
    type,
    time,
    data: {
      platform: about.platform,
      text,
      author: authorOf(value),
      post: textOf(value['post_id']) ?? textOf(value['media_id']) ?? textOf(media['id']),
      comment: textOf(value['comment_id']) ?? (type === 'social.commented' ? textOf(value['id']) : undefined),
      parent: textOf(value['parent_id']),
      url: textOf(value['permalink_url']),
      account: about.page,
      unmapped: more,
    },
  });
}

/** A reaction has one id for post and person, whatever its kind: when it is taken away or changed, the platform does not say which it was. */
function reaction(value: JsonObject, about: MetaAbout, item: string): Mapped {
  if (isOwn(value, about)) return undefined;
  const who = requiredText(asObject(authorOf(value)), 'id');
  const on = textOf(value['comment_id']) ?? textOf(value['post_id']);
  const kind = textOf(value['reaction_type']) ?? 'like';
  const time = epochOf(value['created_time']);
  // A like of no post is one of the Page.
  const type = item === 'like' && on === undefined ? 'social.followed' : 'social.reacted';
  const id = nativeId('reaction', on ?? about.page, who);
  const data = { platform: about.platform };
  switch (textOf(value['verb'])) {
    case 'add':
      return platformEvent({ id, type, time, data: { ...data, post: on, reaction: kind, author: authorOf(value), account: about.page } });
    case 'edit':
      return retraction({ of: id, type, why: 'edited', mark: kind, time, corrected: { reaction: kind }, data, ...whoOf(value, about) });
    default:
      return retraction({ of: id, type, why: 'undone', time, data, ...whoOf(value, about) });
  }
}

/** A lead is pushed as ids; the answers must be fetched by `leadgen_id`. */
function lead(value: JsonObject, about: MetaAbout): Candidate {
  const id = requiredText(value, 'leadgen_id');
  return platformEvent({
    id: nativeId('lead', id),
    type: 'lead.submitted',
    time: epochOf(value['created_time']),
    data: {
      platform: about.platform,
      lead: id,
      form: textOf(value['form_id']),
      ad: textOf(value['ad_id']),
      adset: textOf(value['adgroup_id']),
      account: textOf(value['page_id']) ?? about.page,
      unmapped: about.sent.surprises.unknownFields(value, VALUE, 'leadgen'),
    },
  });
}

function authorOf(value: JsonObject): Json | undefined {
  const from = asObject(value['from']);
  const author = present({
    id: textOf(from['id']) ?? textOf(value['sender_id']),
    name: textOf(from['name']) ?? textOf(from['username']) ?? textOf(value['sender_name']),
  });
  return Object.keys(author).length === 0 ? undefined : author;
}

function whoOf(value: JsonObject, { platform }: MetaAbout): { identifiers?: { author: string } } {
  const id = textOf(asObject(authorOf(value))['id']);
  return id === undefined ? {} : { identifiers: { author: `${platform}:${id}` } };
}

function isOwn(value: JsonObject, { page, sent }: MetaAbout): boolean {
  const id = textOf(asObject(authorOf(value))['id']);
  return id !== undefined && (id === page || id === sent.source.account);
}
