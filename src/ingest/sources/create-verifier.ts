import { createHmac, createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { CrosscurrentError, type Json } from '#kernel';
import { addressWritings } from './address-writings.ts';
import { readPlace } from './read-place.ts';
import { sameSecret } from './same-secret.ts';
import type { SignatureScheme, SignedPart } from './signature-scheme.ts';
import type { SourceRequest } from './source-request.ts';

/** Whether a request is signed by whom it should be, at `now` (epoch milliseconds). `body` gives the parsed body and may throw; it is asked only by schemes whose signature stands in the body. */
export type Verifier = (request: SourceRequest, body: () => Json, now: number) => boolean;

/**
 * The one verifier of signatures: reads a scheme, and looks at the raw bytes. Each of several secrets is good; all are tried and compared in constant time, whatever fits first.
 * Digests of both sides are compared, so neither length nor writing tells anything, and a signature in another writing than the platform's is none.
 * Throws `invalid-settings` when a secret is no key of the scheme; the message does not hold it.
 */
export function createVerifier(scheme: SignatureScheme, secrets: readonly string[], source: string): Verifier {
  const keys = secrets.map((secret) => keyOf(secret, scheme.key, source));
  return (request, body, now) => {
    const given = readPlace(scheme.at, request, body);
    if (given === undefined || keys.length === 0) return false;
    const signatures = (scheme.separator === undefined ? [given] : given.split(scheme.separator)).flatMap((one) => unprefixed(one, scheme));
    // Node joins a header that stands there twice with a comma, which no signature holds.
    if (scheme.algorithm !== 'token' && signatures.some((one) => one.includes(','))) return false;
    let timestamp: string | undefined;
    if (scheme.timestamp !== undefined) {
      const { at, unit, tolerance } = scheme.timestamp;
      timestamp = readPlace(at, request, body);
      if (timestamp === undefined || !/^\d{1,16}$/.test(timestamp)) return false;
      const stamped = Number(timestamp) * (unit === 's' ? 1_000 : 1);
      if (tolerance !== undefined && Math.abs(now - stamped) > tolerance) return false;
    }
    const id = scheme.id === undefined ? undefined : readPlace(scheme.id, request, body);
    if (scheme.id !== undefined && id === undefined) return false;
    let ok = false;
    if (scheme.algorithm === 'token') {
      for (const key of keys) for (const one of signatures) ok = sameSecret(one, key as string) || ok;
      return ok;
    }
    const urls = scheme.signed.includes('url') ? addressWritings(request.url) : [request.url];
    const hashed = scheme.bodyHash === undefined ? undefined : request.query.get(scheme.bodyHash);
    if (typeof hashed === 'string' && !sameSecret(hashed, hash('sha256', request.body, 'hex'))) return false;
    for (const url of urls) {
      const parts: (string | Buffer)[] = [];
      for (const part of scheme.signed) {
        const piece = pieceOf(part, { request, body, url, timestamp, id, form: typeof hashed !== 'string' });
        if (piece === undefined) return false;
        parts.push(piece);
      }
      for (const key of keys) for (const one of signatures) ok = fits(scheme, key, parts, one) || ok;
    }
    return ok;
  };
}

type Key = string | Buffer | KeyObject;

function keyOf(secret: string, kind: SignatureScheme['key'], source: string): Key {
  if (kind === 'text') return secret;
  if (kind === 'base64') {
    const text = secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret;
    const bytes = Buffer.from(text, 'base64');
    if (/^[A-Za-z0-9+/]+={0,2}$/.test(text) && bytes.length >= 16 && bytes.length <= 64) return bytes;
    throw new CrosscurrentError('invalid-settings', `A secret of the source ${source} is not whsec_ and base64 of 16 to 64 bytes.`);
  }
  try {
    return secret.includes('-----BEGIN')
      ? createPublicKey(secret)
      : createPublicKey({ key: Buffer.from(secret, 'base64'), format: 'der', type: 'spki' });
  } catch {
    throw new CrosscurrentError('invalid-settings', `A secret of the source ${source} is no public key, neither PEM nor base64 of DER.`);
  }
}

/** The signature without its prefix; nothing when the prefix is another one. */
function unprefixed(value: string, { prefix, bare }: SignatureScheme): string[] {
  if (prefix === undefined) return [value];
  if (value.startsWith(prefix)) return [value.slice(prefix.length)];
  return bare === true ? [value] : [];
}

function pieceOf(
  part: SignedPart,
  known: {
    readonly request: SourceRequest;
    readonly body: () => Json;
    readonly url: string;
    readonly timestamp: string | undefined;
    readonly id: string | undefined;
    readonly form: boolean;
  },
): string | Buffer | undefined {
  if (typeof part === 'object') return 'text' in part ? part.text : readPlace(part.at, known.request, known.body);
  switch (part) {
    case 'body':
      return known.request.body;
    case 'method':
      return known.request.method;
    case 'url':
      return known.url;
    case 'timestamp':
      return known.timestamp;
    case 'id':
      return known.id;
    default:
      return known.form ? formOf(known.request) : '';
  }
}

/** Name and value of every parameter of a form, names in order; a value that stands there twice counts once. */
function formOf({ body, method }: SourceRequest): string {
  if (method === 'GET') return '';
  const form = new URLSearchParams(body.toString('utf8'));
  return [...new Set(form.keys())]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) =>
      [...new Set(form.getAll(name))]
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map((value) => `${name}${value}`)
        .join(''),
    )
    .join('');
}

function fits({ algorithm, encoding }: SignatureScheme, key: Key, parts: readonly (string | Buffer)[], given: string): boolean {
  if (algorithm === 'ecdsa-sha256') {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(given)) return false;
    const signed = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
    return verify('sha256', signed, { key: key as KeyObject, dsaEncoding: 'der' }, Buffer.from(given, 'base64'));
  }
  const mac = createHmac(algorithm === 'hmac-sha1' ? 'sha1' : 'sha256', key as string | Buffer);
  for (const part of parts) mac.update(part);
  return sameSecret(given, mac.digest(encoding === 'base64' ? 'base64' : 'hex'));
}
