import { CANARY, type Conformance } from './conformance.fixture.ts';

const entry = (title = 'Jak wiązać buty – żółte &amp; zielone', updated = '2026-11-22T09:59:30+00:00', author = 'Sklep'): string =>
  `<entry><id>yt:video:VIDEO_1</id><yt:videoId>VIDEO_1</yt:videoId><yt:channelId>CH_1</yt:channelId><title>${title}</title><link rel="alternate" href="https://www.youtube.com/watch?v=VIDEO_1"/><author><name>${author}</name><uri>https://www.youtube.com/channel/CH_1</uri></author><published>2026-11-22T09:59:00+00:00</published><updated>${updated}</updated></entry>`;
const feed = (...entries: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom"><title>YouTube video feed</title><updated>2026-11-22T10:00:00+00:00</updated>${entries.join('')}</feed>`;
const topic = (channel: string): string =>
  `hub.topic=${encodeURIComponent(`https://www.youtube.com/xml/feeds/videos.xml?channel_id=${channel}`)}`;

/** YouTube by WebSub: feed V, algorithm of the signature U. */
export const youtubeConformance: Conformance = {
  type: 'youtube',
  source: { secrets: ['hub-secret', 'hub-secret-old'], purposes: [], account: 'CH_1', verifyToken: 'słowo' },
  wrong: 'hub-secret-of-another',
  covers: 'body',
  payloads: [
    {
      name: 'a new video',
      body: feed(entry()),
      events: [
        {
          id: 'video:VIDEO_1',
          type: 'video.published',
          at: Date.UTC(2026, 10, 22, 9, 59),
          data: { title: 'Jak wiązać buty – żółte & zielone', account: 'CH_1', platform: 'youtube' },
        },
      ],
    },
    {
      name: 'a title in CDATA, with numbered letters',
      body: feed(entry('<![CDATA[Buty <nowe>]]>')),
      events: [{ type: 'video.published', data: { title: 'Buty <nowe>' } }],
    },
  ],
  retractions: [
    {
      name: 'a changed title',
      first: feed(entry()),
      later: feed(entry('Nowy tytu&#322;', '2026-11-23T12:00:00+00:00')),
      why: 'edited',
      corrected: { title: 'Nowy tytuł' },
    },
    {
      name: 'a deleted video',
      first: feed(entry()),
      later: feed('<at:deleted-entry ref="yt:video:VIDEO_1" when="2026-11-23T12:00:00+00:00"><link href="x"/></at:deleted-entry>'),
      why: 'deleted',
    },
  ],
  mixed: { body: feed(entry(), '<entry><title>bez filmu</title></entry>'), good: 1, bad: 1 },
  handshakes: [
    {
      name: 'for our channel',
      query: `hub.mode=subscribe&${topic('CH_1')}&hub.challenge=1029384756&hub.lease_seconds=432000&hub.verify_token=${encodeURIComponent('słowo')}`,
      status: 200,
      body: '1029384756',
    },
    {
      name: 'for another channel',
      query: `hub.mode=subscribe&${topic('CH_2')}&hub.challenge=1&hub.verify_token=${encodeURIComponent('słowo')}`,
      status: 401,
    },
    { name: 'with a wrong word', query: `hub.mode=subscribe&${topic('CH_1')}&hub.challenge=1&hub.verify_token=inne`, status: 401 },
  ],
  personal: [feed(entry(`Piszcie na ${CANARY.email}`, undefined, CANARY.name)), feed(`<entry><title>${CANARY.name}</title></entry>`)],
};
