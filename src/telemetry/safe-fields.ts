import { describeError } from './describe-error.ts';
import { scrub } from './scrub.ts';

/** Names whose values are never printed, whatever they hold; compared in lower case without `_` and `-`. */
const forbidden = new Set(
  (
    'authorization cookie cookies setcookie proxyauthorization email emails mail phone phones msisdn tel mobile name firstname lastname fullname username address street ip remoteaddress ' +
    'secret secrets token tokens accesstoken refreshtoken writekey key apikey privacykey password pass signature traits headers body payload rawbody args query'
  ).split(' '),
);

const DEEPEST = 4;
const MOST_FIELDS = 40;
const MOST_ELEMENTS = 20;

/**
 * A copy of `fields` that may be printed: forbidden names are blanked, strings and names scrubbed, errors described, requests and answers reduced to method, path and
 * status, depth and breadth bounded. The copy has no prototype tricks and no getters of strangers beyond the first reading.
 */
export function safeFields(fields: object, depth = 0): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  let count = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (++count > MOST_FIELDS) {
      safe['omitted'] = true;
      break;
    }
    if (forbidden.has(name.toLowerCase().replace(/[_-]/g, ''))) safe[scrub(name)] = '[redacted]';
    else if (name === 'req' || name === 'request') safe[name] = requestLine(value);
    else if (name === 'res' || name === 'response' || name === 'reply') safe[name] = statusLine(value);
    else safe[scrub(name)] = safeValue(value, depth);
  }
  return safe;
}

/** One value made printable, by the same rules. */
export function safeValue(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return scrub(value);
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'bigint':
      return String(value);
    case 'object':
      break;
    default:
      return `[${typeof value}]`;
  }
  if (value === null) return null;
  if (isError(value)) return describeError(value);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= DEEPEST) return '[deep]';
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  if (Array.isArray(value)) return value.slice(0, MOST_ELEMENTS).map((element) => safeValue(element, depth + 1));
  return safeFields(value, depth + 1);
}

function isError(value: object): boolean {
  return value instanceof Error || ('message' in value && 'stack' in value);
}

function requestLine(request: unknown): Record<string, unknown> {
  if (typeof request !== 'object' || request === null) return {};
  const { method, url, id } = request as { method?: unknown; url?: unknown; id?: unknown };
  // The query may carry a write key or an address; the path of our own routes may not.
  const path = typeof url === 'string' ? scrub(url.split('?', 1)[0] ?? '') : undefined;
  // Named as Fastify names it, because its own serialiser reads this copy once more.
  return { method: safeValue(method), url: path, ...(id === undefined ? {} : { id: safeValue(id) }) };
}

function statusLine(answer: unknown): Record<string, unknown> {
  if (typeof answer !== 'object' || answer === null) return {};
  return { statusCode: safeValue((answer as { statusCode?: unknown }).statusCode) };
}
