import { createHmac } from 'node:crypto';
import type { Account } from '#config';
import type { Http, HttpRequest } from '#connector';
import { readGraph } from './read-graph.ts';

/** A call of the Graph API for an account: the token travels in a header, `appsecret_proof` in the query when the account has an app secret. */
export async function graph(
  http: Http,
  account: Account,
  call: { method: HttpRequest['method']; path: string; query?: Record<string, string>; body?: unknown; key: string; signal: AbortSignal },
): Promise<ReturnType<typeof readGraph>> {
  const url = new URL(`${account.url.replace(/\/$/, '')}/${call.path}`);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  const appSecret = account.options['appSecret'];
  if (typeof appSecret === 'string') {
    url.searchParams.set(
      'appsecret_proof',
      createHmac('sha256', appSecret)
        .update(account.secret ?? '')
        .digest('hex'),
    );
  }
  const answer = await http.send({
    method: call.method,
    url: url.href,
    headers: {
      authorization: `Bearer ${account.secret ?? ''}`,
      'idempotency-key': call.key,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    allowPrivate: account.allowPrivate,
    signal: call.signal,
  });
  return readGraph(answer);
}
