import type { ClientAnswer } from './client-protocol.ts';

/** An answer of JSON. */
export function jsonAnswer(body: object, status = 200): ClientAnswer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
