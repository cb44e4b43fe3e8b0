import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '#config';
import type { Http } from '#connector';
import { CrosscurrentError, type Clock } from '#kernel';
import type { EventSink } from '#stream';
import type { Observe } from '#telemetry';
import { answerRun, type RunBook } from '#workflow';
import { createSignatureLimit } from './signature-limit.ts';
import { readSlackPress, type SlackPress } from './slack-press.ts';
import { verifySlack } from './verify-slack.ts';

/** What the address for Slack's buttons stands on. Without `http` nothing is said back in Slack. */
export interface SlackRouteParts {
  readonly accounts: readonly Account[];
  readonly runs: RunBook;
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly http?: Pick<Http, 'send'>;
}

/** An account whose app may send presses, and who may press (everyone, when it says nothing of that). */
interface SlackApp {
  readonly signingSecret: string;
  readonly approvers?: { readonly [user: string]: string };
  readonly allowPrivate: boolean;
}

const LARGEST_BODY = 262_144;
const RUN = /^[A-Za-z0-9_-]{1,64}$/;
/** Milliseconds Slack may take to hear what came of a press. */
const PATIENCE = 5_000;

/**
 * Registers `POST /webhooks/slack-interactivity`, where Slack sends presses of the buttons of a question. Slack's signature over the raw bytes is the key to it. A press goes the way of every answer: it is durable when
 * Slack hears 200, and the run moves when its lane hears it; pressing again changes nothing. What came of it is told in Slack where possible. Not there when no account has a signing secret.
 */
export async function registerSlackRoutes(
  app: FastifyInstance,
  { accounts, runs, sink, clock, observe, http }: SlackRouteParts,
): Promise<void> {
  const apps = accounts.flatMap(appOf);
  if (apps.length === 0) return;
  const limit = createSignatureLimit(clock);
  const heard = (outcome: 'taken' | 'unsigned' | 'turned-away'): void =>
    observe({ kind: 'webhook.heard', source: 'slack-interactivity', outcome });
  const turnAway = (seconds: number): CrosscurrentError => {
    heard('turned-away');
    return new CrosscurrentError('rate-limited', 'Too many requests from this address were not signed by Slack for this app.', {
      retryAfterSeconds: seconds,
    });
  };
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
      (_request, body, done) => done(null, body),
    );
    scope.addHook('onRequest', (request, _reply, done) => {
      const seconds = limit.turnsAway(request.ip);
      done(seconds === undefined ? undefined : turnAway(seconds));
    });
    scope.post('/webhooks/slack-interactivity', async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const signer = verifySlack(apps, headersOf(request), body, clock.now());
      if (signer === undefined) {
        const seconds = limit.signedBadly(request.ip);
        if (seconds !== undefined) throw turnAway(seconds);
        heard('unsigned');
        throw new CrosscurrentError('signature-invalid', 'The request is not signed by Slack for this app, or is older than five minutes.');
      }
      limit.signedWell(request.ip);
      const press = readSlackPress(body);
      if (press !== undefined) tell(signer, press, await take(signer, press));
      heard('taken');
      return reply.code(200).send();
    });
  });

  /** What came of a press, in words for whoever pressed; `taken` when it was the answer. */
  async function take({ approvers }: SlackApp, { run: id, step, decision, user }: SlackPress): Promise<{ taken: boolean; words: string }> {
    const name = approvers === undefined ? `slack ${user}` : Object.hasOwn(approvers, user) ? approvers[user] : undefined;
    if (name === undefined) return { taken: false, words: 'You are not among those who may answer this.' };
    const run = RUN.test(id) ? await runs.find(id) : undefined;
    if (run === undefined) return { taken: false, words: 'This is over: nobody waits for the answer any more.' };
    try {
      await sink.append([answerRun(run, { decision, by: name, step, via: 'slack' }, clock.now())]);
    } catch (error) {
      if (!(error instanceof CrosscurrentError) || error.code !== 'not-waiting') throw error;
      return { taken: false, words: 'This was answered already, or its time is over.' };
    }
    return { taken: true, words: `${decision === 'yes' ? 'Yes' : 'No'}, said ${approvers === undefined ? `<@${user}>` : name}.` };
  }

  /** An answered question loses its buttons; whoever could not answer is told why, alone. It is a courtesy: nothing depends on whether Slack hears it. */
  function tell({ allowPrivate }: SlackApp, { responseUrl, text }: SlackPress, { taken, words }: { taken: boolean; words: string }): void {
    if (http === undefined || responseUrl === undefined || !(allowPrivate || responseUrl.startsWith('https://hooks.slack.com/'))) return;
    const body = taken
      ? { replace_original: true, text: `${text}\n${words}` }
      : { replace_original: false, response_type: 'ephemeral', text: words };
    void http.send({
      method: 'POST',
      url: responseUrl,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      allowPrivate,
      signal: AbortSignal.timeout(PATIENCE),
    });
  }
}

function appOf({ type, options, allowPrivate }: Account): SlackApp[] {
  const { signingSecret, approvers } = options;
  if (type !== 'slack' || typeof signingSecret !== 'string') return [];
  return [{ signingSecret, allowPrivate, ...(typeof approvers === 'object' ? { approvers } : {}) }];
}

function headersOf({ headers }: FastifyRequest): Parameters<typeof verifySlack>[1] {
  return { signature: headers['x-slack-signature'], timestamp: headers['x-slack-request-timestamp'] };
}
