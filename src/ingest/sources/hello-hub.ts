import type { Handshake, PlatformAnswer } from './platform.ts';
import { sameSecret } from './same-secret.ts';

/** The handshake of WebSub and of Meta: the challenge comes back as it is. The word is asked for where the source has one; `required` asks for it always. */
export function helloHub(word: 'required' | 'optional'): Handshake['answer'] {
  return ({ method, query }, { verifyToken }): PlatformAnswer | 'refused' | undefined => {
    const challenge = query.get('hub.challenge');
    if (method !== 'GET' || challenge === null) return undefined;
    if (verifyToken === undefined ? word === 'required' : !sameSecret(query.get('hub.verify_token') ?? '', verifyToken)) return 'refused';
    // A text that browsers take for a page must not come back from here.
    return /^[\w.~+/=-]{1,512}$/.test(challenge) ? { status: 200, type: 'text/plain; charset=utf-8', body: challenge } : 'refused';
  };
}
