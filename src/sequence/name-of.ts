import type { PatternEvent } from './pattern.ts';

/** The name of an event: its source and its id, which no other event shares. */
export function nameOf(event: PatternEvent): string {
  return JSON.stringify([event['source'] ?? '', event['id'] ?? '']);
}
