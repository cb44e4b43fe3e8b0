import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Address } from './probe.ts';

/** The configuration of the embedded server, as Redis reads it from stdin. */
export function embeddedConfig(
  folder: string,
  address: Address,
  options: { readonly durability: 'always' | 'everysec'; readonly maxmemory?: string | number },
): string {
  const lines =
    'path' in address
      ? ['port 0', `unixsocket ${quote(address.path)}`, 'unixsocketperm 700']
      : ['bind 127.0.0.1', `port ${address.port}`, 'protected-mode yes', ...(address.password ? [`requirepass ${address.password}`] : [])];
  lines.push(
    `dir ${quote(folder)}`,
    `logfile ${quote(join(folder, 'redis.log'))}`,
    'loglevel notice',
    'daemonize no',
    'appendonly yes',
    `appendfsync ${options.durability}`,
    "save ''",
    'maxmemory-policy noeviction',
  );
  if (options.maxmemory !== undefined) lines.push(`maxmemory ${options.maxmemory}`);
  return `${lines.join('\n')}\n`;
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The last words of the server's log, on one line. */
export function lastLines(folder: string, count: number): string {
  try {
    const lines = readFileSync(join(folder, 'redis.log'), 'utf8').trimEnd().split('\n');
    return lines.slice(-count).join(' | ');
  } catch {
    return 'it left no log';
  }
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
