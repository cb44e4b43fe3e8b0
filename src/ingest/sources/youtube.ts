import type { Submission } from '../admission.ts';
import type { Candidate } from '../candidate.ts';
import { present } from '../clients/present.ts';
import { CrosscurrentError, type Json } from '#kernel';
import { helloHub } from './hello-hub.ts';
import { nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { retraction } from './retraction.ts';
import { takeEach } from './take-each.ts';

const asked = helloHub('optional');
/** A first word comes within this many milliseconds of publishing; what comes later tells of a changed title or description. */
const FRESH = 3_600_000;

/** YouTube's feeds by WebSub: Atom, an entry for a video that is new, changed, or gone. */
export const youtube: Platform = {
  type: 'youtube',
  title: 'YouTube (WebSub)',
  takes: 'videos of a channel: published, changed, deleted',
  evidence: 'V',
  methods: ['GET', 'POST'],
  sends: 'xml',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'some, not told how many (U)',
  identity: 'the video, and when it changed',
  handshake: {
    how: '`GET` with `hub.topic`, `hub.challenge`: the challenge, when the topic is the channel in `account` and the word that in `verify_token`, where there are such',
    answer(request, source) {
      const topic = request.query.get('hub.topic') ?? '';
      const greeting = asked(request, source);
      // Otherwise anybody could subscribe us to a channel of theirs.
      return greeting !== undefined && source.account !== undefined && !topic.endsWith(`channel_id=${source.account}`)
        ? 'refused'
        : greeting;
    },
  },
  read(sent): readonly Submission[] {
    const feed = typeof sent.value === 'string' ? sent.value : '';
    const entries = entriesOf(feed);
    if (entries.length === 0) throw new CrosscurrentError('invalid-item', 'The body is no Atom feed with an entry.');
    return takeEach(
      entries.map((entry): Json => ({ entry })),
      sent,
      ({ entry }) => videoOf(entry as string),
    );
  },
  traps: [
    'Nothing is signed unless the subscription was made with `hub.secret`: this source asks for it.',
    'The same feed tells of a new video and of a changed title: later than an hour after it was published, it is a change.',
    'A subscription ends with its lease and must be renewed.',
  ],
};

/** The entries of a feed, and what says that one is gone. Found by walking on, never by looking back: a feed without an end costs no more than its length. */
function entriesOf(feed: string): string[] {
  const entries: string[] = [];
  let from = 0;
  while (entries.length < 1_000) {
    const start = feed.slice(from).search(/<(?:(?:at:)?deleted-)?entry[\s>]/);
    if (start === -1) break;
    const at = from + start;
    const end = feed.indexOf(feed.startsWith('<entry', at) ? '</entry>' : '>', at);
    if (end === -1) break;
    entries.push(feed.slice(at, end + 1));
    from = end + 1;
  }
  return entries;
}

function videoOf(entry: string): Candidate {
  const gone = /<(?:at:)?deleted-entry\b[^>]*\bref="yt:video:([\w-]{1,64})"(?:[^>]*\bwhen="([^"]{1,64})")?/.exec(entry);
  if (gone !== null)
    return retraction({
      of: nativeId('video', gone[1]!),
      type: 'video.published',
      why: 'deleted',
      time: gone[2],
      data: { platform: 'youtube' },
    });
  const video = within(entry, 'yt:videoId');
  if (video === undefined) throw new CrosscurrentError('invalid-item', 'The entry names no video.', { pointer: '/yt:videoId' });
  const published = within(entry, 'published');
  const updated = within(entry, 'updated');
  const title = within(entry, 'title');
  const id = nativeId('video', video);
  if (published !== undefined && updated !== undefined && Date.parse(updated) - Date.parse(published) > FRESH)
    return retraction({
      of: id,
      type: 'video.published',
      why: 'edited',
      mark: updated,
      time: updated,
      corrected: { title },
      data: { platform: 'youtube' },
    });
  const channel = within(entry, 'yt:channelId');
  return platformEvent({
    id,
    type: 'video.published',
    time: published,
    data: {
      platform: 'youtube',
      post: video,
      title,
      account: channel,
      url: `https://www.youtube.com/watch?v=${video}`,
      author: present({ id: channel, name: within(within(entry, 'author', true) ?? '', 'name') }),
    },
  });
}

/** The text of an element; of one that is `whole`, everything inside it. */
function within(xml: string, name: string, whole = false): string | undefined {
  const open = new RegExp(`<${name}(?:\\s[^>]*)?>`).exec(xml);
  const close = open === null ? -1 : xml.indexOf(`</${name}>`, open.index);
  const inside = open === null || close === -1 ? undefined : xml.slice(open.index + open[0].length, close);
  if (inside === undefined || whole) return inside;
  const text = inside.includes('<![CDATA[')
    ? inside.replace(/^\s*<!\[CDATA\[(.*?)\]\]>\s*$/s, '$1')
    : inside.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, unescaped);
  return text.trim() === '' ? undefined : text.trim();
}

const NAMED: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : whole;
}
