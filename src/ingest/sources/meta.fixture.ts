import { CANARY, escaped, type Conformance } from './conformance.fixture.ts';

const CREATED = 1_795_341_541;
const page = (field: string, value: object, more: object = {}): string =>
  escaped(JSON.stringify({ object: 'page', entry: [{ id: '10293', time: CREATED + 3, changes: [{ field, value }], ...more }] }));
const comment = (more: object): string =>
  page('feed', {
    item: 'comment',
    verb: 'add',
    comment_id: '55_77',
    post_id: '10293_55',
    parent_id: '10293_55',
    from: { id: '739', name: 'Jan' },
    created_time: CREATED,
    message: 'Kiedy dostawa? Czekam już tydzień, żółć mnie zalewa',
    ...more,
  });
const messaging = (more: object, object = 'page'): string =>
  escaped(
    JSON.stringify({
      object,
      entry: [
        {
          id: '10293',
          time: CREATED * 1_000,
          messaging: [{ sender: { id: '501' }, recipient: { id: '10293' }, timestamp: CREATED * 1_000, ...more }],
        },
      ],
    }),
  );
const instagram = (field: string, value: object): string =>
  JSON.stringify({ object: 'instagram', entry: [{ id: '178', time: CREATED, changes: [{ field, value }] }] });
const message = { mid: 'm_1', text: 'Dzień dobry, gdzie jest paczka?' };
const reaction = {
  item: 'reaction',
  verb: 'add',
  post_id: '10293_55',
  from: { id: '739', name: 'Jan' },
  reaction_type: 'angry',
  created_time: CREATED,
};

