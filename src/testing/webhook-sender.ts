import { createHmac, createSign, createHash } from 'node:crypto';

/** A request as a platform puts it on the wire; `path` is relative to the address it was given. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** What the receiver said. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly body: string;
}

/** Signs a body as a platform does. Written from the vendors' descriptions and not from our table, so that one proves the other. `address` is the full address, `at` the moment in epoch milliseconds. */
type Signer = (
  body: string,
  told: { readonly secret: string; readonly address: string; readonly at: number; readonly id: string },
) => Partial<WireRequest>;

const mac = (algorithm: 'sha1' | 'sha256', key: string | Buffer, text: string) => createHmac(algorithm, key).update(text, 'utf8');
const seconds = (at: number): string => String(Math.floor(at / 1_000));
const withQuery = (address: string, more: string): string => {
  const { pathname, search } = new URL(address);
  return `${pathname}${search}${search === '' ? '?' : '&'}${more}`;
};

const signers = {
  'standard-webhooks': (body, { secret, at, id }) => ({
    headers: {
      'webhook-id': id,
      'webhook-timestamp': seconds(at),
      'webhook-signature': `v1,${mac('sha256', Buffer.from(secret.slice(6), 'base64'), `${id}.${seconds(at)}.${body}`).digest('base64')}`,
    },
  }),
  json: (_body, { secret }) => ({ headers: { authorization: `Bearer ${secret}` } }),
  network: (body, { secret, at }) => ({
    headers: {
      'x-network-time': seconds(at),
      'x-network-signature': `v1:${mac('sha256', secret, `${seconds(at)}|${body}`).digest('hex')}`,
    },
  }),
  meta: (body, { secret }) => ({ headers: { 'x-hub-signature-256': `sha256=${mac('sha256', secret, body).digest('hex')}` } }),
  x: (body, { secret }) => ({ headers: { 'x-twitter-webhooks-signature': `sha256=${mac('sha256', secret, body).digest('base64')}` } }),
  linkedin: (body, { secret }) => ({ headers: { 'x-li-signature': mac('sha256', secret, `hmacsha256=${body}`).digest('hex') } }),
  tiktok: (body, { secret, at }) => ({
    headers: { 'tiktok-signature': `t=${seconds(at)},s=${mac('sha256', secret, `${seconds(at)}.${body}`).digest('hex')}` },
  }),
  'google-ads': (body, { secret }) => ({ body: body.replace(/"google_key":"[^"]*"/, `"google_key":${JSON.stringify(secret)}`) }),
  hubspot: (body, { secret, at, address }) => ({
    headers: {
      'x-hubspot-request-timestamp': String(at),
      'x-hubspot-signature-v3': mac('sha256', secret, `POST${address}${body}${at}`).digest('base64'),
    },
  }),
  sendgrid: (body, { secret, at }) => ({
    headers: {
      'x-twilio-email-event-webhook-timestamp': seconds(at),
      'x-twilio-email-event-webhook-signature': createSign('sha256')
        .update(`${seconds(at)}${body}`)
        .sign(secret, 'base64'),
    },
  }),
  mailgun: (body, { secret, at, id }) => {
    const timestamp = seconds(at);
    const signature = { timestamp, token: id, signature: mac('sha256', secret, `${timestamp}${id}`).digest('hex') };
    return { body: body.replace(/^\{/, `{"signature":${JSON.stringify(signature)},`) };
  },
  postmark: (_body, { secret }) => ({ headers: { authorization: `Basic ${Buffer.from(secret).toString('base64')}` } }),
  twilio: (body, { secret, address }) => {
    const pairs = [...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return {
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-twilio-signature': mac('sha1', secret, address + pairs.map(([name, value]) => name + value).join('')).digest('base64'),
      },
    };
  },
  smsapi: (query, { secret, address }) => ({ method: 'GET', path: withQuery(address, `token=${secret}&${query}`), body: '' }),
  adjust: (query, { secret, address }) => ({ method: 'GET', path: withQuery(address, `token=${secret}&${query}`), body: '' }),
  appsflyer: (_body, { secret, address }) => ({ path: withQuery(address, `token=${secret}`) }),
  youtube: (body, { secret }) => ({
    headers: { 'content-type': 'application/atom+xml', 'x-hub-signature': `sha1=${mac('sha1', secret, body).digest('hex')}` },
  }),
} as const satisfies { readonly [platform: string]: Signer };

export type SenderName = keyof typeof signers;

/** How a platform goes on after an answer that is no 2xx: the pauses between its attempts in seconds, statuses after which it stops for ever, and failures after which it ends the subscription. */
interface Patience {
  readonly pauses: readonly number[];
  readonly stopsAt?: readonly number[];
  readonly endsAfterSeconds?: number;
}

const minutes = (...all: readonly number[]): number[] => all.map((one) => one * 60);
const patience: { readonly [platform in SenderName]?: Patience } = {
  'standard-webhooks': { pauses: [5, ...minutes(5, 30, 120, 300, 600, 840, 1_200, 1_440)], stopsAt: [410] },
  meta: { pauses: [0, ...minutes(1, 5, 10, 20, 30, 60, 120, 240, 480, 720)], endsAfterSeconds: 3_600 },
  linkedin: { pauses: Array.from({ length: 96 }, () => 300) },
  tiktok: { pauses: minutes(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048) },
  hubspot: { pauses: minutes(1, 5, 15, 30, 60, 120, 180, 240, 360, 420) },
  mailgun: { pauses: minutes(5, 10, 15, 60, 120, 240), stopsAt: [406] },
  postmark: { pauses: minutes(1, 5, 10, 10, 10, 15, 30, 60, 120, 360), stopsAt: [403] },
};

/** A platform that stands in for itself: it signs, sends, repeats as the platform does, and remembers whether it still would. */
export interface WebhookSender {
  /** The request as it goes on the wire; `secret` and `at` may differ from the sender's own. */
  request(body: string, other?: { readonly secret?: string; readonly at?: number; readonly id?: string }): WireRequest;
  /** Sends until it hears a 2xx or gives up, each attempt signed anew at its own time; answers the statuses it heard. */
  deliver(body: string): Promise<readonly number[]>;
  /** False once the platform would send nothing more to this address. */
  readonly subscribed: boolean;
}

/** A sender of a platform to an address; `transport` carries a request and brings the answer, `clock` is moved on while it waits. */
export function webhookSender(told: {
  readonly platform: SenderName;
  readonly secret: string;
  readonly address: string;
  readonly clock: { at: number };
  readonly transport: (request: WireRequest) => Promise<WireAnswer>;
}): WebhookSender {
  const { platform, address, clock, transport } = told;
  const signer: Signer = signers[platform];
  let subscribed = true;
  let sent = 0;
  const request: WebhookSender['request'] = (
    body,
    { secret = told.secret, at = clock.at, id = `msg-${createHash('sha256').update(body).digest('hex').slice(0, 16)}` } = {},
  ) => {
    const { pathname, search } = new URL(address);
    const signed = signer(body, { secret, address, at, id });
    const headers = { 'content-type': 'application/json', ...signed.headers };
    return { method: 'POST', path: `${pathname}${search}`, body, ...signed, headers };
  };
  return {
    request,
    async deliver(body) {
      const heard: number[] = [];
      const { pauses, stopsAt = [], endsAfterSeconds } = patience[platform] ?? { pauses: [] };
      const id = `msg-${++sent}`;
      const since = clock.at;
      for (const pause of [...pauses, undefined]) {
        if (!subscribed) break;
        const { status } = await transport(request(body, { id }));
        heard.push(status);
        if (status >= 200 && status < 300) break;
        if (stopsAt.includes(status)) subscribed = false;
        if (pause === undefined) break;
        clock.at += pause * 1_000;
        if (endsAfterSeconds !== undefined && clock.at - since > endsAfterSeconds * 1_000) subscribed = false;
      }
      return heard;
    },
    get subscribed() {
      return subscribed;
    },
  };
}
