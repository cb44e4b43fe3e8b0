import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { PlanDesk } from '#budget';
import type { Settings } from '#config';
import type { Http } from '#connector';
import type { Clock } from '#kernel';
import type { GuardDesk } from '#outbox';
import type { Privacy } from '#privacy';
import type { AdmissionGate, EventSink } from '#stream';
import type { Observe } from '#telemetry';
import type { RunBook } from '#workflow';
import { createAdmission } from './admission.ts';
import type { AttributionDesk } from './attribution-desk.ts';
import { registerBudgetRoutes } from './budget-routes.ts';
import type { ExperimentDesk } from './experiment-desk.ts';
import { registerExperimentRoutes } from './experiment-routes.ts';
import { registerAttributionRoutes } from './attribution-routes.ts';
import { trackAllowedMethods } from './allowed-methods.ts';
import { createNormaliser } from './normalise/normaliser.ts';
import { registerEventRoutes } from './event-routes.ts';
import { registerGuardRoutes } from './guard-routes.ts';
import { answerBrokenRequest } from './answer-broken-request.ts';
import { answerUnknownExpectation } from './answer-unknown-expectation.ts';
import { clientProtocols } from './clients/client-protocols.ts';
import { registerClientRoutes } from './clients/register-client-routes.ts';
import { hasOneHost } from './has-one-host.ts';
import { mapError } from './map-error.ts';
import { describeApi } from './openapi.ts';
import { problemOf, sendProblem } from './problem.ts';
import { registerSlackRoutes } from './slack-routes.ts';
import { registerWorkflowRoutes } from './workflow-routes.ts';
import type { RuleDesk } from './rule-desk.ts';
import { registerRuleRoutes } from './rule-routes.ts';
import { registerWebhookRoutes } from './sources/register-webhook-routes.ts';
import { createWriteKeyRing } from './write-key-ring.ts';

/** What `/readyz` tells: red whenever an accepted event could not be made durable, and which check says so. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: { readonly [name: string]: boolean | string | number };
}

/** What the server stands on. Timeouts are milliseconds; the defaults suit a service behind a load balancer. */
export interface ServerParts {
  readonly settings: Pick<Settings, 'writeKeys' | 'bodyLimit'> &
    Partial<Pick<Settings, 'adminKeys' | 'accounts' | 'corsOrigins' | 'normalise' | 'sources'>>;
  /** Where workflow runs are found; without it their routes are not there. */
  readonly runs?: RunBook;
  /** Who answers about credit; without it its route is not there. */
  readonly attribution?: AttributionDesk;
  readonly experiments?: ExperimentDesk;
  /** Where people look at plans of budgets and answer them; without it those routes are not there. */
  readonly budgets?: PlanDesk;
  /** Where people answer held actions and turn kill switches; without it those routes are not there. */
  readonly guards?: GuardDesk;
  /** The way out, by which Slack is told what came of a press. */
  readonly http?: Pick<Http, 'send'>;
  /** Who answers about rules; without it their routes are not there. */
  readonly rules?: RuleDesk;
  /** Whether events are taken at all (default true); a process that only enriches or delivers answers probes and scrapes. */
  readonly admits?: boolean;
  readonly sink: EventSink;
  readonly gate: AdmissionGate;
  readonly privacy: Privacy;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly readiness: () => Readiness;
  /** The metrics in Prometheus' text format. */
  readonly metrics: () => Promise<string>;
  readonly requestId?: () => string;
  readonly logger?: FastifyBaseLogger;
  readonly timeouts?: { readonly headers?: number; readonly request?: number; readonly connection?: number; readonly keepAlive?: number };
  readonly maxConnections?: number;
}

