import { readJson } from './read-json.ts';
import type { ReportTable } from './report-table.ts';
import { sameText } from './same-text.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';
import type { Answer, FaultWords, StandInNeeds } from './stand-in.ts';

const FIELDS = new Set([
  'campaign.id',
  'campaign.name',
  'customer.currency_code',
  'segments.date',
  'metrics.cost_micros',
  'metrics.impressions',
  'metrics.clicks',
  'metrics.conversions',
]);
/** Rows of a chunk; the answer is a list of chunks. */
const CHUNK = 2;

export const googleReportFaultWords: FaultWords = {
  throttled: exhausted('30s'),
  down: { status: 503, body: [{ error: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' } }] },
};

/** searchStream of the Google Ads API for campaigns by day: bearer token, developer token, customer and version, the query's fields and range; 429 with `retryDelay` in the body when the quota is used up. */
export function googleReportStandIn({ server }: StandInNeeds, table: ReportTable): void {
  server.post<{ Params: { version: string; customer: string; call: string } }>(
    '/google/:version/customers/:customer/:call',
    async (request, reply) => {
      const refuse = ({ status, body }: Answer): unknown => reply.code(status).send(body);
      const { version, customer, call } = request.params;
      if (call !== 'googleAds:searchStream') return refuse(failure(404, 'NOT_FOUND', 'Requested entity was not found.'));
      if (!/^v2[3-6]$/.test(version))
        return refuse(failure(400, 'INVALID_ARGUMENT', `Version ${version} is deprecated. Requests to this version will be blocked.`));
      const { authorization = '', 'developer-token': developer = '', 'login-customer-id': login } = request.headers;
      if (!sameText(authorization, `Bearer ${sandboxSecrets.googleToken}`))
        return refuse(failure(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'));
      if (typeof developer !== 'string' || !sameText(developer, sandboxSecrets.googleDeveloperToken))
        return refuse(failure(403, 'PERMISSION_DENIED', 'The developer token is not valid.'));
      if (login !== undefined && !/^\d+$/.test(String(login)))
        return refuse(failure(400, 'INVALID_ARGUMENT', 'login-customer-id holds digits only.'));
      if (customer !== sandboxSecrets.googleCustomer)
        return refuse(failure(403, 'PERMISSION_DENIED', "User doesn't have permission to access customer."));
      const query = readJson(request.body)?.['query'];
      const match =
        typeof query === 'string'
          ? /^SELECT (.+) FROM campaign WHERE segments\.date BETWEEN '(\d{4}-\d{2}-\d{2})' AND '(\d{4}-\d{2}-\d{2})'$/.exec(query)
          : null;
      if (match === null) return refuse(failure(400, 'INVALID_ARGUMENT', 'Error in query: unexpected input.'));
      const unknown = match[1]!.split(', ').find((field) => !FIELDS.has(field));
      if (unknown !== undefined) return refuse(failure(400, 'INVALID_ARGUMENT', `Unrecognized field in the query: '${unknown}'.`));
      if (table.ask('google') > 100) return refuse(exhausted('42s'));
      const results = table.between('google', match[2]!, match[3]!).map((one) => ({
        campaign: { resourceName: `customers/${customer}/campaigns/${one.campaign}`, id: one.campaign, name: one.name },
        customer: { resourceName: `customers/${customer}`, currencyCode: one.currency },
        segments: { date: one.day },
        metrics: {
          costMicros: String(Math.round(Number(one.spend) * 1e6)),
          impressions: String(one.impressions),
          clicks: String(one.clicks),
          conversions: one.conversions,
        },
      }));
      const chunks = Array.from({ length: Math.ceil(results.length / CHUNK) }, (_, index) => ({
        results: results.slice(index * CHUNK, (index + 1) * CHUNK),
        fieldMask: 'campaign.id,segments.date,metrics.costMicros',
        requestId: 'sandbox',
      }));
      return reply.send(chunks);
    },
  );
}

function failure(code: number, status: string, message: string): Answer {
  return { status: code, body: [{ error: { code, message, status } }] };
}

function exhausted(retryDelay: string): Answer {
  const quotaErrorDetails = { rateScope: 'DEVELOPER', rateName: 'Number of operations for basic access', retryDelay };
  const details = [
    { '@type': 'type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure', errors: [{ details: { quotaErrorDetails } }] },
  ];
  return {
    status: 429,
    body: [{ error: { code: 429, message: 'Resource has been exhausted (e.g. check quota).', status: 'RESOURCE_EXHAUSTED', details } }],
  };
}
