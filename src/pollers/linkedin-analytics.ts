import type { Http } from '#connector';
import type { Json } from '#kernel';
import type { ReportRow, ReportSource } from '#poller';
import { askPlatform } from './ask-platform.ts';
import { amountOf, countOf, fieldsOf, listOf, textOf, unknownFields } from './fields-of.ts';
import type { PollerAccount } from './poller-account.ts';

const VERSION = '202607';
const FIELDS = ['dateRange', 'pivotValues', 'costInLocalCurrency', 'impressions', 'clicks', 'oneClickLeads', 'externalWebsiteConversions'];
const KNOWN = new Set(FIELDS);
const MINUTE = 60_000;

/**
 * adAnalytics of LinkedIn's marketing API: one answer, without pages. Brackets, commas and `List(…)` of Rest.li stand in the address as they are, only the account's URN is encoded. A 429 says neither why nor how long, and its quota
 * comes back at midnight UTC, so the rest grows no longer than that. Answers 426 when the version is no more. Amounts are in the account's currency, which the answer does not name: the configuration does.
 */
export function linkedinAnalytics(http: Http, account: PollerAccount & { readonly currency: string }): ReportSource {
  return {
    platform: 'linkedin',
    apiVersion: VERSION,
    async fetch({ since, until, signal }) {
      const urn = encodeURIComponent(`urn:li:sponsoredAccount:${account.account}`);
      const url =
        `${account.url}/rest/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY` +
        `&dateRange=(start:${dateOf(since)},end:${dateOf(until)})&accounts=List(${urn})&fields=${FIELDS.join(',')}`;
      const headers = {
        authorization: `Bearer ${account.secret}`,
        'linkedin-version': VERSION,
        'x-restli-protocol-version': '2.0.0',
      };
      const told = await askPlatform(http, account, { method: 'GET', url, headers }, signal);
      if ('failed' in told) return told.failed;
      const reason = `${told.status} ${textOf(fieldsOf(told.body)['message']).slice(0, 200)}`;
      if (told.status === 429) return { kind: 'wait', milliseconds: told.after ?? 30 * MINUTE, reason };
      if (told.status !== 200) return { kind: told.status >= 500 ? 'again' : 'refused', reason };
      const rows = listOf(fieldsOf(told.body)['elements']);
      return { kind: 'page', rows: rows.map((row) => rowOf(row, account.currency)), unknown: unknownFields(rows, KNOWN) };
    },
  };
}

function dateOf(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `(year:${year},month:${month},day:${date})`;
}

function rowOf(value: Json, currency: string): ReportRow {
  const row = fieldsOf(value);
  const { year, month, day } = fieldsOf(fieldsOf(row['dateRange'])['start']);
  const pad = (part: Json | undefined): string => textOf(part).padStart(2, '0');
  const [pivot] = listOf(row['pivotValues']);
  return {
    campaign: textOf(pivot).replace(/^urn:li:sponsoredCampaign:/, ''),
    day: `${textOf(year)}-${pad(month)}-${pad(day)}`,
    currency,
    spend: amountOf(row['costInLocalCurrency']),
    impressions: countOf(row['impressions']),
    clicks: countOf(row['clicks']),
    leads: countOf(row['oneClickLeads']),
    conversions: countOf(row['externalWebsiteConversions']),
  };
}
