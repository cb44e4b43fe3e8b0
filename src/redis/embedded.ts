import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CrosscurrentError } from '#kernel';
import { claimFolder, type FolderClaim } from './embedded-claim.ts';
import { embeddedConfig, freePort, lastLines } from './embedded-config.ts';
import { findServer } from './find-server.ts';
import { probe, type Address } from './probe.ts';

export interface EmbeddedRedisOptions {
  /** Where Redis keeps everything it writes; made when missing, readable by its owner alone. */
  readonly folder: string;
  /** A fixed port on 127.0.0.1; a free one is chosen without it. */
  readonly port?: number;
  /** Serve on a unix socket instead of a port. */
  readonly socket?: boolean;
  /** `always` syncs to disk before every answer; `everysec` may lose a second. */
  readonly durability: 'always' | 'everysec';
  /** Bytes, or with a unit as Redis writes them (`512mb`); unbounded without it. */
  readonly maxmemory?: string | number;
  /** Start the server again when it dies by itself. */
  readonly supervise?: boolean;
  /** Hears one line before anything that takes long or changes the system. */
  announce(line: string): void;
}

/** A running private Redis. `url` stays the same over restarts. */
export interface EmbeddedRedis {
  readonly url: string;
  readonly folder: string;
  /** Process id of the server; undefined while it is down. */
  readonly pid: number | undefined;
  /** Ends the server after it has synced its log; resolves when it is gone. Calling it again changes nothing. */
  stop(): Promise<void>;
  /** Starts the server again on the same address and folder, ending it first when it still runs. */
  restart(): Promise<void>;
}

/** Longest the server may take to load its log, in milliseconds. */
const START_LIMIT = 120_000;
const LOG_LIMIT = 1_000_000;
/** Longest path of a unix socket that every supported system takes, in bytes. */
const SOCKET_PATH_LIMIT = 103;

/**
 * Starts Redis as a private child of this process: durable, never evicting, and reachable from this machine only, under a password made for this start (or, on a socket, by this user).
 * It ends with this process, even when this process is killed outright. Throws `unsafe-redis` with an instruction when there is no fit server, or when the folder is in use.
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const server = await findServer(options.announce);
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  chmodSync(options.folder, 0o700);
  const folder = realpathSync(options.folder);
  const claim = await claimFolder(folder);
  try {
    return await startOn(server, folder, claim, options);
  } catch (error) {
    claim.release();
    throw error;
  }
}

async function startOn(server: string, folder: string, claim: FolderClaim, options: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const place = options.socket === true ? socketPlace(folder) : undefined;
  const password = place === undefined ? randomBytes(24).toString('base64url') : undefined;
  let address: Address | undefined;
  let running: Running | undefined;
  let stopping = false;

  const launch = async (): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      address ??=
        place === undefined ? { port: options.port ?? (await freePort()), ...(password && { password }) } : { path: place.socket };
      claim.note(address);
      const started = await launchServer(server, folder, address, options);
      if (started.kind === 'running') {
        running = started.running;
        if (options.supervise === true) void superviseExit(started.running);
        return;
      }
      // Between choosing a free port and Redis taking it, somebody else may have been quicker: choose again, but only while nobody knows the address yet.
      const mayMove = running === undefined && options.port === undefined && place === undefined && attempt < 5;
      if (!mayMove || !started.reason.includes('Address already in use')) {
        throw new CrosscurrentError('store-unavailable', `The embedded Redis in ${folder} did not start: ${started.reason}`);
      }
      address = undefined;
    }
  };
  const superviseExit = async (watched: Running): Promise<void> => {
    await watched.gone;
    const isMissed = (): boolean => !stopping && running === watched;
    for (let attempt = 0; isMissed(); attempt++) {
      options.announce(`The embedded Redis ended by itself (${lastLines(folder, 1)}); starting it again.`);
      await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 100 * 2 ** attempt)).unref());
      if (!isMissed()) return;
      try {
        await launch();
      } catch (error) {
        options.announce(`The embedded Redis did not come back: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };

  await launch();
  return {
    url: place === undefined ? `redis://:${password}@127.0.0.1:${(address as { port: number }).port}` : `unix:${place.socket}`,
    folder,
    get pid() {
      return running !== undefined && isRunning(running.child) ? running.child.pid : undefined;
    },
    async stop() {
      if (stopping) return running?.gone;
      stopping = true;
      if (running) await end(running);
      place?.remove();
      claim.release();
    },
    async restart() {
      if (stopping) throw new CrosscurrentError('store-unavailable', 'The embedded Redis has been stopped; start a new one.');
      const before = running;
      // Supervision must not see this end as an accident.
      if (before && isRunning(before.child)) {
        stopping = true;
        await end(before);
        stopping = false;
      }
      await launch();
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly gone: Promise<void>;
}

async function launchServer(
  server: string,
  folder: string,
  address: Address,
  options: EmbeddedRedisOptions,
): Promise<{ kind: 'running'; running: Running } | { kind: 'failed'; reason: string }> {
  const log = join(folder, 'redis.log');
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) truncateSync(log);
  // A session of its own: Ctrl-C in the terminal must reach the engine, which drains and then stops Redis, not Redis first.
  const child = spawn(server, ['-'], { cwd: folder, detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdin?.on('error', () => undefined);
  // The settings go in by stdin: neither a file nor the process list ever shows the password.
  child.stdin?.end(embeddedConfig(folder, address, options));
  if (child.pid !== undefined) watch(child.pid, gone);

  const deadline = performance.now() + START_LIMIT;
  while (isRunning(child) && performance.now() < deadline) {
    if ((await probe(address)) === 'ready') return { kind: 'running', running: { child, gone } };
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  const reason = isRunning(child) ? 'it is still loading its log after two minutes' : lastLines(folder, 3);
  child.kill('SIGKILL');
  await gone;
  return { kind: 'failed', reason };
}

/**
 * A shell that waits on a pipe only this process holds: when this process dies in any way, the kernel closes the pipe and the shell ends Redis.
 * It lives in a session of its own, so that a signal to our process group cannot end the guard before the guarded.
 */
function watch(pid: number, gone: Promise<void>): void {
  const script = 'read -r word; kill -TERM "$1" 2>/dev/null; sleep 10; kill -KILL "$1" 2>/dev/null';
  const guard = spawn('/bin/sh', ['-c', script, 'crosscurrent-redis-guard', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  guard.unref();
  (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  void gone.then(() => guard.kill('SIGKILL'));
}

async function end({ child, gone }: Running): Promise<void> {
  if (isRunning(child)) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function socketPlace(folder: string): { readonly socket: string; remove(): void } {
  const beside = join(folder, 'redis.sock');
  if (Buffer.byteLength(beside) <= SOCKET_PATH_LIMIT) return { socket: beside, remove: () => rmSync(beside, { force: true }) };
  const short = mkdtempSync(join(tmpdir(), 'crosscurrent-'));
  return { socket: join(short, 'redis.sock'), remove: () => rmSync(short, { recursive: true, force: true }) };
}
