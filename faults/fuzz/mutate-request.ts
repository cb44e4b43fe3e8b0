import type { FuzzRequest } from './fuzz-request.ts';

/** Texts that have broken parsers, stores and logs before, ours or others'. */
const DICTIONARY = [
  '__proto__',
  'constructor',
  'prototype',
  '"__proto__":{"polluted":true},',
  'toString',
  'then',
  'null',
  'NaN',
  '-0',
  '1e400',
  '9007199254740993',
  '12345678901234567890',
  '0x10',
  '\\u0000',
  '\\ud800',
  '\u0000',
  '\u202e',
  '\u2028',
  '\ufeff',
  'ż',
  'ł\u0301',
  '👩‍👩‍👧',
  '{tag}',
  '}{',
  '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[',
  '{"a":{"a":{"a":{"a":{"a":{"a":',
  '\r\n*1\r\n$8\r\nFLUSHALL\r\n',
  '${jndi:ldap://x}',
  '=cmd|calc',
  '<script>alert(1)</script>',
  "'; DROP TABLE events; --",
  '../../etc/passwd',
  '%00',
  '%',
  '%E0%A4%A',
  '2026-02-30T25:61:61Z',
  '1969-12-31T23:59:59Z',
  '9999-12-31T23:59:60Z',
  '1795000000',
  'action.delivered',
  'a'.repeat(5_000),
];
const HEADERS: readonly (readonly [string, string])[] = [
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'text/plain'],
  ['content-type', 'application/x-ndjson'],
  ['content-type', 'application/cloudevents+json'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-type', ';'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'br'],
  ['authorization', 'Basic ====='],
  ['authorization', 'Bearer nobody'],
  ['authorization', `Bearer ${'k'.repeat(4_000)}`],
  ['x-write-key', 'nobody'],
  ['ce-specversion', '0.3'],
  ['ce-id', '%C5%BC%'],
  ['origin', 'https://obcy.example'],
  ['accept', 'text/html'],
  ['x-forwarded-for', '169.254.169.254'],
  ['x-filler', 'f'.repeat(17_000)],
];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const MOST_BYTES = 200_000;

/** A request with one to four things changed at random: bytes flipped, cut out, repeated, spliced in from another request or from a dictionary; another method, address or header. */
export function mutateRequest(request: FuzzRequest, other: FuzzRequest, random: () => number): FuzzRequest {
  let changed = request;
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) changed = mutateOnce(changed, other, random);
  return changed;
}

function mutateOnce(request: FuzzRequest, other: FuzzRequest, random: () => number): FuzzRequest {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const { body } = request;
  const at = Math.floor(random() * (body.length + 1));
  const length = Math.min(body.length - at, 1 + Math.floor(random() * 64));
  const put = (middle: Buffer, cut = 0): FuzzRequest => ({
    ...request,
    body: Buffer.concat([body.subarray(0, at), middle, body.subarray(at + cut)]).subarray(0, MOST_BYTES),
  });
  switch (Math.floor(random() * 10)) {
    case 0: {
      if (body.length === 0) return request;
      const flipped = Buffer.from(body);
      flipped[Math.min(at, body.length - 1)]! ^= 1 << Math.floor(random() * 8);
      return { ...request, body: flipped };
    }
    case 1:
      return put(Buffer.alloc(0), length);
    case 2:
      return { ...request, body: body.subarray(0, at) };
    case 3:
      return put(Buffer.concat(Array.from({ length: 1 + Math.floor(random() * 50) }, () => body.subarray(at, at + length))));
    case 4:
      return put(other.body.subarray(Math.floor(random() * (other.body.length + 1))), length);
    case 5:
    case 6:
      return put(Buffer.from(pick(DICTIONARY)), random() < 0.5 ? length : 0);
    case 7: {
      const [name, value] = pick(HEADERS);
      return { ...request, headers: { ...request.headers, [name]: value } };
    }
    case 8: {
      const { [pick(Object.keys(request.headers)) ?? '']: _, ...rest } = request.headers;
      return { ...request, headers: rest };
    }
    default:
      return random() < 0.5
        ? { ...request, method: pick(METHODS) }
        : { ...request, path: mutatePath(request.path, pick(DICTIONARY), random) };
  }
}

/** Addresses stay writable in a request line: everything else there is the work of the raw requests. */
function mutatePath(path: string, word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * path.length);
  const insert = random() < 0.5 ? encodeURIComponent(word) : word.replaceAll(/[^\x21-\x7e]/g, '');
  return `${path.slice(0, at)}${insert}${path.slice(at + Math.floor(random() * 4))}`.slice(0, 6_000);
}
