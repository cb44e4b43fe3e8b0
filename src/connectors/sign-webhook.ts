import { createHmac } from 'node:crypto';

/**
 * The Standard Webhooks signature header value (`v1,<base64>`): HMAC-SHA256 over `id.timestamp.body`, keyed with the bytes behind `whsec_`.
 * `timestamp` is in seconds. Throws a RangeError when the secret is not base64 of at least 16 bytes. Source: standard-webhooks specification 1.0.
 */
export function signWebhook(secret: string, id: string, timestamp: number, body: string): string {
  const encoded = secret.startsWith('whsec_') ? secret.slice('whsec_'.length) : secret;
  const key = Buffer.from(encoded, 'base64');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded) || key.length < 16)
    throw new RangeError('a webhook secret is whsec_ and base64 of 16 bytes or more');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
