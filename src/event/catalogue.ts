import Type, { type TObject, type TSchema } from 'typebox';

/** One event type: what it says, and the schema of its `data` (the only home of that shape). Unknown extra fields are kept. */
export interface EventKind {
  readonly type: string;
  readonly summary: string;
  readonly data: TObject;
}

const text = (description: string, maxLength = 10_000): TSchema => Type.String({ maxLength, description });
const word = (description: string): TSchema => Type.String({ minLength: 1, maxLength: 512, description });
const amount = (description: string): TSchema => Type.Number({ minimum: 0, maximum: 1e12, description });
const change = (description: string): TSchema => Type.Number({ minimum: -1e12, maximum: 1e12, description });
const count = (description: string): TSchema => Type.Integer({ minimum: 0, description });
const currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code, e.g. PLN' });
const optional = Type.Optional;

/** Made at admission of the address, where the sender did not say it. */
const utm = Type.Object({
  source: optional(word('utm_source')),
  medium: optional(word('utm_medium')),
  campaign: optional(word('utm_campaign')),
  term: optional(word('utm_term')),
  content: optional(word('utm_content')),
});
/** Made at admission of amounts in another currency than that of the house. */
const converted = Type.Object({
  currency,
  value: optional(Type.Number()),
  cost: optional(Type.Number()),
  spend: optional(Type.Number()),
  price: optional(Type.Number()),
  budget: optional(Type.Number()),
});
const arrival = {
  utm: optional(utm),
  clickId: optional(word('fbclid, gclid, ttclid, li_fat_id …')),
  clickPlatform: optional(word('the platform that gave the click id')),
};

const author = Type.Object({
  id: optional(word("the author's id on the platform")),
  name: optional(text('display name (personal: sealed at admission)', 512)),
  followers: optional(count('how many follow the author')),
  verified: optional(Type.Boolean()),
});
const platform = word('x, facebook, instagram, linkedin, tiktok, google, youtube, programmatic, email, sms, web …');

const social = {
  platform,
  text: optional(text('what was written')),
  author: optional(author),
  post: optional(word('id of the post')),
  url: optional(text('address of the post', 2_048)),
  lang: optional(Type.String({ maxLength: 16, description: "the platform's own guess of the language, BCP 47" })),
  reach: optional(count('people who may have seen it')),
  brand: optional(word('brand the account or page belongs to')),
};
const advert = {
  platform,
  campaign: optional(word('campaign id or name')),
  adset: optional(word('ad set or ad group')),
  ad: optional(word('ad or creative')),
  ...arrival,
  cost: optional(amount('cost of this interaction')),
  currency: optional(currency),
  channel: optional(word('channel for attribution; default is the platform')),
  converted: optional(converted),
};
const message = {
  campaign: optional(word('mailing or campaign')),
  message: optional(word('id of the message')),
  url: optional(text('address clicked', 2_048)),
  platform: optional(platform),
};
const undelivered = {
  permanent: optional(Type.Boolean({ description: 'another try would fail too' })),
  reason: optional(word('why, in the words or codes of the platform')),
};
const page = {
  url: optional(text('address of the page', 4_096)),
  referrer: optional(text('address before', 4_096)),
  title: optional(text('title', 1_024)),
  channel: optional(word('channel for attribution')),
  campaign: optional(word('utm_campaign')),
  ...arrival,
  converted: optional(converted),
};
const planned = {
  plan: word('the plan'),
  state: word('what became of it'),
  text: text('in words and numbers'),
  currency: optional(text('currency of the budgets', 3)),
};
const consent = { purposes: Type.Array(word('purpose, e.g. retargeting'), { minItems: 1, maxItems: 50 }) };

const kind = (type: string, summary: string, data: Record<string, TSchema>): EventKind => ({ type, summary, data: Type.Object(data) });

