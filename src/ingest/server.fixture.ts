import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { MarketingEvent, Refusal } from '#event';
import { type Clock, systemClock } from '#kernel';
import { createPrivacy, type Privacy } from '#privacy';
import type { AdmissionGate, EventSink } from '#stream';
import type { Occurrence } from '#telemetry';
import { buildServer, type ServerParts } from './build-server.ts';

/** The moment of arrival in tests. */
export const NOW = Date.UTC(2026, 10, 22, 10);
/** The write key of tests; its source is `shop`. */
export const KEY = 'wk-test';

/** A server over a sink in memory, with switches for what can go wrong. For tests only. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly privacy: Privacy;
  readonly events: MarketingEvent[];
  readonly refusals: Refusal[];
  readonly occurrences: Occurrence[];
  /** Set: append and refuse reject with it. */
  failure: Error | undefined;
  state: ReturnType<AdmissionGate['check']>;
  ready: boolean;
  /** Set: append waits for it. */
  pending: Promise<void> | undefined;
  /** Calls of append that have begun. */
  appending: number;
  /** Process time, milliseconds; it stands still unless a test moves it. */
  elapsed: number;
  /** The moment of arrival, epoch milliseconds. */
  now: number;
}

/** Builds a test server; it does not listen yet. */
export async function testServer(more: Partial<ServerParts> & { readonly logger?: FastifyBaseLogger } = {}): Promise<TestServer> {
  const privacy = createPrivacy({ key: Buffer.alloc(32, 1).toString('base64') });
  const events: MarketingEvent[] = [];
  const refusals: Refusal[] = [];
  const occurrences: Occurrence[] = [];
  // Nobody is too late until a test says so.
  const clock: Clock = { now: () => server.now, monotonic: () => server.elapsed, sleep: async () => systemClock.sleep(1) };
  const sink: EventSink = {
    async append(batch) {
      server.appending++;
      await server.pending;
      if (server.failure) throw server.failure;
      events.push(...batch);
    },
    async refuse(batch) {
      if (server.failure) throw server.failure;
      refusals.push(...batch);
    },
  };
  const server: Omit<TestServer, 'app'> = {
    privacy,
    events,
    refusals,
    occurrences,
    failure: undefined,
    state: { open: true },
    ready: true,
    pending: undefined,
    appending: 0,
    elapsed: 0,
    now: NOW,
  };
  const app = await buildServer({
    settings: {
      bodyLimit: 262_144,
      writeKeys: [
        { key: KEY, source: 'shop' },
        { key: 'id:secret', source: 'jitsu' },
      ],
    },
    sink,
    gate: { check: () => server.state },
    privacy,
    clock,
    observe: (occurrence) => occurrences.push(occurrence),
    readiness: () => ({ ready: server.ready, checks: { redis: server.ready } }),
    metrics: async () => 'up 1\n',
    ...more,
  });
  return Object.assign(server, { app });
}

/** The Basic authorization of a write key, as the Segment clients write it. */
export function basic(key = KEY): string {
  return `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
}
