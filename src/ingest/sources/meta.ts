import type { Submission } from '../admission.ts';
import type { Json } from '#kernel';
import { asObject } from '../clients/as-object.ts';
import { helloHub } from './hello-hub.ts';
import type { MetaAbout } from './meta-about.ts';
import { metaChange } from './meta-change.ts';
import { metaMessage } from './meta-message.ts';
import type { Platform } from './platform.ts';
import { takeEach } from './take-each.ts';
import { textOf } from './read-field.ts';

const ENTRY = new Set(['id', 'time', 'changes', 'messaging', 'standby', 'changed_fields', 'uid']);

/** Meta's webhooks of Pages, Instagram and Messenger: a batch of entries, each with changes or messages. What kind it is, the entry itself says; `object` is not to be relied on. */
export const meta: Platform = {
  type: 'meta',
  title: 'Meta (Facebook, Messenger, Instagram, lead ads)',
  takes: 'comments, visitor posts, mentions, reactions, shares of a Page; messages; Instagram comments, mentions, messages; lead ads',
  evidence: 'V',
  methods: ['GET', 'POST'],
  sends: 'json',
  deadline: 5_000,
  deadlineEvidence: 'S',
  retries: 'at once, then less often for 36 h (V); Messenger ends the subscription after about an hour of failures (S)',
  identity: 'the ids of comment, post, message or lead, with what was done to it',
  handshake: {
    how: '`GET` with `hub.mode`, `hub.challenge`, `hub.verify_token`: the challenge, when the word is `verify_token`',
    answer: helloHub('required'),
  },
  read(sent) {
    const platform = asObject(sent.value)['object'] === 'instagram' ? 'instagram' : 'facebook';
    return listOf(asObject(sent.value)['entry']).flatMap((entry): Submission[] => {
      const one = asObject(entry);
      const page = textOf(one['id']) ?? '';
      const about: MetaAbout = { page, platform, sent };
      sent.surprises.unknownFields(one, 'field' in one ? FLAT : ENTRY, 'entry');
      return [
        ...takeEach(listOf(one['changes']), sent, (change) => metaChange(change, about)),
        // Apps with Instagram's own login get the change flat in the entry.
        ...('field' in one ? takeEach([one], sent, (change) => metaChange(change, about)) : []),
        ...takeEach([...listOf(one['messaging']), ...listOf(one['standby'])], sent, (message) => metaMessage(message, about)),
        // An entry that is none must not vanish.
        ...(one === entry ? [] : takeEach([entry], sent, () => undefined)),
      ];
    });
  },
  traps: [
    'The body is signed with letters beyond ASCII escaped (`\\u017c`): only the raw bytes fit.',
    'There is no timestamp in the signature: an old request is told by its ids, for as long as the dedupe memory reaches.',
    '`time` of an entry is when it was sent, not when it happened.',
    'An edit has the id of the comment it edits, an unsent message that of the message: both take the earlier event back.',
    'What a Page itself writes comes back without any mark: it is left out when its author is the Page, and messages when they are echoes.',
    'A lead comes as ids only; who it is must be fetched.',
  ],
};

const FLAT = new Set([...ENTRY, 'field', 'value']);

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
