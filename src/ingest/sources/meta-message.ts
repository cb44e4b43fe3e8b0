import type { JsonObject } from '#kernel';
import { asObject } from '../clients/as-object.ts';
import type { MetaAbout } from './meta-about.ts';
import { nativeId } from './native-id.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, requiredText, textOf } from './read-field.ts';
import { retraction } from './retraction.ts';
import type { Mapped } from './take-each.ts';
import { unmapped } from './unmapped.ts';

const MESSAGE = new Set(
  'mid text is_echo is_deleted is_unsupported attachments quick_reply reply_to app_id metadata nlp is_self'.split(' '),
);

/** The event in one message of Messenger or of Instagram: `{sender, recipient, timestamp, message | message_edit | postback | reaction | read | delivery}`. */
export function metaMessage(said: JsonObject, about: MetaAbout): Mapped {
  const sender = textOf(asObject(said['sender'])['id']);
  const time = epochOf(said['timestamp']);
  const who = sender === undefined ? {} : { identifiers: { author: `${about.platform}:${sender}` } };
  const common = { platform: about.platform, account: textOf(asObject(said['recipient'])['id']) ?? about.page };
  const author = sender === undefined ? undefined : { id: sender };
  if (said['message'] !== undefined) {
    const message = asObject(said['message']);
    // Our own words come back with sender and recipient exchanged.
    if (message['is_echo'] === true || message['is_self'] === true || sender === about.page) return undefined;
    const id = nativeId('message', requiredText(message, 'mid'));
    if (message['is_deleted'] === true)
      return retraction({ of: id, type: 'social.messaged', why: 'unsent', time, data: { platform: about.platform }, ...who });
    return platformEvent({
      id,
      type: 'social.messaged',
      time,
      data: {
        ...common,
        text: textOf(message['text']),
        author,
        attachments: Array.isArray(message['attachments']) ? message['attachments'].length : undefined,
        unmapped: about.sent.surprises.unknownFields(message, MESSAGE, 'message'),
      },
    });
  }
  if (said['message_edit'] !== undefined) {
    const edit = asObject(said['message_edit']);
    const of = nativeId('message', requiredText(edit, 'mid'));
    const mark = textOf(edit['num_edit']) ?? textOf(said['timestamp']);
    return retraction({
      of,
      type: 'social.messaged',
      why: 'edited',
      mark,
      time,
      corrected: { text: textOf(edit['text']) },
      data: { platform: about.platform },
      ...who,
    });
  }
  if (said['postback'] !== undefined) {
    const postback = asObject(said['postback']);
    const id = textOf(postback['mid']) ?? `${sender ?? ''}:${textOf(said['timestamp']) ?? ''}:${textOf(postback['payload']) ?? ''}`;
    return platformEvent({
      id: nativeId('postback', id),
      type: 'social.messaged',
      time,
      data: { ...common, text: textOf(postback['title']), button: textOf(postback['payload']), author },
    });
  }
  if (said['reaction'] !== undefined) {
    const reaction = asObject(said['reaction']);
    const id = nativeId('reaction', requiredText(reaction, 'mid'), sender ?? '');
    if (reaction['action'] === 'unreact')
      return retraction({
        of: id,
        type: 'social.reacted',
        why: 'undone',
        mark: textOf(said['timestamp']),
        time,
        data: { platform: about.platform },
        ...who,
      });
    return platformEvent({ id, type: 'social.reacted', time, data: { ...common, reaction: textOf(reaction['reaction']), author } });
  }
  // That our message arrived and was read moves nothing here.
  if (said['read'] !== undefined || said['delivery'] !== undefined) return undefined;
  return unmapped(
    about.sent,
    Object.keys(said).find((name) => !['sender', 'recipient', 'timestamp'].includes(name)) ?? 'message',
    said,
    time,
  );
}
