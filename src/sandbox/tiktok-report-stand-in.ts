import type { ReportTable } from './report-table.ts';
import { sameText } from './same-text.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';
import type { FaultWords, StandInNeeds } from './stand-in.ts';

const METRICS = new Set(['campaign_name', 'currency', 'spend', 'impressions', 'clicks', 'conversion']);

export const tiktokReportFaultWords: FaultWords = {
  throttled: { status: 200, body: { code: 40_100, message: 'Request too frequent.', request_id: 'sandbox', data: {} } },
  down: { status: 200, body: { code: 50_000, message: 'Internal error, please try again later.', request_id: 'sandbox', data: {} } },
};

/** The integrated report of TikTok's Business API by campaign and day. Every answer is a 200 and `code` tells what it is; the path ends with a slash; pages are numbered. */
export function tiktokReportStandIn({ server }: StandInNeeds, table: ReportTable): void {
  server.get<{ Params: { version: string } }>('/tiktok/open_api/:version/report/integrated/get/', async (request, reply) => {
    const tell = (code: number, message: string, content: object = {}): unknown =>
      reply.send({ code, message, request_id: 'sandbox', data: content });
    const token = request.headers['access-token'];
    if (request.params.version !== 'v1.3') return tell(40_006, 'The version is not supported.');
    if (typeof token !== 'string' || !sameText(token, sandboxSecrets.tiktokToken))
      return tell(40_105, 'Access token is incorrect or has been revoked.');
    const query = request.query as { [name: string]: string | undefined };
    if (query['advertiser_id'] !== sandboxSecrets.tiktokAdvertiser) return tell(40_001, 'No permission to operate advertiser.');
    if (query['report_type'] !== 'BASIC' || query['data_level'] !== 'AUCTION_CAMPAIGN')
      return tell(40_002, 'Enum of report_type or data_level is wrong.');
    if (query['dimensions'] !== '["campaign_id","stat_time_day"]')
      return tell(40_002, 'dimensions: this stand-in answers campaign_id and stat_time_day.');
    const unknown = readList(query['metrics']).find((metric) => !METRICS.has(metric));
    if (unknown !== undefined) return tell(40_002, `metrics: invalid value ${unknown}.`);
    const [since = '', until = ''] = [query['start_date'], query['end_date']];
    const span = (Date.parse(until) - Date.parse(since)) / 86_400_000;
    if (!(span >= 0 && span <= 30)) return tell(40_002, 'The time range of start_date and end_date may be 30 days at most.');
    const [page, size] = [Number(query['page'] ?? 1), Number(query['page_size'] ?? 10)];
    if (!(page >= 1 && size >= 1 && size <= 1_000)) return tell(40_002, 'page_size must be between 1 and 1000.');
    if (table.ask('tiktok') > 100) return tell(40_100, 'Request too frequent.');
    const all = table.between('tiktok', since, until);
    const rows = Math.min(size, table.pageLimit);
    return tell(0, 'OK', {
      list: all.slice((page - 1) * rows, page * rows).map((one) => ({
        dimensions: { campaign_id: one.campaign, stat_time_day: `${one.day} 00:00:00` },
        metrics: {
          campaign_name: one.name,
          currency: one.currency,
          spend: one.spend,
          impressions: String(one.impressions),
          clicks: String(one.clicks),
          conversion: String(one.conversions),
        },
      })),
      page_info: { page, page_size: rows, total_number: all.length, total_page: Math.max(1, Math.ceil(all.length / rows)) },
    });
  });
}

function readList(text: string | undefined): string[] {
  try {
    return (JSON.parse(text ?? '[]') as unknown[]).map(String);
  } catch {
    return [text ?? ''];
  }
}
