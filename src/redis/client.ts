import { Cluster, Redis } from 'ioredis';
import { CrosscurrentError } from '#kernel';

/** A client of one Redis server or of a Redis Cluster: the engine uses only what both have. */
export type RedisClient = Redis | Cluster;

/**
 * What a connection is for decides how it behaves when the network does not:
 * `command` sends many small writes: it fails fast and never re-sends (a lost reply must surface, because the sender's own retry is the idempotent one);
 * `reader` blocks: it is alone on its connection and ends a silent block by itself.
 */
export type ConnectionRole = 'command' | 'reader';

/** Longest a reader blocks, in milliseconds. */
export const longestBlock = 1_000;

const roleOptions = {
  command: { commandTimeout: 5_000, maxRetriesPerRequest: 0 },
  reader: { blockingTimeout: longestBlock + 1_000, maxRetriesPerRequest: 0 },
} satisfies Record<ConnectionRole, object>;

/**
 * Opens a connection. `url` is `redis://host:port[/db]`, `rediss://…`, `unix:/path/to/socket`, or `redis-cluster://host:port,host:port` for a Cluster.
 * Resolves when the connection is ready; rejects with `store-unavailable` when it cannot be made within ten seconds.
 * `onError` hears every connection error (there may be many while the server is away).
 */
export async function connect(url: string, role: ConnectionRole, onError: (error: Error) => void): Promise<RedisClient> {
  const client = createClient(url, role);
  client.on('error', onError);
  await ready(client, url);
  return client;
}

/** Another connection to the same place for another role. */
export async function connectLike(client: RedisClient, role: ConnectionRole, onError: (error: Error) => void): Promise<RedisClient> {
  const other =
    client instanceof Cluster
      ? client.duplicate([], { redisOptions: { ...common, ...roleOptions[role] } })
      : client.duplicate({ ...roleOptions[role] });
  other.on('error', onError);
  await ready(other, 'redis');
  return other;
}

// The engine re-sends nothing behind its own back: a reply lost on a re-sent XADD is how one event becomes two.
const common = {
  protocol: 2 as const,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  connectTimeout: 2_000,
  // Over a dead network the other side never says goodbye.
  disconnectTimeout: 500,
  keepAlive: 10_000,
  retryStrategy: (times: number) => Math.min(50 * times, 500),
  reconnectOnError: (error: Error) => /^(READONLY|NOREPLICAS|MASTERDOWN)/.test(error.message),
};

function createClient(url: string, role: ConnectionRole): RedisClient {
  const options = { ...common, ...roleOptions[role] };
  if (url.startsWith('redis-cluster://')) {
    const nodes = url
      .slice('redis-cluster://'.length)
      .split(',')
      .map((node) => {
        const [host = '127.0.0.1', port = '6379'] = node.split(':');
        return { host, port: Number(port) };
      });
    // The Cluster client queues only while it learns the slots; commands of a lost node still fail fast.
    return new Cluster(nodes, {
      redisOptions: options,
      enableOfflineQueue: true,
      clusterRetryStrategy: (times) => Math.min(100 * times, 1_000),
      slotsRefreshTimeout: 2_000,
    });
  }
  if (url.startsWith('unix:')) return new Redis({ ...options, path: url.slice('unix:'.length) });
  return new Redis(url, options);
}

async function ready(client: RedisClient, url: string): Promise<void> {
  if (client.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timeout = setTimeout(() => {
      client.disconnect();
      reject(
        new CrosscurrentError(
          'store-unavailable',
          `Redis at ${withoutSecret(url)} does not answer; is it running, and is the address right?`,
        ),
      );
    }, 10_000);
    client.once('ready', () => {
      clearTimeout(timeout);
      resolve();
    });
  });
}

/** The address without user and password, fit for messages. */
export function withoutSecret(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
