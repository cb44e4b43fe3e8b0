import { authorizeMeta, checkAdAccount, graphError } from './meta-stand-in.ts';
import type { ReportTable } from './report-table.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';
import type { StandInNeeds } from './stand-in.ts';

const FIELDS = new Set(['campaign_id', 'campaign_name', 'account_currency', 'spend', 'impressions', 'clicks', 'actions']);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Insights of Meta's Marketing API by campaign and day: token, account and version, the range of days, fields it knows, pages by cursor, the quota in `X-Business-Use-Case-Usage`, error 80000 when it is used up. */
export function metaReportStandIn({ server }: StandInNeeds, table: ReportTable): void {
  server.get<{ Params: { version: string; act: string } }>('/meta/:version/:act/insights', async (request, reply) => {
    const denied = authorizeMeta(request) ?? checkAdAccount(request.params.act);
    if (denied) return reply.code(denied.status).send(denied.body);
    const refuse = (message: string): unknown => {
      const { status, body } = graphError(400, 100, message);
      return reply.code(status).send(body);
    };
    if (!/^v2[5-6]\.0$/.test(request.params.version))
      return refuse(`(#2635) You are calling a deprecated version: ${request.params.version}`);
    const {
      level,
      fields = '',
      time_range: range = '{}',
      time_increment: increment,
      limit = '25',
      after,
    } = request.query as { [name: string]: string };
    if (level !== 'campaign' || increment !== '1') return refuse('(#100) This stand-in answers level=campaign and time_increment=1');
    const unknown = fields.split(',').find((field) => !FIELDS.has(field));
    if (unknown !== undefined) return refuse(`(#100) ${unknown} is not valid for fields param`);
    const { since, until } = readRange(range);
    if (!DAY.test(since) || !DAY.test(until) || since > until) return refuse('(#100) Param time_range must be a range of dates');
    const used = table.ask('meta');
    const usage = [
      { type: 'ads_insights', call_count: used, total_cputime: 1, total_time: 1, estimated_time_to_regain_access: used > 100 ? 7 : 0 },
    ];
    void reply.header('x-business-use-case-usage', JSON.stringify({ [sandboxSecrets.metaAdAccount]: usage }));
    if (used > 100) {
      const { status, body } = graphError(400, 80_000, 'There have been too many calls from this ad-account.');
      return reply.code(status).send(body);
    }
    const all = table.between('meta', since, until);
    const start = after === undefined ? 0 : Number(Buffer.from(after, 'base64').toString());
    const end = Math.min(all.length, start + Math.min(table.pageLimit, Number(limit) || 25));
    const cursor = Buffer.from(String(end)).toString('base64');
    return reply.send({
      data: all.slice(start, end).map((one) => ({
        campaign_id: one.campaign,
        campaign_name: one.name,
        account_currency: one.currency,
        spend: one.spend,
        impressions: String(one.impressions),
        clicks: String(one.clicks),
        ...(one.leads + one.conversions === 0
          ? {}
          : {
              actions: [
                { action_type: 'lead', value: String(one.leads) },
                { action_type: 'purchase', value: String(one.conversions) },
              ],
            }),
        date_start: one.day,
        date_stop: one.day,
      })),
      paging: {
        cursors: { before: after ?? '', after: cursor },
        ...(end < all.length ? { next: `${request.url}&after=${encodeURIComponent(cursor)}` } : {}),
      },
    });
  });
}

function readRange(text: string): { since: string; until: string } {
  try {
    const { since, until } = JSON.parse(text) as { since?: unknown; until?: unknown };
    return { since: String(since), until: String(until) };
  } catch {
    return { since: '', until: '' };
  }
}
