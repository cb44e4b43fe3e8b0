import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { checkBlocks, type SlackButton } from './check-blocks.ts';
import { readJson } from './read-json.ts';
import { sameText } from './same-text.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';
import type { FaultWords, StandInNeeds } from './stand-in.ts';

const TEXT_LIMIT = 40_000;

export const slackFaultWords: FaultWords = {
  throttled: { status: 429, body: { ok: false, error: 'ratelimited' } },
  down: { status: 503, body: { ok: false, error: 'service_unavailable' } },
};

/** Slack's `chat.postMessage` and an incoming webhook. Like Slack it has no idempotency: a repeat is posted again; the ledger tells it by the key the sender put beside it. */
export function slackStandIn({ server, ledger, now }: StandInNeeds): void {
  let posted = 0;
  server.post('/slack/api/chat.postMessage', async (request, reply) => {
    const fail = (error: string): unknown => {
      ledger.refuse('slack', error);
      return reply.send({ ok: false, error });
    };
    const { authorization } = request.headers;
    if (authorization === undefined) return fail('not_authed');
    if (!sameText(authorization, `Bearer ${sandboxSecrets.slackToken}`)) return fail('invalid_auth');
    const message = readJson(request.body);
    if (!message) return fail('invalid_json');
    const { channel, text } = message;
    if (typeof channel !== 'string' || !/^(#[^\s#]{1,80}|[CDGU][A-Z0-9]{2,20})$/.test(channel)) return fail('channel_not_found');
    if (typeof text !== 'string' || text === '') return fail('no_text');
    if (text.length > TEXT_LIMIT) return fail('msg_too_long');
    const buttons = message['blocks'] === undefined ? [] : checkBlocks(message['blocks']);
    if (buttons === undefined) return fail('invalid_blocks');
    accept(request, { channel, text, ...asked(buttons) });
    return reply.send({ ok: true, channel, ts: `${Math.floor(now() / 1_000)}.${String(++posted).padStart(6, '0')}`, message: { text } });
  });

  server.post<{ Params: { '*': string } }>('/slack/services/*', async (request, reply) => {
    const fail = (status: number, error: string): unknown => {
      ledger.refuse('slack', error);
      return reply.code(status).type('text/plain').send(error);
    };
    if (!sameText(`/slack/services/${request.params['*']}`, sandboxSecrets.slackWebhookPath)) return fail(404, 'no_service');
    const message = readJson(request.body);
    if (!message) return fail(400, 'invalid_payload');
    const { text } = message;
    if (typeof text !== 'string' || text === '') return fail(400, 'no_text');
    if (text.length > TEXT_LIMIT) return fail(400, 'msg_too_long');
    const buttons = message['blocks'] === undefined ? [] : checkBlocks(message['blocks']);
    if (buttons === undefined) return fail(400, 'invalid_blocks');
    accept(request, { channel: '(webhook)', text, ...asked(buttons) });
    return reply.type('text/plain').send('ok');
  });

  /** Where a press that was taken, or not, is told back; Slack keeps such an address for half an hour. */
  server.post('/slack/response/:press', async (request, reply) => {
    const { text, replace_original: replaces } = readJson(request.body) ?? {};
    if (typeof text !== 'string' || typeof replaces !== 'boolean') return reply.code(400).send({ ok: false, error: 'invalid_payload' });
    const { press } = request.params as { press: string };
    const key = createHash('sha256').update(`${press} ${text}`).digest('hex');
    ledger.accept({
      connector: 'slack',
      operation: 'response',
      key,
      summary: { text, replaces: String(replaces) },
      at: now(),
      body: request.body as Buffer,
    });
    return reply.type('text/plain').send('ok');
  });

  function accept(request: FastifyRequest, summary: { channel: string; text: string; buttons?: string }): void {
    const body = request.body as Buffer;
    const given = request.headers['idempotency-key'];
    const key = typeof given === 'string' ? given : createHash('sha256').update(body).digest('hex');
    const operation = summary.buttons === undefined ? 'post' : 'ask';
    ledger.accept({ connector: 'slack', operation, key, summary: { ...summary }, at: now(), body });
  }
}

/** The buttons of a question, for whoever is to press one. */
function asked(buttons: readonly SlackButton[]): { buttons?: string } {
  return buttons.length === 0 ? {} : { buttons: JSON.stringify(buttons) };
}
