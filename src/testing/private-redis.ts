import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, freePort, type RedisClient } from '#redis';

/** A bare Redis for one test file, gone with `stop`. */
export interface PrivateRedis {
  readonly url: string;
  readonly client: RedisClient;
  stop(): Promise<void>;
}

/** True when the Redis suite runs against a three-node Cluster instead of one server: the same tests, unchanged. */
export const onCluster = process.env['CROSSCURRENT_TEST_TOPOLOGY'] === 'cluster';

/** Starts a bare Redis without a disk log: one server on a unix socket, or three Cluster nodes on loopback when the environment asks for them. Needs `redis-server` on the PATH. */
export function startPrivateRedis(): Promise<PrivateRedis> {
  return onCluster ? startCluster() : startStandalone();
}

async function startStandalone(): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'cc-redis-'));
  const socket = join(folder, 's');
  const server = await startServer(['--port', '0', '--unixsocket', socket, '--dir', folder]);
  return opened(`unix:${socket}`, [server], folder);
}

async function startCluster(): Promise<PrivateRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'cc-cluster-'));
  const ports: number[] = [];
  const servers: ChildProcess[] = [];
  for (let node = 0; node < 3; node++) {
    const port = await freePort();
    const bus = await freePort();
    ports.push(port);
    const files = ['--dir', folder, '--cluster-config-file', `nodes-${port}.conf`];
    servers.push(
      await startServer([
        '--bind',
        '127.0.0.1',
        '--port',
        String(port),
        '--cluster-enabled',
        'yes',
        '--cluster-port',
        String(bus),
        '--cluster-node-timeout',
        '2000',
        ...files,
      ]),
    );
  }
  const nodes = await Promise.all(ports.map((port) => connect(`redis://127.0.0.1:${port}`, 'command', () => {})));
  const share = Math.ceil(16_384 / nodes.length);
  for (const [index, node] of nodes.entries())
    await node.call('CLUSTER', 'ADDSLOTSRANGE', index * share, Math.min(16_383, (index + 1) * share - 1));
  for (const [index, node] of nodes.entries()) await node.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  for (const [index, port] of ports.entries()) {
    if (index === 0) continue;
    const bus = String(await nodes[index]!.call('CLUSTER', 'MYID')) && (await busPort(nodes[index]!));
    await nodes[0]!.call('CLUSTER', 'MEET', '127.0.0.1', port, bus);
  }
  for (const node of nodes) {
    while (!/cluster_state:ok[\s\S]*cluster_known_nodes:3/.test(String(await node.call('CLUSTER', 'INFO')))) await delay(50);
    node.disconnect();
  }
  return opened(`redis-cluster://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`, servers, folder);
}

async function busPort(node: RedisClient): Promise<string> {
  const reply = (await node.call('CONFIG', 'GET', 'cluster-port')) as string[];
  return reply[1]!;
}

async function startServer(options: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', ['--save', '', '--appendonly', 'no', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server, 'spawn');
  for await (const chunk of server.stdout) if (String(chunk).includes('eady to accept')) break;
  server.stdout.resume();
  await delay(10);
  return server;
}

async function opened(url: string, servers: readonly ChildProcess[], folder: string): Promise<PrivateRedis> {
  const client = await connect(url, 'command', () => {});
  return {
    url,
    client,
    stop: async () => {
      client.disconnect();
      const gone = servers.map((server) => once(server, 'exit'));
      for (const server of servers) server.kill('SIGKILL');
      await Promise.all(gone);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
