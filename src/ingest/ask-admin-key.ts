import { hash, timingSafeEqual } from 'node:crypto';
import type { onRequestHookHandler } from 'fastify';
import type { AdminKey } from '#config';
import { problemOf, sendProblem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The admin key the headers of a request showed. */
    adminKey: AdminKey | undefined;
  }
}

/** A hook that lets in who shows an admin key as a bearer token; without one in the configuration that is nobody. */
export function askAdminKey(adminKeys: readonly AdminKey[]): onRequestHookHandler {
  const find = keyFinder(adminKeys);
  return (request, reply, done) => {
    request.adminKey = find(request.headers.authorization);
    if (request.adminKey !== undefined) {
      done();
      return;
    }
    const detail = adminKeys.length === 0 ? 'No admin key is configured: see admin_keys.' : 'Send an admin key: Authorization: Bearer KEY.';
    sendProblem(reply, problemOf('unauthorized', { detail, requestId: request.id }));
  };
}

/** Finds the key a bearer token is, in the same time whichever it is, and whether or not it is one. */
function keyFinder(keys: readonly AdminKey[]): (authorization: string | undefined) => AdminKey | undefined {
  const digests = keys.map((one) => hash('sha256', one.key, 'buffer'));
  return (authorization = '') => {
    const token = /^bearer /i.test(authorization) && authorization.length <= 1_024 ? authorization.slice(7).trim() : '';
    const digest = hash('sha256', token, 'buffer');
    let found: AdminKey | undefined;
    for (const [index, one] of digests.entries()) if (timingSafeEqual(digest, one)) found = keys[index];
    return token === '' ? undefined : found;
  };
}
