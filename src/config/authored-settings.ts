import { creditModels } from '#attribution';
import { type IdentifierKind, identifierKinds } from '#event';
import { guardsSchema } from '#guard';
import Type, { type Static, type TInteger, type TOptional } from 'typebox';
import { sourceTypes } from './source-types.ts';

const { Object: object, Optional: optional, String: text, Integer: integer, Number: number, Boolean: boolean, Array: list } = Type;
const closed = { additionalProperties: false };
const DURATION = '^(\\d{1,12}(\\.\\d{1,3})?(ms|s|m|h|d|w))+$';

const duration = (description: string) =>
  Type.Unsafe<string>({ type: 'string', pattern: DURATION, description: `${description}: a duration such as 90s, 15m or 1h30m` });
const secret = (description: string) => text({ minLength: 5, description: `${description}: by reference only, env:NAME or file:PATH` });
const oneOf = <const T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });

const eventType = (description: string) => text({ minLength: 1, maxLength: 128, description });
const equalities = Type.Record(text(), Type.Union([text(), number(), boolean()]), {
  description: 'only where these dotted paths have these values, e.g. { "data.kind": "demo" }',
});

const patterns = (description: string) =>
  optional(
    list(text({ minLength: 1, maxLength: 256 }), {
      minItems: 1,
      maxItems: 200,
      description: `${description}; * stands for anything, case does not matter`,
    }),
  );
const channelRule = object(
  {
    name: text({ minLength: 1, maxLength: 64, description: 'the channel' }),
    on: patterns('event types, e.g. ad.*'),
    platform: patterns('the platform of the event'),
    source: patterns('utm_source, else the platform'),
    medium: patterns('utm_medium'),
    campaign: patterns('the campaign'),
    referrer: patterns('host of the page before, where that is another site, without www'),
    click_id: patterns('the platform that gave the click id'),
  },
  { ...closed, minProperties: 2, description: 'a channel and what must fit: one pattern of every list that is given' },
);

