import type { ReportTable } from './report-table.ts';
import { sameText } from './same-text.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';
import type { FaultWords, StandInNeeds } from './stand-in.ts';

const FIELDS = new Set([
  'dateRange',
  'pivotValues',
  'costInLocalCurrency',
  'impressions',
  'clicks',
  'oneClickLeads',
  'externalWebsiteConversions',
]);
/** The months whose version still answers. */
const OLDEST = 202_512;

export const linkedinReportFaultWords: FaultWords = {
  throttled: {
    status: 429,
    body: {
      status: 429,
      serviceErrorCode: 101,
      code: 'TOO_MANY_REQUESTS',
      message: 'Resource level throttle APPLICATION DAY limit for calls to this resource is reached.',
    },
  },
  down: { status: 503, body: { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'The service is unavailable.' } },
};

/** adAnalytics of LinkedIn by campaign and day, strict about the brackets of Rest.li: token, version (426 when it is no more), protocol, range, account, fields. Its 429 tells neither why nor how long. */
export function linkedinReportStandIn({ server }: StandInNeeds, table: ReportTable): void {
  server.get('/linkedin/rest/adAnalytics', async (request, reply) => {
    const refuse = (status: number, code: string, message: string): unknown => reply.code(status).send({ status, code, message });
    const { authorization = '', 'linkedin-version': version, 'x-restli-protocol-version': protocol } = request.headers;
    if (!sameText(authorization, `Bearer ${sandboxSecrets.linkedinToken}`))
      return refuse(401, 'REVOKED_ACCESS_TOKEN', 'The token used in the request has been revoked by the user');
    if (!/^20\d{4}$/.test(String(version)))
      return refuse(400, 'VERSION_MISSING', 'A version must be present. Please specify a version by adding the LinkedIn-Version header.');
    if (Number(version) < OLDEST) return refuse(426, 'NONEXISTENT_VERSION', `Requested version ${String(version)} is not active`);
    if (protocol !== '2.0.0') return refuse(400, 'ILLEGAL_ARGUMENT', 'X-Restli-Protocol-Version must be 2.0.0');
    const raw = request.url.split('?', 2)[1] ?? '';
    const given = new Map(raw.split('&').map((pair) => pair.split('=', 2) as [string, string]));
    if (given.get('q') !== 'analytics' || given.get('pivot') !== 'CAMPAIGN' || given.get('timeGranularity') !== 'DAILY')
      return refuse(400, 'ILLEGAL_ARGUMENT', 'Unknown finder or parameters');
    const range = /^\(start:\(year:(\d{4}),month:(\d{1,2}),day:(\d{1,2})\),end:\(year:(\d{4}),month:(\d{1,2}),day:(\d{1,2})\)\)$/.exec(
      given.get('dateRange') ?? '',
    );
    if (range === null) return refuse(400, 'ILLEGAL_ARGUMENT', 'Invalid value for param; wrong type or other syntax error in dateRange');
    const account = encodeURIComponent(`urn:li:sponsoredAccount:${sandboxSecrets.linkedinAccount}`);
    if (given.get('accounts') !== `List(${account})`) return refuse(403, 'ACCESS_DENIED', 'Not enough permissions to access the account');
    const unknown = (given.get('fields') ?? '').split(',').find((field) => !FIELDS.has(field));
    if (unknown !== undefined) return refuse(400, 'ILLEGAL_ARGUMENT', `Unknown field ${unknown}`);
    if (table.ask('linkedin') > 100) return reply.code(429).send(linkedinReportFaultWords.throttled.body);
    const day = (year: string, month: string, date: string): string => `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    const elements = table.between('linkedin', day(range[1]!, range[2]!, range[3]!), day(range[4]!, range[5]!, range[6]!)).map((one) => {
      const [year, month, date] = one.day.split('-').map(Number);
      const at = { year, month, day: date };
      return {
        dateRange: { start: at, end: at },
        pivotValues: [`urn:li:sponsoredCampaign:${one.campaign}`],
        costInLocalCurrency: one.spend,
        impressions: one.impressions,
        clicks: one.clicks,
        oneClickLeads: one.leads,
        externalWebsiteConversions: one.conversions,
      };
    });
    return reply.send({ paging: { start: 0, count: 10, links: [] }, elements });
  });
}
