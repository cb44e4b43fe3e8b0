import { CANARY, escaped, type Conformance } from './conformance.fixture.ts';

const CREATED = 1_795_341_541;
const sent = (event: string, content: object | string, more: object = {}): string =>
  escaped(
    JSON.stringify({
      client_key: 'ck',
      event,
      create_time: CREATED,
      user_openid: 'act.1',
      content: typeof content === 'string' ? content : JSON.stringify(content),
      ...more,
    }),
  );
const comment = {
  comment_id: '7100000000000000001',
  video_id: '7100000000000000002',
  comment_action: 'insert',
  text: 'Gdzie kupić? Żółte!',
  unique_identifier: 'u9',
};

/** TikTok: signature and envelope V, contents U. */
export const tiktokConformance: Conformance = {
  type: 'tiktok',
  source: { secrets: ['client-secret', 'client-secret-old'], purposes: [] },
  wrong: 'client-secret-of-another',
  covers: 'body',
  stale: 73 * 3_600_000,
  payloads: [
    {
      name: 'a comment',
      body: sent('comment.update', comment),
      events: [
        {
          id: 'comment:7100000000000000001',
          type: 'social.commented',
          at: CREATED * 1_000,
          data: { platform: 'tiktok', text: 'Gdzie kupić? Żółte!', post: '7100000000000000002', account: 'act.1' },
          who: ['author', 'tiktok:u9'],
        },
      ],
    },
    {
      name: 'a comment whose ids are numbers of 64 bits',
      body: sent('comment.update', '{"comment_id":7100000000000000003,"video_id":7100000000000000002,"comment_action":"insert"}'),
      events: [{ id: 'comment:7100000000000000003', type: 'social.commented', data: { post: '7100000000000000002' } }],
    },
    {
      name: 'a mention',
      body: sent('video.mention', { video_id: '8', text: '@marka' }),
      events: [{ id: 'mention:8', type: 'social.mentioned' }],
    },
    {
      name: 'a lead',
      body: sent('lead.created', { lead_id: '5', page_id: '6', campaign_id: '7' }),
      events: [{ id: 'lead:5', type: 'lead.submitted', data: { form: '6', campaign: '7' } }],
    },
    {
      name: 'something else',
      body: sent('post.publish.complete', { publish_id: 'p' }),
      events: [{ type: 'webhook.received', data: { platform: 'tiktok', kind: 'post.publish.complete' } }],
    },
  ],
  retractions: [
    {
      name: 'a deleted comment',
      first: sent('comment.update', comment),
      later: sent('comment.update', { ...comment, comment_action: 'delete' }),
      why: 'deleted',
    },
  ],
  mixed: { body: sent('comment.update', '{"comment_id":'), good: 0, bad: 1 },
  surprise: { body: sent('comment.update', comment, { mood: 'Jan Kowalski' }), what: 'field' },
  personal: [
    sent('comment.update', { ...comment, text: `${CANARY.email} ${CANARY.phone}` }),
    sent('lead.form', { answers: [CANARY.name, CANARY.email] }),
    sent('comment.update', comment, { nickname: CANARY.name }),
  ],
};
