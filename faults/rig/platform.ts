import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the platform noted it before it answered. */
export interface Arrival {
  readonly at: number;
  readonly key: string;
  readonly bodyHash: string;
  /** The event and step that the action is about. */
  readonly event: string;
  readonly step: string;
  readonly mode: PlatformMode;
}

/** How the platform answers. `reset-after` means that it has taken the request and breaks the connection before it says so. */
export type PlatformMode = 'ok' | '429' | '5xx' | 'hang' | 'reset' | 'reset-after';

export interface Platform {
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  /** Answers the next `times` requests so, then `ok` again. */
  behave(mode: PlatformMode, times: number): void;
  stop(): Promise<void>;
}

/** Starts the platform of the rig: it writes every request down before it answers, so that an action whose answer was lost is seen. `now` gives milliseconds since the start of the run. */
export async function startPlatform(now: () => number): Promise<Platform> {
  const arrivals: Arrival[] = [];
  const orders: { mode: PlatformMode; times: number }[] = [];

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mode = nextMode(orders);
    if (mode === 'reset') return void request.socket.resetAndDestroy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const message = JSON.parse(body.toString('utf8')) as { event?: string; step?: string; refuse?: string };
    arrivals.push({
      at: now(),
      key: String(request.headers['webhook-id']),
      bodyHash: createHash('sha256').update(body).digest('hex'),
      event: message.event ?? '',
      step: message.step ?? '',
      mode,
    });
    if (mode === 'ok' && message.refuse === 'yes') return void response.writeHead(400).end('{}');
    if (mode === 'hang') return;
    if (mode === 'reset-after') return void request.socket.resetAndDestroy();
    response.writeHead(mode === 'ok' ? 200 : mode === '429' ? 429 : 503, mode === '429' ? { 'retry-after': '1' } : {});
    response.end('{}');
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arrivals,
    behave: (mode, times) => void orders.push({ mode, times }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function nextMode(orders: { mode: PlatformMode; times: number }[]): PlatformMode {
  const order = orders[0];
  if (order === undefined) return 'ok';
  if (--order.times <= 0) orders.shift();
  return order.mode;
}
