import { execFile } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';
const APT = '/usr/bin/apt-get';

/**
 * Installs a Debian package where that is possible (root, apt) and resolves to whether it worked; `announce` gets one line first.
 * The package's own system service is neither started now nor enabled for later: all that is wanted is its programs.
 */
export async function installSystemPackage(name: string, announce: (line: string) => void): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync(APT)) return false;
  announce(`Installing ${name} with apt-get …`);
  // Debian asks this script whether a service may start while packages are set up; 101 means no. One that is already there is the administrator's.
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) {
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
    chmodSync(POLICY, 0o755);
  }
  try {
    const install = ['install', '-y', '--no-install-recommends', name];
    // A fresh machine has no package lists, and an old one stale lists: both cure the same way.
    const done = (await run(APT, install)) || ((await run(APT, ['update'])) && (await run(APT, install)));
    if (done && existsSync('/run/systemd/system')) await run('systemctl', ['disable', '--now', name]);
    return done;
  } finally {
    if (ownPolicy) rmSync(POLICY, { force: true });
  }
}

function run(program: string, words: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFile(program, words, { env: environment, timeout: 300_000, maxBuffer: 16 * 1024 * 1024 }, (error) => resolve(error === null));
  });
}
