import type { JsonObject } from '#kernel';
import { hashedId, nativeId } from './native-id.ts';
import { networkPlatform } from './network-platform.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { epochOf, numberOf, requiredText, textOf } from './read-field.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';

const MAPPED = new Set(
  'adid activity_kind event_name event created_at tracker tracker_token tracker_name network_name campaign_name adgroup_name creative_name revenue revenue_float currency nonce random order_id partner_order_id user_id app_id app_token'.split(
    ' ',
  ),
);
/** What Adjust saw, and what it is here. */
const KINDS = new Map([
  ['click', 'ad.clicked'],
  ['impression', 'ad.impressed'],
]);
/** What is no event of anybody's doing. */
const QUIET = new Set(['session', 'att_update', 'cost_update', 'sk_install', 'sk_event']);

/** Adjust's callbacks: the placeholders that somebody chose, in the query. */
export const adjust: Platform = {
  type: 'adjust',
  title: 'Adjust (callbacks)',
  takes: 'clicks, impressions; installs, reattributions and events in apps as `ad.converted`',
  evidence: 'S',
  methods: ['GET', 'POST'],
  sends: 'query',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'not told (U)',
  identity: '`nonce` or `order_id` when the address has one; else a digest of device, what it did, when and what it was worth',
  read: (sent) => takeEach([sent.value], sent, (one) => eventOf(one, sent)),
  traps: [
    'It signs nothing: a secret stands in the address, `?token=SECRET`, before its placeholders.',
    'Which fields come is chosen in Adjust. Take at least `adid`, `activity_kind`, `event_name`, `created_at`, `network_name`, `campaign_name`; and `nonce` as `{nonce}` or `{random}`, so that two like events within a second are two.',
    'Sessions are left out.',
  ],
};

function eventOf(one: JsonObject, sent: Sent): Mapped {
  const device = textOf(one['adid']);
  const kind = textOf(one['activity_kind']) ?? (one['event_name'] === undefined && one['event'] === undefined ? 'install' : 'event');
  if (QUIET.has(kind)) return undefined;
  const name = textOf(one['event_name']) ?? textOf(one['event']) ?? kind;
  const created = requiredText(one, 'created_at');
  const order = textOf(one['order_id']) ?? textOf(one['partner_order_id']);
  const nonce = textOf(one['nonce']) ?? textOf(one['random']);
  const revenue = numberOf(one['revenue_float']) ?? numberOf(one['revenue']);
  const currency = textOf(one['currency']);
  const media = textOf(one['network_name']) ?? textOf(one['tracker_name']);
  const others = sent.surprises.unknownFields(one, KNOWN, 'callback');
  const rest = Object.fromEntries(Object.entries(one).filter(([field]) => !MAPPED.has(field)));
  return platformEvent({
    id:
      order !== undefined
        ? nativeId('order', order)
        : nonce !== undefined
          ? nativeId('adjust', nonce)
          : hashedId('adjust', device ?? '', kind, name, created, revenue ?? 0),
    type: KINDS.get(kind) ?? 'ad.converted',
    time: epochOf(created),
    data: {
      platform: networkPlatform(media),
      media,
      campaign: textOf(one['campaign_name']),
      adset: textOf(one['adgroup_name']),
      ad: textOf(one['creative_name']),
      kind: KINDS.has(kind) ? undefined : name.slice(0, 200),
      order,
      value: revenue !== undefined && revenue >= 0 && !KINDS.has(kind) ? revenue : undefined,
      currency: currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : undefined,
      tracker: textOf(one['tracker_token']) ?? textOf(one['tracker']),
      unmapped: others === undefined && Object.keys(rest).length === 0 ? undefined : rest,
    },
    identifiers: {
      userId: textOf(one['user_id']),
      deviceId: textOf(one['gps_adid']) ?? textOf(one['idfa']),
      anonymousId: device === undefined ? undefined : `adjust:${device}`,
    },
  });
}

/** Placeholders of devices, places and times: sealed, and no surprise. */
const KNOWN = new Set([
  ...MAPPED,
  ...'gps_adid idfa idfv android_id fire_adid oaid ip_address user_agent country city postal_code region language device_name device_type os_name os_version app_name app_version store installed_at clicked_at engagement_time received_at time_spent click_id click_time referrer deeplink match_type is_organic is_reattributed label reftag environment timezone conversion_duration reporting_revenue reporting_currency'.split(
    ' ',
  ),
]);
