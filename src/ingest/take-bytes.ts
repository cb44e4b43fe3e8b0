import type { FastifyInstance } from 'fastify';

/** Lets the bodies of these media types reach the routes of a scope as bytes; any other media type is a 415. */
export function takeBytes(scope: FastifyInstance, types: string | string[] | RegExp): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(types, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
