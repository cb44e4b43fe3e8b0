import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A running Prometheus: its address, and `stop`, which ends it and removes its files. */
export interface RunningPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** One series of an answer: its labels and its value now (NaN is possible). */
export interface QueriedSeries {
  readonly labels: { readonly [label: string]: string };
  readonly value: number;
}

/** Why the tests with a real Prometheus cannot run here, or undefined when they can. */
export function prometheusMissing(): string | undefined {
  for (const program of ['prometheus', 'promtool']) {
    if (spawnSync(program, ['--version']).status !== 0) return `SKIPPED: ${program} is not on PATH (Debian: apt-get install prometheus)`;
  }
  return undefined;
}

/**
 * Starts a private Prometheus on a free port of the loopback, which scrapes each target (`http://host:port/metrics`) once a second as job "crosscurrent" and
 * evaluates recording.yml and alerts.yml of `rulesFolder` as often. Resolves when it is ready; rejects with its own words when it is not within 15 seconds.
 */
export async function startPrometheus(options: {
  readonly targets: readonly string[];
  readonly rulesFolder: string;
}): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-prometheus-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const scrapes = options.targets.map((target) => {
    const { host, pathname } = new URL(target);
    return { targets: [host], labels: { __metrics_path__: pathname } };
  });
  // JSON is YAML.
  writeFileSync(
    join(folder, 'prometheus.yml'),
    JSON.stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
      rule_files: ['recording.yml', 'alerts.yml'].map((file) => resolve(options.rulesFolder, file)),
      scrape_configs: [{ job_name: 'crosscurrent', static_configs: scrapes }],
    }),
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4_000)));
  child.on('error', (error) => (words += error.message));
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  // A test that is cut off must not leave a Prometheus behind.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);

  async function stop(): Promise<void> {
    process.removeListener('exit', end);
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }

  for (let attempt = 0; attempt < 150 && child.exitCode === null && child.signalCode === null; attempt++) {
    const ready = await fetch(`${url}/-/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { url, stop };
    await delay(100);
  }
  await stop();
  throw new Error(`Prometheus did not become ready: ${words}`);
}

/** Asks a PromQL expression for now; rejects with Prometheus's own words when it is wrong. */
export async function queryPrometheus(url: string, expression: string): Promise<readonly QueriedSeries[]> {
  const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: expression }) });
  const body = (await answer.json()) as {
    status: string;
    error?: string;
    data?: { resultType: string; result: ({ metric: Record<string, string>; value: [number, string] } | number | string)[] };
  };
  if (body.status !== 'success' || body.data === undefined) throw new Error(`${body.error ?? answer.status}: ${expression}`);
  const series: QueriedSeries[] = [];
  for (const one of body.data.result) {
    if (typeof one === 'object') series.push({ labels: one.metric, value: Number(one.value[1]) });
  }
  return series;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((done) => server.close(() => done()));
  return port;
}
