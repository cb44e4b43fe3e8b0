import type { SourceType } from '#config';
import type { Place } from './place.ts';
import type { SignatureScheme } from './signature-scheme.ts';

const FIVE_MINUTES = 300_000;
const HOUR = 3_600_000;
const header = (name: string, pair?: string): Place => ({ in: 'header', name, ...(pair === undefined ? {} : { pair }) });
const token = (at: Place, evidence: SignatureScheme['evidence'], prefix?: string): SignatureScheme => ({
  at,
  algorithm: 'token',
  key: 'text',
  signed: [],
  encoding: 'plain',
  ...(prefix === undefined ? {} : { prefix }),
  evidence,
});
/** A platform that signs nothing is told a word of ours, as part of the address it calls. */
const inAddress = (evidence: SignatureScheme['evidence']): SignatureScheme => token({ in: 'query', name: 'token' }, evidence);

/** The one table of how platforms sign. Slack's presses of buttons go by it too. */
export const signatureSchemes = {
  'standard-webhooks': {
    at: header('webhook-signature'),
    algorithm: 'hmac-sha256',
    key: 'base64',
    signed: ['id', { text: '.' }, 'timestamp', { text: '.' }, 'body'],
    encoding: 'base64',
    prefix: 'v1,',
    separator: ' ',
    timestamp: { at: header('webhook-timestamp'), unit: 's', tolerance: FIVE_MINUTES },
    id: header('webhook-id'),
    evidence: 'V',
  },
  // What stands here is for senders that say nothing else; `signature` of a source describes its own.
  json: token(header('authorization'), 'V', 'Bearer '),
  // The body is signed as it is sent, with letters beyond ASCII escaped: parsed and written again it would fit for English only.
  meta: {
    at: header('x-hub-signature-256'),
    algorithm: 'hmac-sha256',
    key: 'text',
    signed: ['body'],
    encoding: 'hex',
    prefix: 'sha256=',
    evidence: 'V',
  },
  x: {
    at: header('x-twitter-webhooks-signature'),
    algorithm: 'hmac-sha256',
    key: 'text',
    signed: ['body'],
    encoding: 'base64',
    prefix: 'sha256=',
    evidence: 'V',
  },
  // The prefix belongs to what is signed; whether it stands in the header too, sources disagree.
  linkedin: {
    at: header('x-li-signature'),
    algorithm: 'hmac-sha256',
    key: 'text',
    signed: [{ text: 'hmacsha256=' }, 'body'],
    encoding: 'hex',
    prefix: 'hmacsha256=',
    bare: true,
    evidence: 'S',
  },
  tiktok: {
    at: header('tiktok-signature', 's'),
    algorithm: 'hmac-sha256',
    key: 'text',
    signed: ['timestamp', { text: '.' }, 'body'],
    encoding: 'hex',
    // Whether a repeat (up to 72 h) is signed anew is not told. What is older than the dedupe memory must not come in again; a repeat must.
    timestamp: { at: header('tiktok-signature', 't'), unit: 's', tolerance: 73 * HOUR },
    evidence: 'V',
  },
  'google-ads': token({ in: 'body', pointer: ['google_key'] }, 'V'),
  hubspot: {
    at: header('x-hubspot-signature-v3'),
    algorithm: 'hmac-sha256',
    key: 'text',
    signed: ['method', 'url', 'body', 'timestamp'],
    encoding: 'base64',
    timestamp: { at: header('x-hubspot-request-timestamp'), unit: 'ms', tolerance: FIVE_MINUTES },
    evidence: 'V',
  },
  // No tolerance is told; repeats come for 24 h, perhaps with the timestamp of the first.
  sendgrid: {
    at: header('x-twilio-email-event-webhook-signature'),
    algorithm: 'ecdsa-sha256',
    key: 'public',
    signed: ['timestamp', 'body'],
    encoding: 'base64',
    timestamp: { at: header('x-twilio-email-event-webhook-timestamp'), unit: 's', tolerance: 25 * HOUR },
    evidence: 'V',
  },
  // Repeats come for 8 h. Only timestamp and token are signed, not the event: who sees one request can forge others until the secret changes. Keep the address to itself.
  mailgun: {
    at: { in: 'body', pointer: ['signature', 'signature'] },
    algorithm: 'hmac-sha256',
    key: 'text',
    signed: ['timestamp', { at: { in: 'body', pointer: ['signature', 'token'] } }],
    encoding: 'hex',
    timestamp: { at: { in: 'body', pointer: ['signature', 'timestamp'] }, unit: 's', tolerance: 9 * HOUR },
    evidence: 'V',
  },
  // Presses of buttons, which are no source: they answer what a run asks.
  slack: {
    at: header('x-slack-signature'),
    algorithm: 'hmac-sha256',
    key: 'text',
    signed: [{ text: 'v0:' }, 'timestamp', { text: ':' }, 'body'],
    encoding: 'hex',
    prefix: 'v0=',
    timestamp: { at: header('x-slack-request-timestamp'), unit: 's', tolerance: FIVE_MINUTES },
    evidence: 'V',
  },
  postmark: token({ in: 'basic' }, 'V'),
  twilio: {
    at: header('x-twilio-signature'),
    algorithm: 'hmac-sha1',
    key: 'text',
    signed: ['url', 'form'],
    encoding: 'base64',
    bodyHash: 'bodySHA256',
    evidence: 'V',
  },
  smsapi: inAddress('S'),
  // The name of AppsFlyer's own header could not be verified, so the word stands in the address.
  appsflyer: inAddress('U'),
  adjust: inAddress('U'),
  youtube: {
    at: header('x-hub-signature'),
    algorithm: 'hmac-sha1',
    key: 'text',
    signed: ['body'],
    encoding: 'hex',
    prefix: 'sha1=',
    evidence: 'U',
  },
} as const satisfies { readonly [name: string]: SignatureScheme } & { readonly [type in SourceType]: SignatureScheme };