const learned = object(
  {
    foretell_on: list(eventType('an event type'), {
      minItems: 1,
      maxItems: 20,
      description: 'events at which it is asked whether the contact will convert; one question of a contact at a time',
    }),
    converted_on: list(object({ on: eventType('an event type'), when: optional(equalities) }, closed), {
      minItems: 1,
      maxItems: 20,
      description: 'events that say that it did',
    }),
    horizon: optional(duration('after which a contact that did not convert counts as one that does not')),
    stages: optional(
      list(text({ minLength: 1, maxLength: 64 }), {
        minItems: 1,
        maxItems: 20,
        description: 'the way of a lead in order; it is foretold at the first stage',
      }),
    ),
    columns: optional(
      Type.Record(
        text({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' }),
        object(
          {
            on: list(eventType('an event type'), { minItems: 1, maxItems: 20, description: 'events that say it' }),
            path: text({ minLength: 1, maxLength: 256, description: 'where it stands in the event, e.g. data.industry' }),
            known_at: optional(
              text({ minLength: 1, description: 'stage from which on it is known; what is known later than the question is left out' }),
            ),
          },
          closed,
        ),
        { maxProperties: 100, description: 'what is known of a lead, by name: the newest value holds' },
      ),
    ),
    counts: optional(
      list(eventType('an event type'), {
        maxItems: 50,
        description: 'event types that are counted per contact; counts fade by lead.half_life',
      }),
    ),
  },
  {
    ...closed,
    description: 'a probability to convert, learned from conversions as they come, beside the points; nothing is learned without it',
  },
);

const externalModel = object(
  {
    name: optional(
      text({ pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$', description: 'what the model is called where its answers do not say' }),
    ),
    url: optional(text({ minLength: 8, maxLength: 2_048, description: 'address the texts of a batch are sent to (docs/models.md)' })),
    headers: optional(
      Type.Record(text({ pattern: '^[A-Za-z0-9-]{1,64}$' }), secret('value of the header'), {
        maxProperties: 20,
        description: 'headers to send along, e.g. authorization: env:MODEL_TOKEN',
      }),
    ),
    allow_private: optional(boolean({ description: 'allow an address inside the own network, and http' })),
    onnx: optional(
      text({ minLength: 1, maxLength: 1_024, description: 'file of an ONNX model that takes texts; needs the package onnxruntime-node' }),
    ),
    classes: optional(
      list(oneOf(['negative', 'neutral', 'positive'], 'a class'), {
        minItems: 2,
        maxItems: 3,
        uniqueItems: true,
        description: 'onnx: the classes whose probabilities it answers, in order',
      }),
    ),
    languages: optional(
      list(text({ pattern: '^[a-z]{2,3}$' }), { minItems: 1, maxItems: 50, description: 'languages it is asked about; all without it' }),
    ),
    timeout: optional(duration('how long a batch of events waits for it')),
    batch: optional(integer({ minimum: 1, maximum: 1_000, description: 'most texts of one question' })),
    failures: optional(integer({ minimum: 1, maximum: 1_000, description: 'after so many failures in a row it is left alone' })),
    rest: optional(duration('for so long')),
  },
  {
    ...closed,
    description: 'a model outside that is asked for sentiments, once a batch; where it does not answer, the built-in model does',
  },
);

const account = object(
  {
    type: oneOf(['webhook', 'slack', 'meta-ads'], 'which connector performs the actions'),
    url: text({ minLength: 8, maxLength: 2_048, description: 'address of the platform, or of the webhook' }),
    secret: optional(secret('webhook: Standard Webhooks secret (whsec_…); slack: bot token; meta-ads: access token')),
    channel: optional(text({ minLength: 1, description: 'slack: channel that is used where a rule names none' })),
    signing_secret: optional(secret('slack: signing secret of the app, by which presses of its buttons are known to be its own')),
    approvers: optional(
      Type.Record(text({ pattern: '^[UW][A-Z0-9]{2,20}$' }), text({ minLength: 1, maxLength: 100 }), {
        minProperties: 1,
        maxProperties: 200,
        description:
          'slack: who may answer by button: id of each Slack user, and the name kept with the answer; without it everyone who sees the question',
      }),
    ),
    audiences: optional(
      Type.Record(text(), text({ minLength: 1 }), { description: 'meta-ads: id of each custom audience, by the name that rules use' }),
    ),
    app_secret: optional(secret('meta-ads: app secret, for appsecret_proof')),
    ad_account: optional(text({ minLength: 1, description: 'meta-ads: ad account in which unknown audiences are created' })),
    extern_ids: optional(boolean({ description: 'meta-ads: send pseudonyms too, so that members can be removed later' })),
    country_code: optional(
      text({ pattern: '^[1-9][0-9]{0,2}$', description: 'meta-ads: calling code for phone numbers written without one, e.g. 48' }),
    ),
    per_second: optional(number({ exclusiveMinimum: 0, maximum: 10_000, description: 'most requests per second' })),
    currency: optional(
      text({
        pattern: '^[A-Z]{3}$',
        description: 'currency of the amounts in actions over this account, e.g. EUR, where the action names none',
      }),
    ),
    reaches_people: optional(
      boolean({
        description:
          'false when actions over this account reach nobody they name (a help desk, a report): frequency caps, quiet hours and the blast radius leave them alone',
      }),
    ),
    allow_private: optional(boolean({ description: 'allow addresses inside the own network, and http' })),
  },
  closed,
);

const cel = (description: string) => text({ minLength: 1, maxLength: 2_000, description: `${description}, in CEL over "body" and "one"` });
const source = object(
  {
    type: oneOf(sourceTypes, 'which platform sends: see docs/sources.md'),
    account: optional(text({ minLength: 1, maxLength: 256, description: 'id of the page, account or app it is about' })),
    secrets: optional(
      list(secret('what the platform signs with, or shows'), {
        minItems: 1,
        maxItems: 5,
        description: 'secrets by reference; each of several is good, so that they can be rotated',
      }),
    ),
    verify_token: optional(secret('meta, youtube: the word shown when the platform asks whether the address is ours')),
    url: optional(
      text({
        pattern: '^https?://',
        maxLength: 2_048,
        description: 'hubspot, twilio: the address as the platform knows it, because it is signed; without it the one of the request',
      }),
    ),
    purposes: optional(
      list(text({ minLength: 1, maxLength: 64 }), {
        maxItems: 20,
        description: 'what people agree to who leave their details here, or withdraw from who unsubscribe here',
      }),
    ),
    retention: optional(duration('how long what it sends may be kept in the scored stream; linkedin 2d without it')),
    signature: optional(
      object(
        {
          header: text({ pattern: '^[A-Za-z0-9-]{1,64}$', description: 'header of the signature, or of the token' }),
          algorithm: optional(oneOf(['hmac-sha256', 'hmac-sha1', 'token'], 'how it is made; hmac-sha256 without it')),
          encoding: optional(oneOf(['hex', 'base64'], 'how it is written; hex without it')),
          prefix: optional(text({ maxLength: 32, description: 'what stands before it in the header, e.g. "sha256="' })),
          signed: optional(
            text({
              pattern: '\\{body\\}',
              maxLength: 200,
              description: 'what is signed: {body}, {timestamp}, {id} and text between them; {body} without it',
            }),
          ),
          timestamp: optional(text({ pattern: '^[A-Za-z0-9-]{1,64}$', description: 'header of the timestamp, in seconds' })),
          id: optional(text({ pattern: '^[A-Za-z0-9-]{1,64}$', description: 'header of the id of the message' })),
          tolerance: optional(duration('how far a timestamp may be off; 5m without it')),
        },
        { ...closed, description: 'json: how the sender signs; without it it shows its secret as a bearer token' },
      ),
    ),
    map: optional(
      object(
        {
          each: optional(cel('the list of objects in the body; without it the body, or each of its list')),
          when: optional(cel('which objects are events; the others are left out')),
          id: optional(cel('id of the event')),
          type: cel(`type of the event, e.g. '"ad.clicked"'`),
          time: optional(cel('when it happened: RFC 3339, or epoch seconds or milliseconds')),
          retracts: optional(cel('id of the earlier event that this one takes back; then it is an event.retracted')),
          data: optional(Type.Record(text(), cel('a field of the data'), { description: 'fields of the data, each in CEL' })),
          identifiers: optional(
            object(
              {
                userId: optional(cel('who it is: the id in your own system')),
                email: optional(cel('who it is: e-mail')),
                phone: optional(cel('who it is: phone')),
                crmId: optional(cel('who it is: the id in a CRM')),
                deviceId: optional(cel('who it is: id of the device')),
                anonymousId: optional(cel('who it is: a cookie')),
                clickId: optional(cel('who it is: click id')),
                author: optional(cel('who it is: "platform:author id"')),
              },
              { ...closed, description: 'who the person is' },
            ),
          ),
        },
        { ...closed, description: 'json: what of its JSON becomes an event' },
      ),
    ),
  },
  closed,
);

/** The configuration file as people write it. Every field may be left out; docs/configuration.md is generated from the descriptions. */
export const authoredSettingsSchema = object(
  {
    partitions: optional(
      integer({ minimum: 1, maximum: 256, description: 'number of ordered lanes; fixed once the engine has run on a Redis' }),
    ),
    redis: optional(
      text({
        minLength: 5,
        description:
          'address of Redis: redis://host:port, rediss://…, redis-cluster://host:port,host:port, unix:/path; with a password only by reference, env:NAME or file:PATH; an embedded Redis without it',
      }),
    ),
    data_folder: optional(text({ minLength: 1, description: 'where the embedded Redis and generated keys are kept' })),
    durability: optional(
      oneOf(
        ['fsync', 'relaxed', 'replicated'],
        'how sure "accepted" is: fsync (on disk), replicated (on disk and on replicas), relaxed (may lose a second)',
      ),
    ),
    replicas: optional(integer({ minimum: 1, maximum: 8, description: 'durability replicated: how many replicas must have an event' })),
    listen: optional(
      object(
        {
          host: optional(text({ minLength: 1, description: 'address to listen on' })),
          port: optional(integer({ minimum: 0, maximum: 65_535, description: 'port to listen on; 0 chooses a free one' })),
          body_limit: optional(integer({ minimum: 1_024, maximum: 104_857_600, description: 'largest request body, in bytes' })),
          cors_origins: optional(
            list(text({ pattern: '^(\\*|https?://[^/\\s]+)$', maxLength: 256 }), {
              maxItems: 100,
              description: 'pages whose scripts may send events, e.g. https://sklep.example, or "*" for all; none without it',
            }),
          ),
        },
        closed,
      ),
    ),
    write_keys: optional(
      list(
        object(
          {
            source: text({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'small letters, digits and hyphens' }),
            secret: secret('the key that senders present'),
          },
          closed,
        ),
        { maxItems: 1_000, description: 'who may send events; one key is generated when there is none' },
      ),
    ),
    admin_keys: optional(
      list(
        object(
          {
            name: text({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'whose key it is: small letters, digits and hyphens' }),
            secret: secret('the key that this person or program presents'),
          },
          closed,
        ),
        { maxItems: 100, description: 'who may look at workflow runs and answer their questions over HTTP; nobody without one' },
      ),
    ),
    pollers: optional(
      Type.Record(
        text({ pattern: '^[a-z][a-z0-9-]{0,63}$' }),
        object(
          {
            type: oneOf(['meta-insights', 'google-ads-report', 'linkedin-analytics', 'tiktok-report'], 'which report is pulled'),
            account: text({ minLength: 1, maxLength: 128, description: "the ad account's id, without a prefix such as act_" }),
            secret: secret('the access token'),
            app_secret: optional(secret('meta-insights: app secret, for appsecret_proof')),
            developer_token: optional(secret('google-ads-report: the developer token')),
            login_customer: optional(
              text({ minLength: 1, description: "google-ads-report: the manager account's id, where there is one" }),
            ),
            currency: optional(
              text({ pattern: '^[A-Z]{3}$', description: "linkedin-analytics: the account's currency, which the report does not name" }),
            ),
            schedule: optional(
              text({ minLength: 9, maxLength: 128, description: 'when to sweep, as cron: minute, hour, day, month, weekday' }),
            ),
            zone: optional(text({ minLength: 1, description: 'the place whose clock the schedule goes by' })),
            restated: optional(duration('how far back figures may still change; so much is asked for each time')),
            backfill: optional(duration('how far back to go at first and after an outage, at most 28d')),
            url: optional(text({ minLength: 8, maxLength: 2_048, description: "the API's address, where it is not the platform's own" })),
            allow_private: optional(boolean({ description: 'allow addresses inside the own network, and http' })),
          },
          closed,
        ),
        { description: 'reports of ad platforms that are pulled, by a name of yours' },
      ),
    ),
    normalise: optional(
      object(
        {
          currency: optional(
            text({ pattern: '^[A-Z]{3}$', description: 'currency of the house: amounts in another one stand in this one too' }),
          ),
          rates: optional(
            text({
              minLength: 1,
              description:
                'CSV file of rates by day, as the European Central Bank publishes it (Date, then what one euro bought of each currency); relative to the configuration',
            }),
          ),
          links: optional(
            Type.Record(text(), text({ minLength: 8, maxLength: 2_048 }), {
              description:
                'where short links lead, e.g. { "sklep.link/buty": "https://sklep.example/buty?utm_source=x" }; no other is followed',
            }),
          ),
          channels: optional(
            list(channelRule, {
              maxItems: 200,
              description: 'channels of touches, conversions and spend that name none; the first rule that fits counts',
            }),
          ),
          standard_channels: optional(
            Type.Boolean({
              description: 'after the rules of your own, the usual grouping: paid social, organic search, email, referral …',
            }),
          ),
        },
        closed,
      ),
    ),
    privacy_key: optional(secret('32 bytes, base64, for pseudonyms and sealing; generated and kept in the data folder without it')),
    vault_keys: optional(
      list(secret('32 bytes, base64'), {
        maxItems: 10,
        description:
          'master keys that the keys of contacts lie under, the current one first, by reference only; one derived from the privacy key stands behind them',
      }),
    ),
    rules: optional(
      object(
        {
          folder: optional(text({ minLength: 1, description: 'folder of rules; the shipped ones without it' })),
          mode: optional(
            oneOf(
              ['own', 'shadow', 'active'],
              'shadow: no rule acts; active: every rule acts; own: as each rule says. Without it shadow, or own as soon as there are accounts',
            ),
          ),
        },
        closed,
      ),
    ),
    topics: optional(
      list(
        object(
          {
            name: text({ minLength: 1, maxLength: 64, description: 'the tag' }),
            kind: oneOf(['brand', 'product', 'theme'], 'what it is'),
            words: list(text({ minLength: 1, maxLength: 128 }), {
              minItems: 1,
              maxItems: 200,
              description: 'its writings, in base form; Polish inflection is tolerated',
            }),
          },
          closed,
        ),
        { maxItems: 2_000, description: 'brands, products and themes to recognise in text' },
      ),
    ),
    lead: optional(
      object(
        {
          half_life: optional(duration('after which a lead score has halved')),
          ceiling: optional(number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'highest score' })),
          points: optional(
            list(
              object(
                {
                  on: text({ minLength: 1, description: 'an event type' }),
                  points: number({ minimum: -10_000, maximum: 10_000, description: 'points for one such event' }),
                  when: optional(equalities),
                },
                closed,
              ),
              { maxItems: 500, description: 'what earns points' },
            ),
          ),
          learned: optional(learned),
        },
        closed,
      ),
    ),
    experiments: optional(
      object(
        {
          converted_on: optional(
            list(object({ on: eventType('an event type'), when: optional(equalities) }, closed), {
              minItems: 1,
              maxItems: 20,
              description: 'events that say that a contact converted',
            }),
          ),
          horizon: optional(duration('how long after its exposure a conversion of a contact counts')),
          alpha: optional(
            number({
              minimum: 0.0001,
              maximum: 0.2,
              description: 'share of experiments without a difference that may be called different',
            }),
          ),
          effect: optional(
            number({
              exclusiveMinimum: 0,
              maximum: 0.5,
              description: 'a difference of conversion rates that would matter, e.g. 0.02 for two in a hundred',
            }),
          ),
        },
        { ...closed, description: 'how runs that a split step divided are compared' },
      ),
    ),
    text: optional(
      object(
        {
          sentiment_weights: optional(
            Type.String({ minLength: 1, description: 'file of sentiment weights of your own, as `train sentiment` writes it' }),
          ),
          external: optional(externalModel),
        },
        { ...closed, description: 'how texts are understood' },
      ),
    ),
    attribution: optional(
      object(
        {
          models: optional(
            list(oneOf(creditModels, 'a model'), {
              minItems: 1,
              maxItems: creditModels.length,
              uniqueItems: true,
              description: 'how credit for a conversion is given; several are reckoned side by side, and budgets go by the first',
            }),
          ),
          lookback: optional(duration('how long before a conversion a click or a visit still counts')),
          view_lookback: optional(duration('how long before a conversion a view still counts')),
          views: optional(
            oneOf(['always', 'without-click', 'never'], 'whether views count like clicks, only where there is no click or visit, or never'),
          ),
          level: optional(oneOf(['channel', 'campaign'], 'who is credited')),
          half_life: optional(duration('model time-decay: by which a touch must be older to count half')),
          position: optional(
            object(
              {
                first: number({ minimum: 0, maximum: 1, description: 'share of the first touch' }),
                last: number({ minimum: 0, maximum: 1, description: 'share of the last touch' }),
              },
              { ...closed, description: 'model position: the rest goes to the touches between' },
            ),
          ),
          custom: optional(
            text({
              minLength: 1,
              maxLength: 2_000,
              description:
                'model custom: the weight of a touch in CEL over touch.channel, touch.campaign, touch.kind (click, visit, view), touch.days (before the conversion), touch.place (1 is the oldest) and touch.count',
            }),
          ),
          corrections: optional(duration('how long after a conversion late touches and joined contacts still change its credit')),
          max_touches: optional(integer({ minimum: 1, maximum: 1_000, description: 'most touches kept per contact' })),
          max_conversions: optional(
            integer({ minimum: 1, maximum: 1_000, description: 'most conversions kept per contact for refunds and corrections' }),
          ),
          refit: optional(
            object(
              {
                every: optional(duration('how often the weights of the model markov are fitted anew')),
                window: optional(duration('to the paths of how long they are fitted')),
              },
              closed,
            ),
          ),
        },
        closed,
      ),
    ),
    budgets: optional(
      object(
        {
          mode: optional(
            oneOf(
              ['off', 'dry-run', 'approve'],
              'dry-run: plans are only told; approve: budgets are changed when a person said yes; off: nothing is planned',
            ),
          ),
          every: optional(duration('how often a plan is drafted')),
          response: optional(
            oneOf(
              ['value', 'conversions', 'reported-leads', 'reported-conversions'],
              'what is to be made most of: credited value or conversions, or what the platforms report',
            ),
          ),
          currency: optional(
            text({ pattern: '^[A-Z]{3}$', description: 'currency of the budgets; that in which most is spent without it' }),
          ),
          per_day: optional(
            number({ exclusiveMinimum: 0, maximum: 1e12, description: 'what may be spent a day in all; as much as now without it' }),
          ),
          cap: optional(
            object(
              {
                lowest: number({ minimum: 0, maximum: 1, description: 'a budget is at least this part of what is spent now' }),
                highest: number({ minimum: 1, maximum: 10, description: 'and at most this part' }),
              },
              { ...closed, description: 'how far a channel may go in one plan' },
            ),
          ),
          learning: optional(duration('how long after a change a platform is left to learn')),
          freshness: optional(duration('how old the newest report of a channel may be')),
          min_days: optional(integer({ minimum: 28, maximum: 1_000, description: 'of how many days there must be figures' })),
          stages: optional(integer({ minimum: 1, maximum: 10, description: 'in how many stages a plan is carried out' })),
          stage_wait: optional(duration('how long a stage is watched before the next; 3d at least')),
          approve_within: optional(duration('after which a plan that nobody answered is given up')),
          channels: optional(
            Type.Record(
              text({ minLength: 1, maxLength: 256 }),
              object(
                {
                  account: optional(text({ minLength: 1, description: 'account by which the budget of the channel is changed' })),
                  operation: optional(text({ minLength: 1, description: 'operation of the account' })),
                  target: optional(
                    text({ minLength: 1, maxLength: 512, description: 'what the platform calls the budget, e.g. the id of a campaign' }),
                  ),
                  floor: optional(number({ minimum: 0, maximum: 1e12, description: 'least budget a day' })),
                  ceiling: optional(number({ minimum: 0, maximum: 1e12, description: 'highest budget a day' })),
                  lock: optional(boolean({ description: 'true: the budget must stay as it is' })),
                },
                closed,
              ),
              { description: 'what is said of single channels' },
            ),
          ),
        },
        closed,
      ),
    ),
    identity: optional(
      object(
        {
          join: optional(boolean({ description: 'false when names of one person are to stay contacts of their own' })),
          limits: optional(
            object(
              Object.fromEntries(
                identifierKinds.map((kind) => [
                  kind,
                  optional(integer({ minimum: 0, maximum: 1_000, description: `most names of kind ${kind} that one contact may have` })),
                ]),
              ) as { [kind in IdentifierKind]: TOptional<TInteger> },
              closed,
            ),
          ),
          shared: optional(
            list(text({ minLength: 1, maxLength: 256 }), {
              maxItems: 10_000,
              description:
                'what names no single person and links nobody: a phone number, an e-mail address, info@* (that mailbox of any domain), *@domain, or any other value',
            }),
          ),
        },
        closed,
      ),
    ),
    accounts: optional(
      Type.Record(text({ pattern: '^[a-z][a-z0-9-]{0,63}$' }), account, {
        description: 'platforms that rules may act on, by the name that rules use',
      }),
    ),
    sources: optional(
      Type.Record(text({ pattern: '^[a-z][a-z0-9-]{0,63}$' }), source, {
        description: 'platforms whose webhooks are taken at /webhooks/NAME, by that name',
      }),
    ),
    guards: optional(
      object(
        {
          ...guardsSchema,
          currency: optional(text({ pattern: '^[A-Z]{3}$', description: 'the currency that rates are in' })),
          rates: optional(
            Type.Record(
              text({ pattern: '^[A-Z]{3}$' }),
              Type.Unsafe<number | string>({
                type: ['number', 'string'],
                exclusiveMinimum: 0,
                pattern: '^\\d{1,9}(\\.\\d{1,9})?$',
                description: 'what one unit is worth in that currency',
              }),
              { description: 'what other currencies are worth, e.g. { PLN: 0.23 }; an amount without a rate is not spent' },
            ),
          ),
        },
        { ...closed, description: 'guards for the actions of all rules; a rule can only be stricter' },
      ),
    ),
    delivery: optional(
      object(
        {
          takeover: optional(duration('after which another worker takes over what a silent one held, at least 5s')),
        },
        closed,
      ),
    ),
    retention: optional(
      object(
        {
          events: optional(duration('how long the scored stream is kept')),
          dedupe: optional(duration('how long an event id is remembered')),
          state: optional(duration('how long a silent contact is remembered')),
        },
        closed,
      ),
    ),
    time: optional(
      object(
        {
          allowed_lateness: optional(duration('how far behind the newest event an event may be')),
          max_future_skew: optional(duration('how far in the future an event may be stamped')),
        },
        closed,
      ),
    ),
    lease: optional(duration('after which a silent worker loses its partitions')),
    memory_gate: optional(
      object(
        {
          high: optional(
            number({ minimum: 0.1, maximum: 1, description: "share of Redis' maxmemory where low-priority events are refused" }),
          ),
          full: optional(number({ minimum: 0.1, maximum: 1, description: 'share where all events are refused' })),
        },
        closed,
      ),
    ),
    max_lag: optional(duration('of lag, after which admission answers 503')),
    batch_events: optional(integer({ minimum: 1, maximum: 20_000, description: 'most events in one batch' })),
    scored_stream: optional(boolean({ description: 'keep the clean, scored stream in Redis' })),
  },
  { ...closed, title: 'Crosscurrent configuration' },
);

/** The configuration as written: before defaults, with durations as text and secrets as references. */
export type AuthoredSettings = Static<typeof authoredSettingsSchema>;
export type AuthoredPoller = NonNullable<AuthoredSettings['pollers']>[string];
export type AuthoredSource = NonNullable<AuthoredSettings['sources']>[string];
export type AuthoredAccount = NonNullable<AuthoredSettings['accounts']>[string];
