import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { checkUrl } from './check-url.ts';
import { BlockedAddress, guardedLookup } from './guarded-lookup.ts';
import { isBlockedAddress } from './is-blocked-address.ts';
import { retryAfter } from './retry-after.ts';

/** Most of an answer that is read, in bytes. */
const ANSWER_LIMIT = 65_536;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
  /** Most of the answer that is read, in bytes; 64 kB without it. */
  readonly answerLimit?: number;
}

/** What came of a request: an answer (whatever its status; `body` is cut at 64 kB), or none. `blocked` means that it was never sent. */
export type HttpAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: string;
      readonly afterMilliseconds?: number;
      /** By name in small letters; of one that came several times the first. */
      readonly headers?: { readonly [name: string]: string };
    }
  | { readonly kind: 'unanswered'; readonly reason: string }
  | { readonly kind: 'blocked'; readonly reason: string };

export interface Http {
  /** Sends once: no redirect is followed, nothing is repeated. Never rejects. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface HttpOptions {
  /** Epoch milliseconds of the machine, for Retry-After dates. */
  readonly now: () => number;
  readonly connectTimeout?: number;
  readonly headersTimeout?: number;
  readonly bodyTimeout?: number;
  /** Resolves names; the machine's resolver when absent. */
  readonly lookup?: LookupFunction;
}

/**
 * The one way out over HTTP. Two pools: the guarded one resolves a name once, refuses it when any of its addresses is not public, connects to an address it has checked, and looks at
 * the address it really reached; the open one, for accounts that may call private addresses, does not.
 */
export function createHttp(options: HttpOptions): Http {
  const resolve = options.lookup ?? (lookup as LookupFunction);
  const limits = { headersTimeout: options.headersTimeout ?? 10_000, bodyTimeout: options.bodyTimeout ?? 10_000, connections: 16 };
  const timeout = options.connectTimeout ?? 5_000;
  const guarded = new Agent({ ...limits, connect: guardedConnector(resolve, timeout) });
  const open = new Agent({ ...limits, connect: { timeout, lookup: resolve } });

  return {
    async send({ method, url, headers, body, allowPrivate, signal, answerLimit = ANSWER_LIMIT }) {
      const forbidden = checkUrl(url, allowPrivate);
      if (forbidden !== undefined) return { kind: 'blocked', reason: `the URL is refused: ${forbidden}` };
      try {
        const answer = await request(url, {
          dispatcher: allowPrivate ? open : guarded,
          method,
          headers: { 'user-agent': 'crosscurrent', ...headers },
          body: body ?? null,
          signal,
        });
        const text = await readLimited(answer.body, answerLimit);
        const wait = retryAfter(single(answer.headers['retry-after']), single(answer.headers.date), options.now());
        const told: { [name: string]: string } = {};
        for (const [name, value] of Object.entries(answer.headers)) {
          const first = single(value);
          if (first !== undefined) told[name] = first;
        }
        return {
          kind: 'answered',
          status: answer.statusCode,
          body: text,
          headers: told,
          ...(wait === undefined ? {} : { afterMilliseconds: wait }),
        };
      } catch (error) {
        if (error instanceof BlockedAddress) return { kind: 'blocked', reason: error.message };
        // A header that cannot be sent (a token with stray characters) will not become sendable by waiting.
        if (codeOf(error) === 'UND_ERR_INVALID_ARG')
          return { kind: 'blocked', reason: 'a header cannot be sent; look at the secret of the account' };
        return { kind: 'unanswered', reason: describe(error) };
      }
    },
    async close() {
      await Promise.all([guarded.destroy(), open.destroy()]);
    },
  };
}

function guardedConnector(resolve: LookupFunction, timeout: number): buildConnector.connector {
  const connectTo = buildConnector({ timeout, lookup: guardedLookup(resolve) });
  return (target, callback) => {
    connectTo(target, (...result) => {
      const [error, socket] = result;
      if (error) return callback(error, null);
      if (isBlockedAddress(socket.remoteAddress ?? '')) {
        socket.destroy();
        return callback(new BlockedAddress(target.hostname), null);
      }
      return callback(null, socket);
    });
  };
}

async function readLimited(body: AsyncIterable<Buffer> & { destroy(): unknown }, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, limit - size));
    size += chunk.length;
    // Leaving the loop destroys the body and with it the connection.
    if (size >= limit) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

// Only the code and the kind of failure: messages of the network layer may repeat addresses and headers.
function describe(error: unknown): string {
  return `no answer (${codeOf(error)})`;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
