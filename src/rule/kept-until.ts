const MINUTE = 60_000;
/** Longest business time a timer waits for the watermark: after a long stop no event may come that moves it. */
export const timerPatience = 600_000;

/**
 * Whole minutes by which a memory was touched later than the newest event time it knows, for its record; undefined for one, which is usual and not written. Kept in minutes so that the record
 * stays short, and in the record so that when a memory is over does not depend on which process asks.
 */
export function touchLag(at: number, now: number): number | undefined {
  const minutes = Math.ceil((now - at) / MINUTE);
  return minutes > 1 ? minutes : undefined;
}

/** Business time from which on a memory is over, should nothing touch it until then: `span` after it was last touched, and not before a timer of its own had its turn. */
export function keptUntil(at: number, lag: number | undefined, span: number, wake: number | undefined): number {
  return Math.max(at + (lag ?? 1) * MINUTE + span, wake === undefined ? 0 : wake + timerPatience + 1);
}
