import { CrosscurrentError } from '#kernel';

/** What a failed Redis command means to whoever asked: `store-full` when memory is short, else `store-unavailable`. Server words are kept, command arguments are not (they may be personal). */
export function storeError(error: unknown): CrosscurrentError {
  if (error instanceof CrosscurrentError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/\bOOM\b/.test(message))
    return new CrosscurrentError('store-full', 'Redis has no memory left for new events', { retryAfterSeconds: 5 });
  if (/\bWRONGTYPE\b/.test(message)) return new CrosscurrentError('internal', 'Redis holds something else under one of our keys');
  const word = /^([A-Z]{4,})\b/.exec(message)?.[1];
  return new CrosscurrentError('store-unavailable', word ? `Redis answered ${word}` : message.slice(0, 200), { retryAfterSeconds: 2 });
}
