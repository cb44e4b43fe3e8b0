import { CANARY, escaped, type Conformance } from './conformance.fixture.ts';

const activity = (kind: string, payload: object, more: object = {}): string =>
  escaped(
    JSON.stringify({
      data: { event_uuid: '-2080765813578191303', filter: { user_id: '111' }, event_type: kind, tag: 'mentions', payload, ...more },
    }),
  );
const post = { id: '2080765813578191303', text: 'hej @Marka, zażółć gęślą jaźń', created_at: '2026-11-22T09:58:23.000Z', author_id: '222' };
const account = (more: object): string => JSON.stringify({ for_user_id: '111', ...more });
const tweet = {
  id_str: '900',
  text: 'hej @Marka',
  timestamp_ms: '1795341541000',
  user: { id_str: '222', name: 'Jan', screen_name: 'jan', followers_count: 12, verified: false },
};

/** X: the Activity API (posts V, others U) and account activity (V). */
export const xConformance: Conformance = {
  type: 'x',
  source: { secrets: ['consumer-secret', 'consumer-secret-old'], purposes: [] },
  wrong: 'another-consumer',
  covers: 'body',
  payloads: [
    {
      name: 'a mention',
      body: activity('post.mention.create', post),
      events: [
        {
          id: 'post:2080765813578191303',
          type: 'social.mentioned',
          at: Date.UTC(2026, 10, 22, 9, 58, 23),
          data: { platform: 'x', text: post.text, account: '111' },
          who: ['author', 'x:222'],
        },
      ],
    },
    { name: 'a reply', body: activity('post.reply.create', post), events: [{ id: 'post:2080765813578191303', type: 'social.commented' }] },
    { name: 'a quote', body: activity('post.quote.create', post), events: [{ type: 'social.shared' }] },
    { name: 'a post of the account itself', body: activity('post.create', { ...post, author_id: '111' }), events: [] },
    {
      name: 'a like',
      body: activity('like.create', { id: '5', author_id: '222' }),
      events: [{ id: 'activity:-2080765813578191303', type: 'social.reacted', data: { reaction: 'like' } }],
    },
    {
      name: 'a direct message',
      body: activity('dm.received', { id: '77', text: 'Dzień dobry', sender_id: '222' }),
      events: [{ id: 'message:77', type: 'social.messaged', data: { text: 'Dzień dobry' } }],
    },
    { name: 'a message of ours', body: activity('dm.sent', { id: '78' }), events: [] },
    {
      name: 'a mention in account activity',
      body: account({ tweet_create_events: [tweet] }),
      events: [
        {
          id: 'post:900',
          type: 'social.mentioned',
          at: 1_795_341_541_000,
          data: { author: { id: '222', followers: 12, verified: false } },
          who: ['author', 'x:222'],
        },
      ],
    },
    {
      name: 'a reply, a repost and a post of ours in account activity',
      body: account({
        tweet_create_events: [
          { ...tweet, in_reply_to_user_id_str: '111' },
          { ...tweet, id_str: '901', retweeted_status: {} },
          { ...tweet, id_str: '902', user: { id_str: '111' } },
        ],
      }),
      events: [{ type: 'social.commented' }, { type: 'social.shared' }],
    },
    {
      name: 'likes, follows and messages in account activity',
      body: account({
        favorite_events: [{ id: 'f1', timestamp_ms: 1_795_341_541_000, user: { id_str: '222' }, favorited_status: { id_str: '900' } }],
        follow_events: [{ type: 'follow', created_timestamp: '1795341541000', source: { id: '222' }, target: { id: '111' } }],
        direct_message_events: [
          {
            type: 'message_create',
            id: 'd1',
            created_timestamp: '1795341541000',
            message_create: { sender_id: '222', message_data: { text: 'Halo?' } },
          },
        ],
      }),
      events: [
        { id: 'like:f1', type: 'social.reacted' },
        { id: 'follow:111:222', type: 'social.followed' },
        { id: 'message:d1', type: 'social.messaged', data: { text: 'Halo?' } },
      ],
    },
  ],
  retractions: [
    {
      name: 'a deleted post',
      first: activity('post.mention.create', post),
      later: activity('post.delete', { id: post.id }),
      why: 'deleted',
    },
    {
      name: 'a deleted post in account activity',
      first: account({ tweet_create_events: [tweet] }),
      later: account({ tweet_delete_events: [{ status: { id: '900', user_id: '222' }, timestamp_ms: '1795341600000' }] }),
      why: 'deleted',
    },
    {
      name: 'a follower who leaves',
      first: activity('follow.follow', { author_id: '222' }),
      later: activity('follow.unfollow', { author_id: '222' }),
      why: 'undone',
    },
  ],
  mixed: { body: account({ tweet_create_events: [tweet, 'x', { text: 'bez id' }, { ...tweet, id_str: '903' }] }), good: 2, bad: 2 },
  handshakes: [
    {
      name: 'with a token',
      query: 'crc_token=abc',
      status: 200,
      type: 'application/json',
      body: JSON.stringify({ response_token: 'sha256=AmJlybsqS9sBxTF2wc1u0EoL3rjCR3uY7cSzKbRTd80=' }),
    },
    { name: 'with an empty token', query: 'crc_token=', status: 401 },
  ],
  surprise: { body: activity('post.mention.create', post, { mood: 'Jan Kowalski' }), what: 'field' },
  personal: [
    activity('post.mention.create', { ...post, text: `Kontakt: ${CANARY.email}, ${CANARY.phone}` }),
    account({
      tweet_create_events: [{ ...tweet, user: { id_str: '222', name: CANARY.name, screen_name: 'kanarek_zolty' }, text: CANARY.email }],
    }),
    activity('profile.update.bio', { bio: `${CANARY.name} ${CANARY.email}` }),
  ],
};
