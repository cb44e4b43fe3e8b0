import type { Json, JsonObject } from '#kernel';
import { reportByStatus, type Connector, type Http } from '#connector';
import { signWebhook } from './sign-webhook.ts';

/**
 * The generic webhook, signed as Standard Webhooks describes. `webhook-id` is the intent's key on every attempt, so the receiver can drop repeats; the timestamp is that of the attempt.
 * `now` gives the machine's epoch milliseconds. People are named by pseudonym only.
 */
export function webhook(http: Http, now: () => number): Connector {
  return {
    type: 'webhook',
    summary: 'POSTs a signed JSON message to any URL (Standard Webhooks).',
    operations: [
      {
        name: 'send',
        summary: 'Sends the call and all its parameters as JSON.',
        parameters: {
          members: { type: 'contacts', required: false, summary: 'people the message is about, as pseudonyms' },
          spend: { type: 'number', required: false, summary: 'what the action costs; money guards read it', money: 'amount' },
          spend_currency: { type: 'text', required: false, summary: 'its currency, where the account has no other', money: 'currency' },
        },
        open: true,
        spends: false,
      },
    ],
    async perform({ intent, account, signal }) {
      if (account.secret === undefined) return { kind: 'refused', reason: 'the account has no secret to sign with' };
      const message: JsonObject = {
        type: intent.operation,
        rule: intent.rule,
        group: { ...intent.group },
        because: intent.because,
        at: intent.at,
      };
      if (intent.contact !== undefined) message['contact'] = intent.contact;
      if (intent.members !== undefined) message['members'] = [...intent.members];
      // A parameter cannot take the place of what the receiver relies on.
      for (const [name, value] of Object.entries(intent.parameters)) if (!Object.hasOwn(message, name)) setOwn(message, name, value);
      const body = JSON.stringify(message);
      const timestamp = Math.floor(now() / 1_000);
      let signature: string;
      try {
        signature = signWebhook(account.secret, intent.key, timestamp, body);
      } catch (error) {
        return { kind: 'refused', reason: (error as Error).message };
      }
      const answer = await http.send({
        method: 'POST',
        url: account.url,
        headers: {
          'content-type': 'application/json',
          'webhook-id': intent.key,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signature,
          'idempotency-key': intent.key,
        },
        body,
        allowPrivate: account.allowPrivate,
        signal,
      });
      return reportByStatus(answer);
    },
  };
}

function setOwn(target: JsonObject, name: string, value: Json): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}
