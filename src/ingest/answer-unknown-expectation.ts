import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { problemOf } from './problem.ts';

/** Node answers an unknown `Expect` with an empty 417 of its own; a client deserves to be told. */
export function answerUnknownExpectation(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify({ ...problemOf('bad-request', { detail: 'The expectation cannot be met.' }), status: 417 });
    response.writeHead(417, { 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(body), connection: 'close' });
    response.end(body);
  });
}
