import { createHmac } from 'node:crypto';
import { readJson } from './read-json.ts';
import { sameText } from './same-text.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';
import type { FaultWords, StandInNeeds } from './stand-in.ts';

/** Seconds a timestamp may be off, as the Standard Webhooks libraries have it. */
const TOLERANCE = 300;

export const webhookFaultWords: FaultWords = {
  throttled: { status: 429, body: { error: 'too many requests' } },
  down: { status: 503, body: { error: 'unavailable' } },
};

/** A receiver of Standard Webhooks: verifies signature and time over the raw bytes, then the shape, and drops repeats of a `webhook-id`. */
export function webhookStandIn({ server, ledger, now }: StandInNeeds): void {
  server.post<{ Params: { name: string } }>('/hooks/:name', async (request, reply) => {
    const raw = request.body as Buffer;
    const refuse = (status: number, error: string): unknown => {
      ledger.refuse('webhook', error);
      return reply.code(status).send({ error });
    };
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = request.headers;
    if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string' || id === '') {
      return refuse(401, 'webhook headers are missing');
    }
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now() / 1_000 - Number(timestamp)) > TOLERANCE) {
      return refuse(401, 'the timestamp is outside the tolerance');
    }
    const key = Buffer.from(sandboxSecrets.webhookSecret.slice('whsec_'.length), 'base64');
    const expected = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(raw).digest('base64')}`;
    if (!signature.split(' ').some((one) => sameText(one, expected))) {
      return refuse(401, 'no signature fits');
    }
    const message = readJson(raw);
    if (typeof message?.['type'] !== 'string' || typeof message['rule'] !== 'string' || typeof message['at'] !== 'number') {
      return refuse(400, 'the message needs type, rule and at');
    }
    const { members } = message;
    const isNew = ledger.accept({
      connector: 'webhook',
      operation: message['type'],
      key: id,
      summary: {
        hook: request.params.name,
        rule: message['rule'],
        ...(typeof message['because'] === 'string' ? { because: message['because'] } : {}),
        ...(Array.isArray(members) ? { members: members.length } : {}),
      },
      at: now(),
      body: raw,
    });
    return reply.send({ accepted: true, duplicate: !isNew });
  });
}
