import { execFile } from 'node:child_process';
import { CrosscurrentError } from '#kernel';
import { installSystemPackage } from './system-package.ts';

/** The oldest Redis whose commands and guarantees the engine relies on. */
export const oldestRedis = [7, 0] as const;

/**
 * The name of a server program that is new enough: `redis-server`, else `valkey-server`, from PATH; else the system's package manager brings one, which `announce` is told in one line.
 * Throws `unsafe-redis` with the next step when none can be had.
 */
export async function findServer(announce: (line: string) => void): Promise<string> {
  const tooOld: string[] = [];
  const onPath = await firstFit(tooOld);
  if (onPath !== undefined) return onPath;
  if (tooOld.length === 0 && (await installSystemPackage('redis-server', announce))) {
    const installed = await firstFit(tooOld);
    if (installed !== undefined) return installed;
  }
  const found = tooOld.length > 0 ? `found only ${tooOld.join(' and ')}` : 'found neither redis-server nor valkey-server on PATH';
  throw new CrosscurrentError(
    'unsafe-redis',
    `Redis ${oldestRedis.join('.')} or newer is needed, but this machine ${found}. ` +
      'Install it (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis), or set REDIS_URL to a running server.',
  );
}

async function firstFit(tooOld: string[]): Promise<string | undefined> {
  for (const program of ['redis-server', 'valkey-server']) {
    const version = await versionOf(program);
    if (version === undefined) continue;
    if (isNewEnough(version)) return program;
    tooOld.push(`${program} ${version}`);
  }
  return undefined;
}

/** Whether a version text such as `7.0.15` is at least the oldest supported one. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestRedis[0] || (major === oldestRedis[0] && minor >= oldestRedis[1]);
}

function versionOf(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: 5_000 }, (error, output) =>
      resolve(error ? undefined : /v=(\d+\.\d+\.\d+)/.exec(output)?.[1]),
    );
  });
}
