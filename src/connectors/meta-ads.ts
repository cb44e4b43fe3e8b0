import type { DeliveryReport } from '#action';
import type { Connector, Dispatch, Http, Operation } from '#connector';
import { graph } from './graph.ts';
import { MetaAudiences } from './meta-audiences.ts';
import { metaRows } from './meta-rows.ts';

/** Most rows Meta takes in one call. */
const ROWS_PER_CALL = 10_000;

const parameters: Operation['parameters'] = {
  audience: { type: 'text', required: true, summary: 'name of the audience (see the account), or its id' },
  members: { type: 'contacts', required: true, summary: 'the people' },
};

/** Meta custom audiences. Adding and removing are set operations, so a repeat is harmless. Identifiers leave the process only hashed by Meta's rules. */
export function metaAds(http: Http): Connector {
  const audiences = new MetaAudiences(http);
  return {
    type: 'meta-ads',
    summary: 'Adds people to, and removes them from, custom audiences of Meta.',
    operations: [
      {
        name: 'add_members',
        summary: 'Adds people to a custom audience; it is created when it is missing and the account says where.',
        parameters,
        open: false,
        spends: false,
      },
      { name: 'remove_members', summary: 'Removes people from a custom audience.', parameters, open: false, spends: false },
    ],
    async perform(dispatch) {
      const { intent, account, people, signal } = dispatch;
      const { audience } = intent.parameters;
      if (account.secret === undefined) return { kind: 'refused', reason: 'the account has no access token' };
      if (typeof audience !== 'string' || audience === '') return { kind: 'refused', reason: 'the call names no audience' };
      const method = intent.operation === 'add_members' ? 'POST' : intent.operation === 'remove_members' ? 'DELETE' : undefined;
      if (method === undefined) return { kind: 'refused', reason: `meta-ads has no operation ${intent.operation}` };
      const { externIds, countryCode } = account.options;
      const upload = metaRows(people, { externIds: externIds === 'true', ...(typeof countryCode === 'string' ? { countryCode } : {}) });
      if (upload.rows.length === 0)
        return { kind: 'refused', reason: `none of ${people.length} people has an e-mail address or phone number` };
      const found = await audiences.find(account, audience, method === 'POST', intent.key, signal);
      if ('report' in found) return found.report;
      return send(http, dispatch, method, found.id, upload);
    },
  };
}

async function send(
  http: Http,
  { intent, account, signal }: Dispatch,
  method: 'POST' | 'DELETE',
  id: string,
  upload: ReturnType<typeof metaRows>,
): Promise<DeliveryReport> {
  let received = 0;
  let invalid = 0;
  for (let start = 0; start < upload.rows.length; start += ROWS_PER_CALL) {
    const rows = upload.rows.slice(start, start + ROWS_PER_CALL);
    const result = await graph(http, account, {
      method,
      path: `${id}/users`,
      body: { payload: { schema: upload.schema, data: rows } },
      key: start === 0 ? intent.key : `${intent.key}.${start / ROWS_PER_CALL}`,
      signal,
    });
    if ('report' in result) return result.report;
    received += number(result.reply['num_received'], rows.length);
    invalid += number(result.reply['num_invalid_entries'], 0);
  }
  const rejected = invalid + upload.unmatched;
  const detail =
    rejected === 0
      ? {}
      : { detail: `${invalid} rows were not valid to Meta, ${upload.unmatched} people have no e-mail address or phone number` };
  return { kind: 'delivered', accepted: Math.max(0, received - invalid), rejected, ...detail };
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
