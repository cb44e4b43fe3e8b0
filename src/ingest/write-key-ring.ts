import { hash, timingSafeEqual } from 'node:crypto';
import type { WriteKey } from '#config';

/** Knows the write keys and finds the one a request shows. The one place where a key is compared. */
export interface WriteKeyRing {
  /** The write key equal to the candidate, or undefined. Takes the same time whichever key it is, and whether or not it is one. */
  find(candidate: string): WriteKey | undefined;
  /** The write key that the headers of a request show: `Authorization: Basic` or `Bearer`, or `X-Write-Key`. `shown` is false when they show none. */
  fromHeaders(headers: { readonly [name: string]: string | string[] | undefined }): {
    readonly key: WriteKey | undefined;
    readonly shown: boolean;
  };
}

const LONGEST = 1_024;

/** A ring of the configured keys; digests are compared, so that lengths do not tell either. */
export function createWriteKeyRing(keys: readonly WriteKey[]): WriteKeyRing {
  const digests = keys.map((one) => sha256(one.key));
  const find = (candidate: string): WriteKey | undefined => {
    const digest = sha256(candidate);
    let found: WriteKey | undefined;
    for (let index = 0; index < keys.length; index++) {
      if (timingSafeEqual(digest, digests[index]!)) found = keys[index];
    }
    return candidate === '' ? undefined : found;
  };
  return {
    find,
    fromHeaders(headers) {
      const own = headers['x-write-key'];
      if (typeof own === 'string') return { key: own.length > LONGEST ? undefined : find(own), shown: true };
      const authorization = headers['authorization'];
      if (typeof authorization !== 'string') return { key: undefined, shown: false };
      let key: WriteKey | undefined;
      for (const candidate of candidates(authorization)) key = find(candidate) ?? key;
      return { key, shown: true };
    },
  };
}

/** What of an Authorization header may be the key. Basic holds `key:` in base64 as a rule; some clients send the bare key, and keys may hold a colon themselves. */
function candidates(authorization: string): string[] {
  const space = authorization.indexOf(' ');
  if (space === -1 || authorization.length > LONGEST) return [];
  const scheme = authorization.slice(0, space).toLowerCase();
  const token = authorization.slice(space + 1).trim();
  if (scheme === 'bearer') return [token];
  if (scheme !== 'basic') return [];
  const pair = Buffer.from(token, 'base64').toString('utf8');
  const colon = pair.lastIndexOf(':');
  return colon === -1 ? [pair, token] : [pair.slice(0, colon), pair, token];
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
