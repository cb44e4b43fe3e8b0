import type { Http, HttpAnswer } from '#connector';
import type { Json } from '#kernel';
import type { ReportAnswer } from '#poller';
import type { PollerAccount } from './poller-account.ts';

/** Most of a page of a report that is read, in bytes. */
const PAGE_LIMIT = 16 * 1024 * 1024;

/** What a platform answered, with its body as JSON; or what to make of it when there was none. */
export type Told =
  | { readonly status: number; readonly body: Json; readonly headers: { readonly [name: string]: string }; readonly after?: number }
  | { readonly failed: ReportAnswer };

/** Asks a platform once. No answer, a 5xx, and a body that is no JSON may all pass; an address that is not allowed will not. */
export async function askPlatform(
  http: Http,
  { allowPrivate }: PollerAccount,
  request: {
    readonly method: 'GET' | 'POST';
    readonly url: string;
    readonly headers: { readonly [name: string]: string };
    readonly body?: string;
  },
  signal: AbortSignal,
): Promise<Told> {
  const answer: HttpAnswer = await http.send({ ...request, allowPrivate, signal, answerLimit: PAGE_LIMIT });
  if (answer.kind === 'blocked') return { failed: { kind: 'refused', reason: answer.reason } };
  if (answer.kind === 'unanswered') return { failed: { kind: 'again', reason: answer.reason } };
  let body: Json;
  try {
    body = JSON.parse(answer.body) as Json;
  } catch {
    return { failed: { kind: 'again', reason: `${answer.status} without JSON` } };
  }
  const { afterMilliseconds } = answer;
  return {
    status: answer.status,
    body,
    headers: answer.headers ?? {},
    ...(afterMilliseconds === undefined ? {} : { after: afterMilliseconds }),
  };
}
