import { createHash, createHmac } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readJson } from './read-json.ts';
import { sameText } from './same-text.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';
import type { Answer, FaultWords, StandInNeeds } from './stand-in.ts';

const ROW_LIMIT = 10_000;
const HASHED = new Set(['EMAIL', 'PHONE', 'FN', 'LN', 'CT', 'ST', 'ZIP', 'COUNTRY', 'GEN', 'DOBY', 'DOBM', 'DOBD']);
const PLAIN = new Set(['EXTERN_ID', 'MADID']);

/** A custom audience of the stand-in. */
export interface SandboxAudience {
  readonly id: string;
  readonly name: string;
  readonly members: number;
}

export const metaFaultWords: FaultWords = {
  throttled: graphError(400, 80003, 'There have been too many calls to this ad-account.'),
  down: graphError(500, 2, 'An unexpected error has occurred. Please retry your request later.'),
};

/** Meta's Marketing API as far as custom audiences go: list, create, add and remove members, with set semantics. Answers its audiences. */
export function metaStandIn({ server, ledger, now }: StandInNeeds): () => SandboxAudience[] {
  const audiences = new Map<string, { readonly name: string; readonly members: Set<string> }>();
  let last = 23_850_000_000_000;

  const refuse = (reply: FastifyReply, { status, body }: Answer): unknown => {
    ledger.refuse('meta-ads', (body as { error: { message: string } }).error.message);
    return reply.code(status).send(body);
  };
  const accept = (request: FastifyRequest, operation: string, summary: Record<string, string | number>): void => {
    const body = request.body as Buffer;
    const given = request.headers['idempotency-key'];
    const key = typeof given === 'string' ? given : createHash('sha256').update(body).digest('hex');
    ledger.accept({ connector: 'meta-ads', operation, key, summary, at: now(), body });
  };

  server.get<{ Params: { act: string } }>('/meta/:version/:act/customaudiences', async (request, reply) => {
    const denied = authorizeMeta(request) ?? checkAdAccount(request.params.act);
    if (denied) return refuse(reply, denied);
    const { limit = '25', after } = request.query as { limit?: string; after?: string };
    const all = [...audiences].map(([id, { name }]) => ({ id, name }));
    const start = after === undefined ? 0 : Number(Buffer.from(after, 'base64').toString());
    const end = start + Math.min(500, Number(limit) || 25);
    const cursor = Buffer.from(String(end)).toString('base64');
    return reply.send({
      data: all.slice(start, end),
      paging: { cursors: { after: cursor }, ...(end < all.length ? { next: `${request.url}&after=${encodeURIComponent(cursor)}` } : {}) },
    });
  });

  server.post<{ Params: { act: string } }>('/meta/:version/:act/customaudiences', async (request, reply) => {
    const denied = authorizeMeta(request) ?? checkAdAccount(request.params.act);
    if (denied) return refuse(reply, denied);
    const { name, subtype, customer_file_source: origin } = readJson(request.body) ?? {};
    if (typeof name !== 'string' || name === '') return refuse(reply, invalid('(#100) Missing audience name'));
    if (subtype !== 'CUSTOM') return refuse(reply, invalid('(#100) Param subtype must be CUSTOM'));
    if (!['USER_PROVIDED_ONLY', 'PARTNER_PROVIDED_ONLY', 'BOTH_USER_AND_PARTNER_PROVIDED'].includes(String(origin))) {
      return refuse(reply, invalid('(#100) Param customer_file_source is required'));
    }
    const id = String(++last);
    audiences.set(id, { name, members: new Set() });
    accept(request, 'create_audience', { audience: name });
    return reply.send({ id });
  });

  for (const method of ['POST', 'DELETE'] as const) {
    server.route<{ Params: { id: string } }>({
      method,
      url: '/meta/:version/:id/users',
      handler: async (request, reply) => {
        const denied = authorizeMeta(request);
        if (denied) return refuse(reply, denied);
        const audience = audiences.get(request.params.id);
        if (!audience)
          return refuse(reply, graphError(400, 100, `Unsupported request. Object with ID '${request.params.id}' does not exist.`, 33));
        const upload = readUpload(readJson(request.body)?.['payload']);
        if ('status' in upload) return refuse(reply, upload);
        for (const row of upload.valid) {
          if (method === 'POST') audience.members.add(row);
          else audience.members.delete(row);
        }
        const operation = method === 'POST' ? 'add_members' : 'remove_members';
        accept(request, operation, { audience: audience.name, rows: upload.received, members: audience.members.size });
        return reply.send({
          audience_id: request.params.id,
          session_id: String(now()),
          num_received: upload.received,
          num_invalid_entries: upload.received - upload.valid.length,
          invalid_entry_samples: {},
        });
      },
    });
  }

  return () => [...audiences].map(([id, { name, members }]) => ({ id, name, members: members.size }));
}