/**
 * Builds the HTTP server: admission (`/v1/events` and the Segment spec), `/metrics`, `/healthz`, `/readyz`, `/openapi.json`. Every error answer is problem+json, those of Fastify and Node included.
 * It listens only when told (`listen`); `close` refuses new admissions with 503 `draining`, lets the running ones end, then resolves. Further routes are registered on the answer as plugins
 * before it listens; they bring their own content type parsers, because this server has none outside its routes.
 */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { settings, gate, observe, logger } = parts;
  const timeouts = { headers: 10_000, request: 30_000, connection: 60_000, keepAlive: 72_000, ...parts.timeouts };
  const requestId = parts.requestId ?? randomUUID;
  const app = Fastify({
    bodyLimit: settings.bodyLimit,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => requestId(),
    requestIdHeader: false,
    requestTimeout: timeouts.request,
    connectionTimeout: timeouts.connection,
    keepAliveTimeout: timeouts.keepAlive,
    maxRequestsPerSocket: 100_000,
    // Fastify's own answer while closing is no problem+json; the hook below gives ours.
    return503OnClosing: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 256 },
    http: {
      headersTimeout: timeouts.headers,
      maxHeaderSize: 16_384,
      requireHostHeader: false,
      connectionsCheckingInterval: Math.min(2_000, timeouts.headers),
    },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      void sendProblem(reply, problemOf(mapError(error).code, { requestId: request.id }));
    },
    ...(logger === undefined ? {} : { loggerInstance: logger }),
  });
  app.server.maxConnections = parts.maxConnections ?? 10_000;
  answerUnknownExpectation(app.server);
  app.removeAllContentTypeParsers();

  let draining = false;
  app.addHook('preClose', (done) => {
    draining = true;
    done();
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (!hasOneHost(request.raw)) {
      sendProblem(reply, problemOf('bad-request', { detail: 'A request names its host once.', requestId: request.id }));
    } else if (draining && !PROBES.has(request.url)) {
      sendProblem(reply, problemOf('draining', { requestId: request.id }), 2);
    } else done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    // A connection kept alive would hold up the close until its client lets go.
    if (draining) void reply.header('connection', 'close');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    observe({
      kind: 'request.answered',
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1_000,
    });
    done();
  });

  app.setErrorHandler((error, request, reply) => {
    const { code, detail, pointer, retryAfterSeconds } = mapError(error);
    if (code === 'internal')
      request.log.error({ requestId: request.id, route: request.routeOptions.url, error: (error as Error).name }, 'A request failed');
    const errors = pointer === undefined ? {} : { errors: [{ pointer, code, reason: detail ?? '' }] };
    return sendProblem(
      reply,
      problemOf(code, { ...(detail === undefined ? {} : { detail }), requestId: request.id, ...errors }),
      retryAfterSeconds,
    );
  });
  const allowedMethods = trackAllowedMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(request.url);
    if (allowed.length === 0) return sendProblem(reply, problemOf('not-found', { requestId: request.id }));
    void reply.header('allow', allowed.join(', '));
    return sendProblem(reply, problemOf('method-not-allowed', { requestId: request.id }));
  });

  if (parts.admits !== false) {
    const admission = createAdmission({
      sink: parts.sink,
      privacy: parts.privacy,
      normalise: createNormaliser(settings.normalise ?? {}),
      clock: parts.clock,
      observe,
      refusalsLost: (error, count) =>
        app.log.warn({ count, error: error instanceof Error ? error.name : 'unknown' }, 'Refusals could not be kept'),
    });
    const ring = createWriteKeyRing(settings.writeKeys);
    const routes = { ring, gate, admission, privacy: parts.privacy, bodyLimit: settings.bodyLimit, clock: parts.clock };
    await registerWebhookRoutes(app, { ...routes, sources: settings.sources ?? [], observe });
    const origins = [...(settings.corsOrigins ?? [])];
    await app.register(async (scope) => {
      // No credentials: a key is shown by the page itself, and cookies have no meaning here.
      if (origins.length > 0)
        await scope.register(cors, {
          origin: origins.includes('*') ? '*' : origins,
          methods: ['POST', 'GET'],
          maxAge: 7_200,
          strictPreflight: false,
        });
      await registerEventRoutes(scope, routes);
      for (const protocol of clientProtocols) await registerClientRoutes(scope, routes, protocol);
    });
  }

  if (parts.runs !== undefined) {
    const { runs, sink, clock } = parts;
    await registerWorkflowRoutes(app, { adminKeys: settings.adminKeys ?? [], runs, sink, clock });
    const { http } = parts;
    await registerSlackRoutes(app, {
      accounts: settings.accounts ?? [],
      runs,
      sink,
      clock,
      observe,
      ...(http === undefined ? {} : { http }),
    });
  }

  if (parts.rules !== undefined) await registerRuleRoutes(app, { adminKeys: settings.adminKeys ?? [], rules: parts.rules });

  if (parts.attribution !== undefined) {
    const { attribution: desk, clock } = parts;
    await registerAttributionRoutes(app, { adminKeys: settings.adminKeys ?? [], desk, now: () => clock.now() });
  }

  if (parts.experiments !== undefined)
    await registerExperimentRoutes(app, { adminKeys: settings.adminKeys ?? [], desk: parts.experiments });

  if (parts.budgets !== undefined)
    await registerBudgetRoutes(app, { adminKeys: settings.adminKeys ?? [], desk: parts.budgets, clock: parts.clock });

  if (parts.guards !== undefined)
    await registerGuardRoutes(app, { adminKeys: settings.adminKeys ?? [], desk: parts.guards, clock: parts.clock });

  app.get('/healthz', async () => ({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const state = parts.readiness();
    const ready = state.ready && !draining;
    return reply.code(ready ? 200 : 503).send({ ready, checks: { ...state.checks, draining } });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await parts.metrics()),
  );
  const description = describeApi();
  app.get('/openapi.json', async () => description);
  return app;
}

const PROBES = new Set(['/healthz', '/readyz', '/metrics']);
