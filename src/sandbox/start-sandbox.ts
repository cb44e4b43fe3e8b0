import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { systemClock, type Clock } from '#kernel';
import { faultModes, Faults, type Fault, type FaultMode } from './faults.ts';
import { Ledger, type ReceivedAction } from './ledger.ts';
import { metaFaultWords, metaStandIn, type SandboxAudience } from './meta-stand-in.ts';
import { readJson } from './read-json.ts';
import { googleReportFaultWords, googleReportStandIn } from './google-report-stand-in.ts';
import { linkedinReportFaultWords, linkedinReportStandIn } from './linkedin-report-stand-in.ts';
import { metaReportStandIn } from './meta-report-stand-in.ts';
import { ReportTable } from './report-table.ts';
import { tiktokReportFaultWords, tiktokReportStandIn } from './tiktok-report-stand-in.ts';
import { slackFaultWords, slackStandIn } from './slack-stand-in.ts';
import type { FaultWords } from './stand-in.ts';
import { webhookFaultWords, webhookStandIn } from './webhook-stand-in.ts';

/** A running sandbox. */
export interface Sandbox {
  readonly url: string;
  /** Every action accepted, once per key, in order of arrival. */
  received(): ReceivedAction[];
  audiences(): SandboxAudience[];
  /** The figures that the report APIs of the stand-ins answer with. */
  readonly reports: ReportTable;
  /** Tells a path to do wrong, as `POST /faults` does. */
  fault(fault: Fault): void;
  stop(): Promise<void>;
}

const STAND_INS: { readonly [account: string]: { readonly path: string; readonly words: FaultWords } } = {
  webhook: { path: '/hooks', words: webhookFaultWords },
  slack: { path: '/slack', words: slackFaultWords },
  'meta-ads': { path: '/meta', words: metaFaultWords },
  google: { path: '/google', words: googleReportFaultWords },
  linkedin: { path: '/linkedin', words: linkedinReportFaultWords },
  tiktok: { path: '/tiktok', words: tiktokReportFaultWords },
};

/**
 * Starts the local stand-ins of the platforms: they verify what the platforms verify, keep what they accept, and fail on demand.
 * `GET /received`, `GET /refused`, `GET /audiences`, `POST /faults {account | path, mode, times?, share?, retryAfter?, milliseconds?}`. Port 0 takes a free one. `clock` must show the machine's time: signatures are checked against it.
 */
export async function startSandbox(options: { readonly port: number; readonly host?: string; readonly clock?: Clock }): Promise<Sandbox> {
  const clock = options.clock ?? systemClock;
  const server = Fastify({ forceCloseConnections: true, bodyLimit: 8_388_608 });
  const ledger = new Ledger();
  const faults = new Faults();
  const resetAfter = new WeakSet<FastifyRequest>();

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.addHook('preHandler', async (request, reply) => {
    const standIn = Object.entries(STAND_INS).find(([, { path }]) => request.url.startsWith(path));
    if (!standIn) return;
    const [account, { words }] = standIn;
    const key = request.headers['webhook-id'] ?? request.headers['idempotency-key'];
    if (typeof key === 'string' && request.method !== 'GET') ledger.attempt(account, key);
    const fault = faults.next(request.url.split('?', 1)[0]!);
    if (fault) await misbehave(fault, words, request, reply);
  });
  server.addHook('onSend', async (request, reply) => {
    if (!resetAfter.has(request)) return;
    reply.hijack();
    request.raw.socket.resetAndDestroy();
  });

  async function misbehave(fault: Fault, words: FaultWords, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    switch (fault.mode) {
      case '429':
      case '5xx': {
        const answer = fault.mode === '429' ? words.throttled : words.down;
        if (fault.retryAfter !== undefined) void reply.header('retry-after', fault.retryAfter);
        await reply.code(answer.status).send(answer.body);
        return;
      }
      case 'slow':
        await clock.sleep(fault.milliseconds ?? 2_000);
        return;
      case 'hang':
        reply.hijack();
        return;
      case 'reset':
        reply.hijack();
        request.raw.socket.resetAndDestroy();
        return;
      case 'reset-after':
        resetAfter.add(request);
        return;
      default:
        return;
    }
  }

  const needs = { server, ledger, now: () => clock.now() };
  webhookStandIn(needs);
  slackStandIn(needs);
  const audiences = metaStandIn(needs);
  const reports = new ReportTable();
  for (const standIn of [metaReportStandIn, googleReportStandIn, linkedinReportStandIn, tiktokReportStandIn]) standIn(needs, reports);

  server.get('/received', async () => ledger.received());
  server.get('/refused', async () => ledger.refusals());
  server.get('/audiences', async () => audiences());
  server.post('/faults', async (request, reply) => {
    const fault = readFault(readJson(request.body) ?? {});
    if (typeof fault === 'string') return reply.code(400).send({ error: fault });
    faults.set(fault);
    return reply.send(fault);
  });

  const url = await server.listen({ port: options.port, host: options.host ?? '127.0.0.1' });
  return {
    url,
    received: () => ledger.received(),
    audiences,
    reports,
    fault: (fault) => faults.set(fault),
    stop: async () => server.close(),
  };
}

function readFault(asked: Record<string, unknown>): Fault | string {
  const { account, mode, times, share, retryAfter, milliseconds } = asked;
  const path = typeof asked['path'] === 'string' ? asked['path'] : STAND_INS[String(account)]?.path;
  if (path === undefined) return `name an account (${Object.keys(STAND_INS).join(', ')}) or a path`;
  if (!faultModes.includes(mode as FaultMode)) return `mode is one of ${faultModes.join(', ')}`;
  return {
    path,
    mode: mode as FaultMode,
    ...(typeof times === 'number' ? { times } : {}),
    ...(typeof share === 'number' ? { share } : {}),
    ...(typeof milliseconds === 'number' ? { milliseconds } : {}),
    ...(typeof retryAfter === 'number' || typeof retryAfter === 'string' ? { retryAfter: String(retryAfter) } : {}),
  };
}
