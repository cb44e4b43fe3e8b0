import type { Json } from '#kernel';
import { isSaneTime, parseTime } from '../parse-time.ts';

/** A clock less far ahead than this is as right as clocks are, milliseconds. */
const TOLERANCE = 60_000;

/**
 * How far a sender's clock is ahead, milliseconds, by the moment at which it says it sent the request: a moment of sending later than that of arrival proves it. A clock that seems to be behind is left alone, because a
 * request that waited somewhere looks the same. 0 when the moment is missing or unreadable.
 */
export function clockLead(sentAt: Json | undefined, received: number): number {
  const sent = typeof sentAt === 'string' ? parseTime(sentAt) : typeof sentAt === 'number' && isSaneTime(sentAt) ? sentAt : undefined;
  return sent === undefined || sent - received <= TOLERANCE ? 0 : sent - received;
}
