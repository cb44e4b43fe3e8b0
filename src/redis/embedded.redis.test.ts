import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { checkRedis } from './check-redis.ts';
import { startEmbeddedRedis, type EmbeddedRedis, type EmbeddedRedisOptions } from './embedded.ts';

const root = new URL('../../', import.meta.url);
const folders: string[] = [];
const servers: EmbeddedRedis[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(name = 'embedded-'): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  folders.push(folder);
  return folder;
}

async function start(options: Partial<EmbeddedRedisOptions> & { folder: string }): Promise<EmbeddedRedis> {
  const server = await startEmbeddedRedis({ durability: 'always', announce: () => undefined, ...options });
  servers.push(server);
  return server;
}

async function ask<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = url.startsWith('unix:') ? new Redis({ path: url.slice(5), protocol: 2 }) : new Redis(url, { protocol: 2 });
  client.on('error', () => undefined);
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

function isAlive(pid: number): boolean {
  try {
    // A killed child of a killed parent may stay as a zombie where nobody reaps it: that is dead too.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.startsWith('Z') === false;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean, milliseconds = 8_000): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the embedded Redis', () => {
  it('is durable, never evicts, passes the preflight, and wants its password', async () => {
    const server = await start({ folder: newFolder(), maxmemory: '64mb' });
    expect(await ask(server.url, (client) => checkRedis(client, 'fsync'))).toEqual([]);
    expect(await ask(server.url, (client) => client.config('GET', 'maxmemory'))).toEqual(['maxmemory', String(64 * 1024 * 1024)]);
    const open = new URL(server.url);
    await expect(ask(`redis://127.0.0.1:${open.port}`, (client) => client.get('x'))).rejects.toThrow(/NOAUTH/);
    expect(statSync(server.folder).mode & 0o077).toBe(0);
    expect(statSync(join(server.folder, 'redis.claim')).mode & 0o077).toBe(0);
  });

  it('keeps what was written over stop and start, over restart, and over kill -9', async () => {
    const folder = newFolder('zażółć gęślą "jaźń" ');
    const first = await start({ folder });
    await ask(first.url, (client) => client.set('one', '1'));
    await first.stop();
    expect(existsSync(join(folder, 'redis.claim'))).toBe(false);

    const second = await start({ folder });
    const { url, pid } = second;
    await ask(url, (client) => client.set('two', '2'));
    await second.restart();
    expect(second.url).toBe(url);
    expect(second.pid).not.toBe(pid);
    await ask(url, (client) => client.set('three', '3'));
    process.kill(second.pid!, 'SIGKILL');
    await until(() => second.pid === undefined);
    await second.restart();
    expect(await ask(url, (client) => client.mget('one', 'two', 'three'))).toEqual(['1', '2', '3']);
  });

  it('comes back by itself when it is supervised and killed', async () => {
    const server = await start({ folder: newFolder(), supervise: true });
    const killed = server.pid!;
    await ask(server.url, (client) => client.set('kept', 'yes'));
    process.kill(killed, 'SIGKILL');
    await until(() => server.pid !== undefined && server.pid !== killed);
    expect(await ask(server.url, (client) => client.get('kept'))).toBe('yes');
  });

  it('serves on a socket, also when the folder is too deep for one', async () => {
    const shallow = await start({ folder: newFolder(), socket: true });
    expect(await ask(shallow.url, (client) => client.ping())).toBe('PONG');
    const deep = await start({ folder: join(newFolder(), 'a'.repeat(120)), socket: true });
    expect(await ask(deep.url, (client) => client.ping())).toBe('PONG');
    const path = deep.url.slice('unix:'.length);
    await deep.stop();
    expect(existsSync(path)).toBe(false);
  });

  it('refuses a second start on a folder in use, in this process and from another', async () => {
    const folder = newFolder();
    await start({ folder });
    await expect(start({ folder })).rejects.toThrow(/already runs on the folder/);
    const other = await runParent(folder);
    expect(other.said).toMatch(/already runs on the folder/);
  });

  it('gives the whole folder up when a start fails', async () => {
    const folder = newFolder();
    await expect(start({ folder, maxmemory: 'plenty' })).rejects.toThrow(/did not start/);
    const server = await start({ folder });
    expect(server.pid).toBeDefined();
  });

  it('ends with its parent, even when the parent is killed outright, and the folder can be used again', async () => {
    const folder = newFolder();
    const parent = await runParent(folder);
    const { pid, url } = JSON.parse(parent.said) as { pid: number; url: string };
    expect(isAlive(pid)).toBe(true);
    await ask(url, (client) => client.set('kept', 'tak'));
    await parent.kill();
    const again = await start({ folder });
    expect(isAlive(pid)).toBe(false);
    expect(await ask(again.url, (client) => client.get('kept'))).toBe('tak');
  });
});

/** Starts an embedded Redis from a process of its own and resolves with its first line. */
async function runParent(folder: string): Promise<{ said: string; kill(): Promise<void> }> {
  await promisify(execFile)(process.execPath, ['src/cli/bootstrap.mjs', '--build'], { cwd: root });
  const script = `
    const { startEmbeddedRedis } = await import('./dist/src/redis/embedded.js');
    const redis = await startEmbeddedRedis({ folder: process.argv[1], durability: 'always', announce() {} }).catch((error) => error);
    console.log(redis instanceof Error ? redis.message : JSON.stringify({ pid: redis.pid, url: redis.url }));
    if (redis instanceof Error) process.exit();
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  const ended = once(child, 'exit');
  return {
    said,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
