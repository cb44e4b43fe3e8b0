/** A wait longer than this is a mistake of the sender, in milliseconds. */
const ABSURD = 7 * 86_400_000;

/**
 * Milliseconds a Retry-After header asks us to wait: seconds or an HTTP date (RFC 9110 §10.2.3). A date is measured against the answer's own Date header where there is one, so that clocks need not agree.
 * Undefined when it is missing, malformed, not positive, or absurdly long.
 */
export function retryAfter(header: string | undefined, date: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  let wait: number;
  if (/^\d{1,10}(\.\d{1,3})?$/.test(text)) {
    wait = Number(text) * 1_000;
  } else if (/^[A-Z][a-z]{2,8},? /.test(text)) {
    const base = date === undefined ? Number.NaN : Date.parse(date);
    wait = Date.parse(text) - (Number.isNaN(base) ? now : base);
  } else {
    return undefined;
  }
  return wait > 0 && wait <= ABSURD ? wait : undefined;
}