/** What is wrong with how a call of the Graph API shows who it is, or undefined. */
export function authorizeMeta(request: FastifyRequest): Answer | undefined {
  const query = request.query as { access_token?: string; appsecret_proof?: string };
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? query.access_token;
  if (token === undefined) return graphError(400, 104, 'An access token is required to request this resource.');
  if (!sameText(token, sandboxSecrets.metaToken)) return graphError(401, 190, 'Invalid OAuth access token.', 463);
  const proof = createHmac('sha256', sandboxSecrets.metaAppSecret).update(token).digest('hex');
  if (query.appsecret_proof === undefined) return invalid('API calls from the server require an appsecret_proof argument');
  return sameText(query.appsecret_proof, proof) ? undefined : invalid('Invalid appsecret_proof provided in the API argument');
}

/** What is wrong with an ad account's name in an address, or undefined. */
export function checkAdAccount(act: string): Answer | undefined {
  return act === `act_${sandboxSecrets.metaAdAccount}` ? undefined : graphError(400, 100, `Object with ID '${act}' does not exist.`, 33);
}

/** The rows that fit the schema and are hashed where they must be; each as one text, so that a set of them has Meta's semantics. */
function readUpload(payload: unknown): { readonly received: number; readonly valid: string[] } | Answer {
  const { schema, data } = (payload ?? {}) as { schema?: unknown; data?: unknown };
  if (!Array.isArray(schema) || schema.length === 0) return invalid('(#100) Missing schema in payload');
  const unknown = schema.find((one) => !HASHED.has(String(one)) && !PLAIN.has(String(one)));
  if (unknown !== undefined) return invalid(`(#100) Invalid schema key ${String(unknown)}`);
  if (!Array.isArray(data) || data.length === 0) return invalid('(#100) Missing data in payload');
  if (data.length > ROW_LIMIT) return graphError(400, 100, 'The number of users exceeds the limit of 10000 per request.', 1870145);
  if (data.some((row) => !Array.isArray(row) || row.length !== schema.length)) return invalid('(#100) Rows do not fit the schema');
  const valid = (data as unknown[][]).filter((row) => {
    const fits = row.every(
      (cell, index) => cell === '' || (typeof cell === 'string' && (PLAIN.has(schema[index] as string) || /^[0-9a-f]{64}$/.test(cell))),
    );
    return fits && row.some((cell) => cell !== '');
  });
  const extern = schema.indexOf('EXTERN_ID');
  return { received: data.length, valid: valid.map((row) => (extern === -1 ? row.join('|') : String(row[extern]))) };
}

function invalid(message: string): Answer {
  return graphError(400, 100, message);
}

/** An error in the form of the Graph API. */
export function graphError(status: number, code: number, message: string, subcode?: number): Answer {
  const type = code === 190 || code === 104 ? 'OAuthException' : code === 2 ? 'FacebookApiException' : 'OAuthException';
  const more = subcode === undefined ? {} : { error_subcode: subcode };
  return { status, body: { error: { message, type, code, ...more, is_transient: code === 2, fbtrace_id: 'sandbox' } } };
}
