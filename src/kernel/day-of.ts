const DAY = 86_400_000;
/** Most moments that are asked about lie in the same day as the one before. */
let last = Number.NaN;
let written = '';

/** The day (UTC) of a moment in epoch milliseconds, written 2026-01-31. */
export function dayOf(at: number): string {
  const day = Math.floor(at / DAY);
  if (day !== last) {
    written = new Date(at).toISOString().slice(0, 10);
    last = day;
  }
  return written;
}
