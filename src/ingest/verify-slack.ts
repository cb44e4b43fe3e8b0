import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** Milliseconds a request may be old, or ahead of our clock, and still be taken: Slack's own advice. */
const TOLERANCE = 5 * 60_000;

/**
 * Finds whose secret signed a request of Slack: `v0=` and the hex HMAC-SHA256 of `v0:<timestamp>:<body>` over the raw bytes, keyed with the app's signing secret. Undefined when none did, or when the timestamp lies
 * more than five minutes from `now` (epoch milliseconds). All secrets are tried and each is compared in constant time. Source: docs.slack.dev, "Verifying requests from Slack".
 */
export function verifySlack<T extends { readonly signingSecret: string }>(
  apps: readonly T[],
  headers: { readonly signature: unknown; readonly timestamp: unknown },
  body: Buffer,
  now: number,
): T | undefined {
  const { signature, timestamp } = headers;
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return undefined;
  if (Math.abs(now - Number(timestamp) * 1_000) > TOLERANCE) return undefined;
  const given = hash('sha256', signature, 'buffer');
  let signer: T | undefined;
  for (const app of apps) {
    const right = `v0=${createHmac('sha256', app.signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
    if (timingSafeEqual(given, hash('sha256', right, 'buffer'))) signer = app;
  }
  return signer;
}
