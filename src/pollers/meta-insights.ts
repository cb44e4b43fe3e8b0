import { createHmac } from 'node:crypto';
import type { Http } from '#connector';
import type { Json } from '#kernel';
import type { ReportRow, ReportSource } from '#poller';
import { askPlatform } from './ask-platform.ts';
import { amountOf, countOf, fieldsOf, listOf, textOf, unknownFields } from './fields-of.ts';
import type { PollerAccount } from './poller-account.ts';

const VERSION = 'v26.0';
const FIELDS = ['campaign_id', 'campaign_name', 'account_currency', 'spend', 'impressions', 'clicks', 'actions'];
const KNOWN = new Set([...FIELDS, 'date_start', 'date_stop']);
/** Codes that mean "slower": of the app, user, page, a custom limit, and of each kind of business use (vendor documentation). Asking on makes the lockout longer. */
const THROTTLED = new Set([4, 17, 32, 613, 80_000, 80_001, 80_002, 80_003, 80_004, 80_005, 80_006]);
/** Codes of passing failures. */
const PASSING = new Set([1, 2]);
const MINUTE = 60_000;
/** Share of a quota, in percent, from which on to go slower. */
const NEARLY_USED = 90;

/** Insights of Meta's Marketing API: a row for every campaign and day, pages by cursor, the quota in headers (percent, and minutes until access comes back). */
export function metaInsights(http: Http, account: PollerAccount): ReportSource {
  return {
    platform: 'facebook',
    apiVersion: VERSION,
    async fetch({ since, until, page, signal }) {
      const query = new URLSearchParams({
        level: 'campaign',
        fields: FIELDS.join(','),
        time_range: JSON.stringify({ since, until }),
        time_increment: '1',
        limit: '500',
        ...(page === undefined ? {} : { after: page }),
        ...(account.appSecret === undefined
          ? {}
          : { appsecret_proof: createHmac('sha256', account.appSecret).update(account.secret).digest('hex') }),
      });
      const url = `${account.url}/${VERSION}/act_${encodeURIComponent(account.account)}/insights?${query.toString()}`;
      const told = await askPlatform(http, account, { method: 'GET', url, headers: { authorization: `Bearer ${account.secret}` } }, signal);
      if ('failed' in told) return told.failed;
      const error = fieldsOf(fieldsOf(told.body)['error']);
      const code = error['code'];
      if (typeof code === 'number') {
        const reason = `${code} ${textOf(error['message']).slice(0, 200)}`;
        if (THROTTLED.has(code)) return { kind: 'wait', milliseconds: regainOf(told.headers) ?? 5 * MINUTE, reason };
        return { kind: PASSING.has(code) || told.status >= 500 ? 'again' : 'refused', reason };
      }
      if (told.status !== 200) return { kind: told.status >= 500 ? 'again' : 'refused', reason: `status ${told.status}` };
      const rows = listOf(fieldsOf(told.body)['data']);
      const paging = fieldsOf(fieldsOf(told.body)['paging']);
      const after = fieldsOf(paging['cursors'])['after'];
      const rest = regainOf(told.headers);
      return {
        kind: 'page',
        rows: rows.map(rowOf),
        unknown: unknownFields(rows, KNOWN),
        // The cursor stands on the last page too; only `next` says that there is another.
        ...(typeof paging['next'] === 'string' && typeof after === 'string' ? { next: after } : {}),
        ...(rest === undefined ? {} : { rest }),
      };
    },
  };
}

function rowOf(value: Json): ReportRow {
  const row = fieldsOf(value);
  const actions = listOf(row['actions']).map(fieldsOf);
  const done = (kind: string): number => countOf(actions.find((one) => one['action_type'] === kind)?.['value']);
  return {
    campaign: textOf(row['campaign_id']),
    ...(typeof row['campaign_name'] === 'string' ? { name: row['campaign_name'] } : {}),
    day: textOf(row['date_start']),
    currency: textOf(row['account_currency']),
    spend: amountOf(row['spend']),
    impressions: countOf(row['impressions']),
    clicks: countOf(row['clicks']),
    leads: done('lead'),
    conversions: done('purchase'),
  };
}

/** Milliseconds until access comes back or, when a quota is nearly used up, a minute; undefined when there is no hurry. */
function regainOf(headers: { readonly [name: string]: string }): number | undefined {
  let rest: number | undefined;
  try {
    const usage = fieldsOf(JSON.parse(headers['x-business-use-case-usage'] ?? '{}') as Json);
    for (const one of Object.values(usage).flatMap(listOf).map(fieldsOf)) {
      const minutes = countOf(one['estimated_time_to_regain_access']);
      const used = Math.max(countOf(one['call_count']), countOf(one['total_cputime']), countOf(one['total_time']));
      if (minutes > 0) rest = Math.max(rest ?? 0, minutes * MINUTE);
      else if (used >= NEARLY_USED) rest = Math.max(rest ?? 0, MINUTE);
    }
  } catch {
    return undefined;
  }
  return rest;
}
