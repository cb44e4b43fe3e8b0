import type { Http } from '#connector';
import type { Json } from '#kernel';
import type { ReportRow, ReportSource } from '#poller';
import { askPlatform } from './ask-platform.ts';
import { countOf, fieldsOf, listOf, textOf, unknownFields } from './fields-of.ts';
import type { PollerAccount } from './poller-account.ts';

const VERSION = 'v26';
const KNOWN = new Set(['campaign', 'segments', 'metrics', 'customer']);
const MINUTE = 60_000;

/** A report of the Google Ads API by searchStream: one answer, a list of chunks, without pages; costs one operation whatever its size. Throttling is a 429 whose body says how long to wait. */
export function googleAdsReport(http: Http, account: PollerAccount): ReportSource {
  const customer = account.account.replaceAll('-', '');
  return {
    platform: 'google',
    apiVersion: VERSION,
    async fetch({ since, until, signal }) {
      const query =
        'SELECT campaign.id, campaign.name, customer.currency_code, segments.date, metrics.cost_micros, metrics.impressions, metrics.clicks, metrics.conversions ' +
        `FROM campaign WHERE segments.date BETWEEN '${since}' AND '${until}'`;
      const headers = {
        authorization: `Bearer ${account.secret}`,
        'developer-token': account.developerToken ?? '',
        ...(account.loginCustomer === undefined ? {} : { 'login-customer-id': account.loginCustomer.replaceAll('-', '') }),
        'content-type': 'application/json',
      };
      const url = `${account.url}/${VERSION}/customers/${encodeURIComponent(customer)}/googleAds:searchStream`;
      const told = await askPlatform(http, account, { method: 'POST', url, headers, body: JSON.stringify({ query }) }, signal);
      if ('failed' in told) return told.failed;
      if (told.status !== 200) return failure(told.status, told.body, told.after);
      const results = listOf(told.body).flatMap((chunk) => listOf(fieldsOf(chunk)['results']));
      return { kind: 'page', rows: results.map(rowOf), unknown: unknownFields(results, KNOWN) };
    },
  };
}

function failure(status: number, body: Json, after: number | undefined) {
  // searchStream wraps an error in a list too.
  const error = fieldsOf(fieldsOf(Array.isArray(body) ? body[0] : body)['error']);
  const reason = `${status} ${textOf(error['status'])} ${textOf(error['message']).slice(0, 200)}`;
  if (status === 429 || error['status'] === 'RESOURCE_EXHAUSTED')
    return { kind: 'wait', milliseconds: after ?? delayOf(error) ?? MINUTE, reason } as const;
  return { kind: status >= 500 ? 'again' : 'refused', reason } as const;
}

/** `quotaErrorDetails.retryDelay`, written `30s`, wherever it stands in the details. */
function delayOf(error: { readonly [name: string]: Json }): number | undefined {
  for (const detail of listOf(error['details']).map(fieldsOf)) {
    for (const one of listOf(detail['errors']).map(fieldsOf)) {
      const delay = fieldsOf(fieldsOf(one['details'])['quotaErrorDetails'])['retryDelay'];
      const seconds = typeof delay === 'string' ? /^(\d{1,7}(?:\.\d{1,9})?)s$/.exec(delay)?.[1] : undefined;
      if (seconds !== undefined) return Math.ceil(Number(seconds) * 1_000);
    }
  }
  return undefined;
}

function rowOf(value: Json): ReportRow {
  const row = fieldsOf(value);
  const [campaign, metrics] = [fieldsOf(row['campaign']), fieldsOf(row['metrics'])];
  return {
    campaign: textOf(campaign['id']),
    ...(typeof campaign['name'] === 'string' ? { name: campaign['name'] } : {}),
    day: textOf(fieldsOf(row['segments'])['date']),
    currency: textOf(fieldsOf(row['customer'])['currencyCode']),
    spend: micros(metrics['costMicros']),
    impressions: countOf(metrics['impressions']),
    clicks: countOf(metrics['clicks']),
    leads: 0,
    conversions: countOf(metrics['conversions']),
  };
}

/** Millionths, a whole number in text, as a decimal. What is none stays as it is and is refused later. */
function micros(value: Json | undefined): string {
  const text = textOf(value, '0');
  if (!/^\d{1,18}$/.test(text)) return text;
  const padded = text.padStart(7, '0');
  return `${padded.slice(0, -6)}.${padded.slice(-6)}`;
}
