import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { benchEvents } from '#demo';
import { startChild } from './child.ts';

const PER_SECOND = 500;
const BATCH = 10;
/** One event in this many is a probe whose action is timed. */
const PROBE_EVERY = 20;

/** Milliseconds from the answer 202 to the arrival of the action at the platform, at 500 events a second through the whole engine over HTTP on both ends. */
export async function measureLatency(redisUrl: string, seconds: number): Promise<number[]> {
  const accepted = new Map<string, number>();
  const arrived = new Map<string, number>();
  const platform = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      arrived.set((JSON.parse(body) as { probe: string }).probe, performance.now());
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
  // Nothing below may keep the process alive when it fails.
  platform.unref();
  const child = await startChild<{ url: string }>('./run-server.js', [
    'all',
    redisUrl,
    `http://127.0.0.1:${(platform.address() as AddressInfo).port}/`,
  ]);
  const background = benchEvents(11, PER_SECOND * seconds);
  const pending: Promise<void>[] = [];
  const started = performance.now();
  for (let sent = 0; sent < background.length; sent += BATCH) {
    const wait = started + (sent / PER_SECOND) * 1_000 - performance.now();
    if (wait > 0) await delay(wait);
    const probes: string[] = [];
    const events = background.slice(sent, sent + BATCH).map(({ id, source, type, data }, index) => {
      if ((sent + index) % PROBE_EVERY !== 0) return { id, source, type, data };
      probes.push(`probe-${sent + index}`);
      return { id: `probe-${sent + index}`, source: 'bench', type: 'lead.submitted', data: { platform: 'web', form: 'probe' } };
    });
    pending.push(send(child.first.url, events, probes, accepted));
  }
  await Promise.all(pending);
  for (let waited = 0; arrived.size < accepted.size && waited < 10_000; waited += 50) await delay(50);
  if (arrived.size < accepted.size) throw new Error(`${accepted.size - arrived.size} of ${accepted.size} actions never arrived`);
  await child.stop();
  platform.close();
  // The first second warms the compiler up and is left out; an action may arrive before its 202 was read, which counts as 0.
  return [...accepted].filter(([, at]) => at > started + 1_000).map(([probe, at]) => Math.max(0, arrived.get(probe)! - at));
}

async function send(url: string, events: readonly object[], probes: readonly string[], accepted: Map<string, number>): Promise<void> {
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bench' },
    body: JSON.stringify(events),
  });
  if (response.status !== 202) throw new Error(`answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
  for (const probe of probes) accepted.set(probe, performance.now());
}
