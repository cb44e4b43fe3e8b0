import type { Json, JsonObject } from '#kernel';
import { asObject } from '../clients/as-object.ts';
import { networkPlatform } from './network-platform.ts';
import { hashedId, nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { numberOf, requiredText, textOf } from './read-field.ts';
import { retraction } from './retraction.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';

const MAPPED = new Set(
  'appsflyer_id event_name event_time event_value event_revenue event_revenue_currency event_currency media_source campaign af_c_id af_adset af_adset_id af_ad af_ad_id af_channel customer_user_id api_version conversion_type app_id app_name platform country_code'.split(
    ' ',
  ),
);
/** Documented fields of which nothing is needed here: ids of devices and the like. They are kept sealed, and are no surprise. */
const KNOWN = new Set(
  'idfa idfv advertising_id android_id imei oaid amazon_aid ip wifi language carrier operator user_agent device_type device_model device_category device_download_time os_version app_version sdk_version bundle_id event_time_selected_timezone install_time install_time_selected_timezone attributed_touch_time attributed_touch_time_selected_timezone attributed_touch_type attribution_lookback selected_timezone selected_currency revenue_in_selected_currency event_revenue_usd event_revenue_in_selected_currency cost_value cost_model cost_currency is_retargeting is_primary_attribution is_receipt_validated retargeting_conversion_type reengagement_window att conversion_value contributor1_media_source contributor2_media_source contributor3_media_source http_referrer original_url keywords af_keywords af_siteid af_sub_siteid af_prt af_reengagement_window af_sub1 af_sub2 af_sub3 af_sub4 af_sub5 city region state postal_code dma event_source custom_data match_type gp_referrer install_app_store store_reinstall blocked_reason'.split(
    ' ',
  ),
);
/** Names of events that take a purchase back. */
const REFUNDS = new Set(['af_refund', 'refund', 'af_purchase_refund']);

/** AppsFlyer's Push API v2: one flat object a request, or the same in the query. */
export const appsflyer: Platform = {
  type: 'appsflyer',
  title: 'AppsFlyer (Push API v2)',
  takes: 'installs, re-engagements, re-attributions and events in apps as `ad.converted`; refunds',
  evidence: 'S',
  methods: ['GET', 'POST'],
  sends: 'either',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'not told (U)',
  identity: 'the order where there is one; else a digest of device, event, time and value: there is no id',
  read: (sent) => takeEach([sent.value], sent, (one) => eventOf(one, sent)),
  traps: [
    'The header of its own token could not be verified: a secret stands in the address, `?token=SECRET`; let only its addresses in.',
    '`event_value` is a text that holds JSON.',
    'Times are UTC and have no zone.',
    'Fields appear without notice; those without a value are not sent.',
    '`api_version` is recorded; 2.0 is known.',
  ],
};

function eventOf(one: JsonObject, sent: Sent): Mapped {
  const device = requiredText(one, 'appsflyer_id');
  const name = textOf(one['event_name']) ?? textOf(one['conversion_type']) ?? 'install';
  const version = textOf(one['api_version']);
  if (version !== undefined && version !== '2.0') sent.surprises.note('version', version);
  const value = valueOf(one['event_value']);
  const order = textOf(value['af_order_id']) ?? textOf(value['order_id']);
  const stamp = textOf(one['event_time']);
  const time =
    stamp === undefined ? undefined : /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(stamp) ? `${stamp.replace(' ', 'T')}Z` : stamp;
  const media = textOf(one['media_source']);
  const revenue = numberOf(one['event_revenue']) ?? numberOf(value['af_revenue']);
  const identifiers = {
    userId: textOf(one['customer_user_id']),
    deviceId: textOf(one['advertising_id']) ?? textOf(one['idfa']),
    anonymousId: `appsflyer:${device}`,
  };
  const id = order === undefined ? hashedId('appsflyer', device, name, stamp ?? '', JSON.stringify(value)) : nativeId('order', order);
  if (order !== undefined && REFUNDS.has(name))
    return retraction({
      of: id,
      type: 'ad.converted',
      why: 'refunded',
      time,
      mark: stamp,
      data: { platform: networkPlatform(media), value: Math.abs(revenue ?? 0) },
      identifiers,
    });
  const others = Object.fromEntries(Object.entries(one).filter(([field]) => !MAPPED.has(field)));
  for (const field in others) if (!KNOWN.has(field)) sent.surprises.note('field', `event.${field}`);
  return platformEvent({
    id,
    type: 'ad.converted',
    time,
    data: {
      platform: networkPlatform(media),
      media,
      campaign: textOf(one['campaign']) ?? textOf(one['af_c_id']),
      adset: textOf(one['af_adset']) ?? textOf(one['af_adset_id']),
      ad: textOf(one['af_ad']) ?? textOf(one['af_ad_id']),
      kind: name === 'af_purchase' ? 'purchase' : name.slice(0, 200),
      order,
      value: revenue !== undefined && revenue >= 0 ? revenue : undefined,
      currency: currencyOf(textOf(one['event_revenue_currency']) ?? textOf(one['event_currency']) ?? textOf(value['af_currency'])),
      app: textOf(one['app_id']),
      apiVersion: version,
      unmapped: Object.keys(others).length === 0 ? undefined : others,
      answers: Object.keys(value).length === 0 ? undefined : value,
    },
    identifiers,
  });
}

function valueOf(value: Json | undefined): JsonObject {
  if (typeof value !== 'string') return asObject(value);
  try {
    const said = JSON.parse(value) as Json;
    return Object.hasOwn(asObject(said), '__proto__') ? {} : asObject(said);
  } catch {
    return {};
  }
}

function currencyOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[A-Z]{3}$/.test(text) ? text : undefined;
}
