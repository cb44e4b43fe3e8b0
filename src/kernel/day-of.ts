/** The day (UTC) of a moment in epoch milliseconds, written 2026-01-31. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
