import { errorCodes } from '#kernel';

/** What came back for a request. */
export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Statuses that a sender may ever hear. 500 is not among them. */
const ALLOWED = new Set([200, 202, 204, 400, 401, 404, 405, 408, 409, 413, 415, 422, 429, 431, 503]);

/** What is wrong with an answer, or undefined. Errors are problems with a code of the table; of Amplitude's client they are in its own form. */
export function judgeAnswer(method: string, path: string, { status, type, body }: FuzzAnswer): string | undefined {
  if (!ALLOWED.has(status)) return `${status} is no status that may be answered`;
  if (status < 400 || method === 'HEAD') return undefined;
  let told: { code?: unknown; problem?: unknown; status?: unknown; title?: unknown };
  try {
    told = JSON.parse(body) as typeof told;
  } catch {
    return `${status} came without a problem: ${body.slice(0, 80)}`;
  }
  if (path.split('?', 1)[0]!.replace(/\/$/, '') === '/2/httpapi' && typeof told.code === 'number') {
    return told.code === status && typeof told.problem === 'string' && told.problem in errorCodes
      ? undefined
      : `${status} came with ${body.slice(0, 80)}`;
  }
  if (!type.startsWith('application/problem+json')) return `${status} came as ${type}`;
  if (typeof told.code !== 'string' || !(told.code in errorCodes)) return `${status} came with the unknown code ${String(told.code)}`;
  return told.status === status && typeof told.title === 'string'
    ? undefined
    : `${status} came with a problem that says ${String(told.status)}`;
}
