import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A page that is open in a browser without a window; `close` ends the browser and removes its profile. */
export interface OpenPage {
  close(): Promise<void>;
}

/** Why the tests with a real browser cannot run here, or undefined when they can. */
export function chromiumMissing(): string | undefined {
  return spawnSync('chromium', ['--version']).status === 0
    ? undefined
    : 'SKIPPED: chromium is not on PATH (Debian: apt-get install chromium)';
}

/** Opens an address of the loopback in a fresh Chromium. What the page finds out it must tell the test itself, by a request. */
export function openInChromium(url: string): OpenPage {
  const profile = mkdtempSync(join(tmpdir(), 'cc-chromium-'));
  const words = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-background-networking',
  ];
  const child = spawn('chromium', [...words, '--remote-debugging-port=0', `--user-data-dir=${profile}`, url], {
    stdio: 'ignore',
    // Its helpers die with it, in a group of their own.
    detached: true,
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()).once('error', () => done()));
  const end = (): void => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  // A test that is cut off must not leave a browser behind.
  process.once('exit', end);
  return {
    async close() {
      process.removeListener('exit', end);
      end();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
