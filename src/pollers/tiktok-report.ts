import type { Http } from '#connector';
import type { Json } from '#kernel';
import type { ReportRow, ReportSource } from '#poller';
import { askPlatform } from './ask-platform.ts';
import { amountOf, countOf, fieldsOf, listOf, textOf, unknownFields } from './fields-of.ts';
import type { PollerAccount } from './poller-account.ts';

const VERSION = 'v1.3';
const KNOWN = new Set(['dimensions', 'metrics']);
const PAGE_SIZE = 1_000;
const MINUTE = 60_000;

/** The integrated report of TikTok's Business API: numbered pages. Every answer is a 200; `code` tells what it is: 0 is good, 40100 is throttling (without a word on how long), 5xxxx may pass. The slash at the end of the path is needed. */
export function tiktokReport(http: Http, account: PollerAccount): ReportSource {
  return {
    platform: 'tiktok',
    apiVersion: VERSION,
    async fetch({ since, until, page, signal }) {
      const query = new URLSearchParams({
        advertiser_id: account.account,
        report_type: 'BASIC',
        data_level: 'AUCTION_CAMPAIGN',
        dimensions: JSON.stringify(['campaign_id', 'stat_time_day']),
        metrics: JSON.stringify(['campaign_name', 'currency', 'spend', 'impressions', 'clicks', 'conversion']),
        start_date: since,
        end_date: until,
        page: page ?? '1',
        page_size: String(PAGE_SIZE),
      });
      const url = `${account.url}/open_api/${VERSION}/report/integrated/get/?${query.toString()}`;
      const told = await askPlatform(http, account, { method: 'GET', url, headers: { 'access-token': account.secret } }, signal);
      if ('failed' in told) return told.failed;
      const body = fieldsOf(told.body);
      const code = body['code'];
      const reason = `${textOf(code)} ${textOf(body['message']).slice(0, 200)}`;
      // Of the limits by second, minute and day that of the minute costs a rest of five minutes; which one it was is not told.
      if (code === 40_100) return { kind: 'wait', milliseconds: 5 * MINUTE, reason };
      if (told.status !== 200 || code !== 0)
        return { kind: told.status >= 500 || (typeof code === 'number' && code >= 50_000) ? 'again' : 'refused', reason };
      const content = fieldsOf(body['data']);
      const rows = listOf(content['list']);
      const paging = fieldsOf(content['page_info']);
      const [at, of] = [countOf(paging['page']), countOf(paging['total_page'])];
      return { kind: 'page', rows: rows.map(rowOf), unknown: unknownFields(rows, KNOWN), ...(at < of ? { next: String(at + 1) } : {}) };
    },
  };
}

function rowOf(value: Json): ReportRow {
  const row = fieldsOf(value);
  const [dimensions, metrics] = [fieldsOf(row['dimensions']), fieldsOf(row['metrics'])];
  return {
    campaign: textOf(dimensions['campaign_id']),
    ...(typeof metrics['campaign_name'] === 'string' ? { name: metrics['campaign_name'] } : {}),
    day: textOf(dimensions['stat_time_day']).slice(0, 10),
    currency: textOf(metrics['currency']),
    spend: amountOf(metrics['spend']),
    impressions: countOf(metrics['impressions']),
    clicks: countOf(metrics['clicks']),
    leads: 0,
    conversions: countOf(metrics['conversion']),
  };
}