/** The event types the engine knows by heart. Other dotted types (`product.*`, a sender's own) are admitted with free-form data. */
export const eventKinds: readonly EventKind[] = [
  kind('social.mentioned', 'Someone wrote about a brand or product.', social),
  kind('social.commented', 'Someone commented on a post.', social),
  kind('social.reacted', 'Someone reacted to a post.', { ...social, reaction: optional(word('like, love, angry …')) }),
  kind('social.shared', 'Someone shared a post.', social),
  kind('social.messaged', 'Someone sent a direct message.', social),
  kind('social.followed', 'Someone followed an account.', social),
  kind('ad.impressed', 'An ad was shown.', advert),
  kind('ad.clicked', 'An ad was clicked.', advert),
  kind('ad.converted', 'A conversion was reported.', {
    ...advert,
    order: optional(word('order or transaction id')),
    kind: optional(word('purchase, lead, install …')),
    value: optional(amount('value of the conversion')),
  }),
  kind(
    'ad.reported',
    'Spend and results of a campaign over a period: an increment, not a running total, and negative where an earlier report said too much.',
    {
      ...advert,
      account: optional(word('ad account')),
      title: optional(text('name of the campaign', 512)),
      spend: optional(change('money spent in the period')),
      impressions: optional(change('times shown')),
      clicks: optional(change('clicks')),
      leads: optional(change('leads')),
      conversions: optional(change('conversions; platforms share them out, so there are fractions')),
      from: optional(Type.String({ format: 'date-time' })),
      to: optional(Type.String({ format: 'date-time' })),
      api: optional(word('version of the API it was read with')),
    },
  ),
  kind('lead.submitted', 'Someone left contact details.', {
    ...advert,
    form: optional(word('form id')),
    product: optional(word('what it is about')),
    budget: optional(amount('stated budget')),
    company: optional(text('company', 512)),
  }),
  kind(
    'event.retracted',
    'An earlier event of the same source holds no longer: deleted, unsent, refunded; or edited, then `corrected` holds instead.',
    {
      retracts: word('id of the earlier event, under the same source'),
      of: optional(word('type of the earlier event')),
      why: Type.Union(
        (['edited', 'deleted', 'hidden', 'unsent', 'undone', 'refunded', 'cancelled'] as const).map((one) => Type.Literal(one)),
        { description: 'what became of it' },
      ),
      platform: optional(platform),
      corrected: optional(
        Type.Object({}, { description: 'fields of data that hold instead of the earlier ones', additionalProperties: true }),
      ),
    },
  ),
  kind('webhook.received', 'A platform said something this version has no event for; its words are sealed.', {
    platform,
    kind: word('what the platform calls it'),
  }),
  kind('email.opened', 'A mailing was opened.', message),
  kind('email.clicked', 'A link in a mailing was clicked.', message),
  kind('email.bounced', 'A mailing could not be delivered.', { ...message, ...undelivered }),
  kind('email.sent', 'A mailing was handed over.', message),
  kind('email.delivered', 'A mailing arrived.', message),
  kind('email.deferred', 'A mailing is tried again later.', { ...message, ...undelivered }),
  kind('email.complained', 'Someone called a mailing spam.', message),
  kind('sms.delivered', 'A text message arrived.', message),
  kind('sms.sent', 'A text message was handed over.', message),
  kind('sms.failed', 'A text message could not be delivered.', { ...message, ...undelivered }),
  kind('page.viewed', 'A page was viewed.', page),
  kind('contact.linked', 'Two identifiers belong to one person.', {}),
  kind('contact.erased', 'A person was erased; said by the engine alone.', {}),
  kind('consent.granted', 'A person agreed to purposes.', consent),
  kind('consent.withdrawn', 'A person withdrew from purposes.', consent),
  kind('crm.updated', 'A record in the CRM changed.', {
    stage: optional(word('pipeline stage')),
    value: optional(amount('deal value')),
    currency: optional(currency),
    owner: optional(word('owner')),
  }),
  kind('crm.deleted', 'A record in the CRM was deleted.', {}),
  kind('product.viewed', 'A product was looked at.', {
    ...page,
    product: optional(word('product id')),
    price: optional(amount('price')),
    currency: optional(currency),
  }),
  kind('product.added', 'A product was put into the basket.', {
    ...page,
    product: optional(word('product id')),
    price: optional(amount('price')),
    currency: optional(currency),
  }),
  kind('product.purchased', 'A product was bought.', {
    ...page,
    order: optional(word('order id')),
    product: optional(word('product id')),
    value: optional(amount('value')),
    currency: optional(currency),
  }),
  kind('product.refunded', 'Money for an order was given back.', {
    order: optional(word('order id; without it nothing is known of what the refund is for')),
    value: optional(amount('what was given back; everything without it')),
    currency: optional(currency),
  }),
  kind('budget.proposed', 'A plan of budgets was drafted.', planned),
  kind('budget.changed', 'A stage of a plan of budgets began.', planned),
  kind('budget.rolled-back', 'A plan of budgets was taken back, because results fell below what was expected.', planned),
  kind('segment.entered', 'A contact came into a segment.', {
    segment: word('segment'),
    because: optional(text('what made it so')),
  }),
  kind('segment.left', 'A contact left a segment, by an event or because time went by.', {
    segment: word('segment'),
    because: optional(text('what made it so')),
  }),
  kind('action.delivered', 'An action of the engine was delivered.', {
    connector: word('account'),
    operation: word('operation'),
    rule: optional(word('rule')),
    key: word('intent key'),
    attempts: count('attempts made'),
  }),
  kind('action.failed', 'An action of the engine could not be delivered.', {
    connector: word('account'),
    operation: word('operation'),
    rule: optional(word('rule')),
    key: word('intent key'),
    attempts: count('attempts made'),
    code: word('why'),
  }),
  kind('action.suppressed', 'An action of the engine was held back by a guard.', {
    connector: word('account'),
    operation: word('operation'),
    rule: optional(word('rule')),
    key: word('intent key'),
    guard: word('which guard'),
  }),
];

/** The known event types by name. */
export const eventCatalogue: ReadonlyMap<string, EventKind> = new Map(eventKinds.map((one) => [one.type, one]));
