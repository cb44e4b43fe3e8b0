import type { DeliveryReport } from '#action';
import { reportByStatus, type Connector, type Dispatch, type Http, type HttpAnswer } from '#connector';
import { askBlocks } from './ask-blocks.ts';
import { escapeSlackText } from './escape-slack-text.ts';

/** Errors of Slack's Web API after which another attempt may succeed. */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/**
 * Slack: `chat.postMessage` when the account has a bot token, else its incoming webhook. Slack has no idempotency key, so a repeat after a lost answer shows twice; the intent's key travels as message
 * metadata and as a header, by which a repeat can be told.
 */
export function slack(http: Http): Connector {
  return {
    type: 'slack',
    summary: 'Writes to a Slack channel, with a bot token or through an incoming webhook.',
    operations: [
      {
        name: 'post',
        summary: 'Posts a message.',
        parameters: {
          text: { type: 'text', required: true, summary: 'what to say; &, < and > are escaped; at most 40,000 characters' },
          channel: { type: 'text', required: false, summary: "channel name or id; without it the account's own channel" },
        },
        open: false,
        spends: false,
        reaches: false,
      },
      {
        name: 'ask',
        summary: 'Asks what a run waits for, with a button for yes and one for no.',
        parameters: {
          text: { type: 'text', required: true, summary: 'the question; cut at 3,000 characters' },
          channel: { type: 'text', required: false, summary: "channel name or id; without it the account's own channel" },
          run: { type: 'text', required: true, summary: 'the run that asks' },
          step: { type: 'text', required: true, summary: 'the step that asks' },
        },
        open: false,
        spends: false,
        reaches: false,
      },
    ],
    async perform(dispatch) {
      const { intent, account, signal } = dispatch;
      const raw = intent.parameters['text'];
      if (typeof raw !== 'string' || raw === '') return { kind: 'refused', reason: 'there is no text to post' };
      const text = escapeSlackText(raw);
      const token = account.secret;
      const channel = channelOf(dispatch);
      if (token !== undefined && channel === undefined)
        return { kind: 'refused', reason: 'neither the call nor the account names a channel' };
      const blocks = intent.operation === 'ask' ? { blocks: askBlocks(raw, intent.parameters) } : {};
      const metadata = { event_type: 'crosscurrent_action', event_payload: { key: intent.key } };
      const answer = await http.send({
        method: 'POST',
        url:
          token === undefined || account.url.endsWith('/chat.postMessage')
            ? account.url
            : `${account.url.replace(/\/$/, '')}/chat.postMessage`,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'idempotency-key': intent.key,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(token === undefined ? { text, ...blocks } : { channel, text, ...blocks, metadata }),
        allowPrivate: account.allowPrivate,
        signal,
      });
      return token === undefined ? reportByStatus(answer) : reportByBody(answer);
    },
  };
}

function channelOf({ intent, account }: Dispatch): string | undefined {
  for (const channel of [intent.parameters['channel'], account.options['channel']])
    if (typeof channel === 'string' && channel !== '') return channel;
  return undefined;
}

/** The Web API says 200 to nearly everything; what came of it stands in `ok` and `error`. */
function reportByBody(answer: HttpAnswer): DeliveryReport {
  const byStatus = reportByStatus(answer);
  if (byStatus.kind !== 'delivered' || answer.kind !== 'answered') return byStatus;
  let reply: { ok?: unknown; error?: unknown; ts?: unknown } | null;
  try {
    reply = JSON.parse(answer.body) as typeof reply;
  } catch {
    return { kind: 'retryLater', reason: 'the answer is not JSON' };
  }
  if (reply?.ok === true) return typeof reply.ts === 'string' ? { kind: 'delivered', detail: reply.ts } : { kind: 'delivered' };
  const error = typeof reply?.error === 'string' ? reply.error : 'no reason given';
  if (!PASSING.has(error)) return { kind: 'refused', reason: `Slack refused: ${error}` };
  const { afterMilliseconds } = answer;
  return { kind: 'retryLater', reason: `Slack: ${error}`, ...(afterMilliseconds === undefined ? {} : { afterMilliseconds }) };
}