/** Meta's Pages, Instagram and Messenger. (V for envelope and Page; S for Messenger; the flat Instagram form V.) */
export const metaConformance: Conformance = {
  type: 'meta',
  source: { secrets: ['app-secret', 'app-secret-old'], verifyToken: 'słowo-klucz', purposes: [] },
  wrong: 'app-secret-of-another',
  covers: 'body',
  payloads: [
    {
      name: 'a comment of a Page',
      body: comment({}),
      events: [
        {
          id: 'comment:55_77',
          type: 'social.commented',
          at: CREATED * 1_000,
          data: {
            platform: 'facebook',
            text: 'Kiedy dostawa? Czekam już tydzień, żółć mnie zalewa',
            post: '10293_55',
            comment: '55_77',
            account: '10293',
          },
          who: ['author', 'facebook:739'],
        },
      ],
    },
    {
      name: 'a comment with sender_id instead of from',
      body: comment({ from: undefined, sender_id: '739', sender_name: 'Jan' }),
      events: [{ type: 'social.commented', who: ['author', 'facebook:739'] }],
    },
    { name: 'a comment of the Page itself', body: comment({ from: { id: '10293', name: 'Sklep' } }), events: [] },
    {
      name: 'a post of a visitor',
      body: page('feed', {
        item: 'status',
        verb: 'add',
        post_id: '10293_60',
        from: { id: '739', name: 'Jan' },
        created_time: CREATED,
        message: 'Polecam!',
      }),
      events: [{ id: 'post:10293_60', type: 'social.mentioned', data: { text: 'Polecam!' } }],
    },
    {
      name: 'a reaction',
      body: page('feed', reaction),
      events: [{ id: 'reaction:10293_55:739', type: 'social.reacted', data: { reaction: 'angry', post: '10293_55' } }],
    },
    {
      name: 'a share',
      body: page('feed', { item: 'share', verb: 'add', share_id: 's1', post_id: '10293_55', from: { id: '739' }, created_time: CREATED }),
      events: [{ id: 'share:s1', type: 'social.shared' }],
    },
    {
      name: 'a mention',
      body: page('mention', {
        item: 'comment',
        verb: 'add',
        post_id: '9_1',
        comment_id: '9_2',
        sender_id: '739',
        message: '@Sklep?',
        created_time: CREATED,
      }),
      events: [{ id: 'mention:9_2', type: 'social.mentioned', data: { text: '@Sklep?' } }],
    },
    {
      name: 'a lead',
      body: page('leadgen', { leadgen_id: '444', page_id: '10293', form_id: '5', ad_id: '6', adgroup_id: '7', created_time: CREATED }),
      events: [{ id: 'lead:444', type: 'lead.submitted', at: CREATED * 1_000, data: { lead: '444', form: '5', ad: '6', adset: '7' } }],
    },
    {
      name: 'a message',
      body: messaging({ message }),
      events: [
        {
          id: 'message:m_1',
          type: 'social.messaged',
          at: CREATED * 1_000,
          data: { text: message.text, platform: 'facebook' },
          who: ['author', 'facebook:501'],
        },
      ],
    },
    { name: 'an echo of our own message', body: messaging({ message: { ...message, is_echo: true } }), events: [] },
    {
      name: 'a pressed button',
      body: messaging({ postback: { mid: 'm_2', title: 'Tak', payload: 'YES' } }),
      events: [{ id: 'postback:m_2', type: 'social.messaged', data: { text: 'Tak', button: 'YES' } }],
    },
    { name: 'a receipt', body: messaging({ read: { watermark: 1 } }), events: [] },
    {
      name: 'an Instagram comment',
      body: instagram('comments', {
        id: '17',
        from: { id: '88', username: 'ola' },
        text: 'Śliczne!',
        media: { id: '99', media_product_type: 'FEED' },
      }),
      events: [
        {
          id: 'comment:17',
          type: 'social.commented',
          data: { platform: 'instagram', text: 'Śliczne!', post: '99' },
          who: ['author', 'instagram:88'],
        },
      ],
    },
    {
      name: 'an Instagram comment in the flat form',
      body: JSON.stringify({
        object: 'instagram',
        entry: [
          {
            id: '178',
            time: CREATED,
            field: 'comments',
            value: { id: '18', from: { id: '88', username: 'ola' }, text: 'Ładne', media: { id: '99' } },
          },
        ],
      }),
      events: [{ id: 'comment:18', type: 'social.commented' }],
    },
    {
      name: 'an Instagram mention',
      body: instagram('mentions', { media_id: '99', comment_id: '20' }),
      events: [{ id: 'mention:20', type: 'social.mentioned', data: { platform: 'instagram' } }],
    },
    {
      name: 'an Instagram message',
      body: messaging({ message }, 'instagram'),
      events: [{ id: 'message:m_1', type: 'social.messaged', who: ['author', 'instagram:501'] }],
    },
    {
      name: 'several entries at once',
      body: JSON.stringify({
        object: 'page',
        entry: [
          ...(JSON.parse(comment({})) as { entry: object[] }).entry,
          ...(JSON.parse(messaging({ message })) as { entry: object[] }).entry,
        ],
      }),
      events: [{ type: 'social.commented' }, { type: 'social.messaged' }],
    },
  ],
  retractions: [
    {
      name: 'an edited comment',
      first: comment({}),
      later: comment({ verb: 'edited', edited_time: CREATED + 60, message: 'Już jest, dziękuję' }),
      why: 'edited',
      corrected: { text: 'Już jest, dziękuję' },
    },
    { name: 'a removed comment', first: comment({}), later: comment({ verb: 'remove', message: undefined }), why: 'deleted' },
    { name: 'a reaction taken away', first: page('feed', reaction), later: page('feed', { ...reaction, verb: 'remove' }), why: 'undone' },
    {
      name: 'an unsent message',
      first: messaging({ message }, 'instagram'),
      later: messaging({ message: { mid: 'm_1', is_deleted: true } }, 'instagram'),
      why: 'unsent',
    },
    {
      name: 'an edited message',
      first: messaging({ message }),
      later: messaging({ message_edit: { mid: 'm_1', text: 'Znalazła się', num_edit: 1 } }),
      why: 'edited',
      corrected: { text: 'Znalazła się' },
    },
  ],
  mixed: {
    body: JSON.stringify({
      object: 'page',
      entry: [
        {
          id: '10293',
          time: CREATED,
          changes: [
            { field: 'feed', value: { item: 'comment', verb: 'add', comment_id: '1', message: 'dobry', created_time: CREATED } },
            5,
            { field: 'feed', value: { item: 'comment', verb: 'add', message: 'bez id' } },
          ],
        },
        'entry',
        {
          id: '10293',
          time: CREATED,
          changes: [{ field: 'feed', value: { item: 'comment', verb: 'add', comment_id: '2', message: 'też', created_time: CREATED } }],
        },
      ],
    }),
    good: 2,
    bad: 3,
  },
  handshakes: [
    {
      name: 'with the right word',
      query: `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${encodeURIComponent('słowo-klucz')}`,
      status: 200,
      type: 'text/plain',
      body: '1158201444',
    },
    { name: 'with a wrong word', query: 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=inne', status: 401 },
    { name: 'without a word', query: 'hub.mode=subscribe&hub.challenge=1158201444', status: 401 },
    {
      name: 'with a page for a challenge',
      query: `hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=${encodeURIComponent('słowo-klucz')}`,
      status: 401,
    },
  ],
  surprise: { body: comment({ mood: 'Jan Kowalski' }), what: 'field' },
  personal: [
    comment({ verb: 'edited', message: `Poprawka: ${CANARY.email}, ${CANARY.phone}` }),
    comment({ from: { id: '739', name: CANARY.name }, message: `Proszę o kontakt ${CANARY.email} albo ${CANARY.phone}` }),
    messaging({ message: { mid: 'm_9', text: `Mój numer ${CANARY.phone}`, note: CANARY.name } }),
    page('feed', { item: 'event', verb: 'add', story: `${CANARY.name} ${CANARY.email}` }),
  ],
};
