import { CANARY, escaped, type Conformance } from './conformance.fixture.ts';

const CREATED = 1_795_341_506_310;
const one = {
  notificationId: 5_603_453_321,
  organizationalEntity: 'urn:li:organization:96072893',
  action: 'COMMENT',
  sourcePost: 'urn:li:activity:709',
  generatedActivity: 'urn:li:comment:(activity:709,711)',
  lastModifiedAt: CREATED,
  subscriber: 'urn:li:person:zL',
  decoratedGeneratedActivity: {
    comment: {
      entity: 'urn:li:comment:(urn:li:activity:709,711)',
      owner: 'urn:li:person:zL',
      text: 'Świetne, ale gdzie cena?',
      object: 'urn:li:activity:709',
    },
  },
};
const notified = (...all: readonly unknown[]): string =>
  escaped(JSON.stringify({ type: 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS', notifications: all }));
const lead = (more: object = {}): string =>
  JSON.stringify({
    type: 'LEAD_ACTION',
    leadGenFormResponse: 'urn:li:leadGenFormResponse:1',
    leadGenForm: 'urn:li:versionedLeadGenForm:(urn:li:leadGenForm:2,1)',
    owner: { sponsoredAccount: 'urn:li:sponsoredAccount:3' },
    leadType: 'SPONSORED',
    leadAction: 'CREATED',
    occurredAt: CREATED,
    ...more,
  });

/** LinkedIn. (Payloads V; the form of the header S.) */
export const linkedinConformance: Conformance = {
  type: 'linkedin',
  source: { secrets: ['client-secret', 'client-secret-old'], purposes: [] },
  wrong: 'client-secret-of-another',
  covers: 'body',
  payloads: [
    {
      name: 'a comment',
      body: notified(one),
      events: [
        {
          id: 'comment:urn:li:comment:(activity:709,711)',
          type: 'social.commented',
          at: CREATED,
          data: { platform: 'linkedin', text: 'Świetne, ale gdzie cena?', post: 'urn:li:activity:709' },
          who: ['author', 'linkedin:urn:li:person:zL'],
        },
      ],
    },
    {
      name: 'the same comment in the other writing of its URN',
      body: notified({ ...one, generatedActivity: 'urn:li:comment:(urn:li:activity:709,711)' }),
      events: [{ id: 'comment:urn:li:comment:(activity:709,711)', type: 'social.commented' }],
    },
    {
      name: 'a like, a share, a mention, and a comment of an admin',
      body: notified(
        { ...one, notificationId: 1, action: 'LIKE' },
        { ...one, notificationId: 2, action: 'SHARE' },
        { ...one, notificationId: 3, action: 'SHARE_MENTION' },
        { ...one, notificationId: 4, action: 'ADMIN_COMMENT' },
      ),
      events: [
        { id: 'notification:1', type: 'social.reacted' },
        { id: 'notification:2', type: 'social.shared' },
        { id: 'notification:3', type: 'social.mentioned' },
      ],
    },
    {
      name: 'a lead',
      body: lead(),
      events: [
        {
          id: 'lead:urn:li:leadGenFormResponse:1',
          type: 'lead.submitted',
          at: CREATED,
          data: { lead: 'urn:li:leadGenFormResponse:1', account: 'urn:li:sponsoredAccount:3' },
        },
      ],
    },
  ],
  retractions: [
    {
      name: 'an edited comment',
      first: notified(one),
      later: notified({
        ...one,
        notificationId: 6,
        action: 'COMMENT_EDIT',
        decoratedGeneratedActivity: { comment: { ...one.decoratedGeneratedActivity.comment, text: 'Już wiem' } },
      }),
      why: 'edited',
      corrected: { text: 'Już wiem' },
    },
    {
      name: 'a deleted comment',
      first: notified(one),
      later: notified({ ...one, notificationId: 7, action: 'COMMENT_DELETE' }),
      why: 'deleted',
    },
    { name: 'a deleted lead', first: lead(), later: lead({ leadAction: 'DELETED', occurredAt: CREATED + 5 }), why: 'deleted' },
  ],
  mixed: { body: notified(one, null, { action: 'LIKE' }, { ...one, notificationId: 9, action: 'LIKE' }), good: 2, bad: 2 },
  handshakes: [
    {
      name: 'with a code',
      query: 'challengeCode=890e4665-4dfe-4ab1-b689-ed553bceeed0',
      status: 200,
      type: 'application/json',
      body: JSON.stringify({
        challengeCode: '890e4665-4dfe-4ab1-b689-ed553bceeed0',
        challengeResponse: '8ab4bbad570533d66462deba280bde93c1cad8b543e7f526d3e962acaf6c391a',
      }),
    },
    { name: 'with a code that is none', query: 'challengeCode=%3Cb%3E', status: 401 },
  ],
  surprise: { body: notified({ ...one, mood: 'Jan Kowalski' }), what: 'field' },
  personal: [
    notified({
      ...one,
      decoratedGeneratedActivity: {
        comment: { ...one.decoratedGeneratedActivity.comment, text: `Piszcie: ${CANARY.email} ${CANARY.phone}` },
      },
    }),
    notified({ ...one, action: 'SOMETHING_NEW', ownerName: CANARY.name }),
    notified({ ...one, notificationId: undefined, ownerName: CANARY.name }),
  ],
};
