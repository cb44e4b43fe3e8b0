import { expect, test } from 'vitest';
import { createLog } from './log.ts';
import { logOccurrence } from './log-occurrence.ts';
import type { Occurrence } from './occurrence.ts';

function capture(level: 'debug' | 'info' = 'info') {
  const lines: { [field: string]: unknown }[] = [];
  const clock = { time: 0, monotonic: () => clock.time };
  const log = createLog({
    level,
    destination: { write: (line: string) => void lines.push(JSON.parse(line) as { [field: string]: unknown }) },
  });
  return { observe: logOccurrence(log, clock), lines, clock };
}

const fired: Occurrence = { kind: 'rule.fired', rule: 'goracy-lead', mode: 'active', group: 'c_77', because: 'wynik 92 > 80' };

test('a fire is a line with its rule and its reason', () => {
  const { observe, lines } = capture();
  observe(fired);
  expect(lines).toMatchObject([
    { level: 30, occurrence: 'rule.fired', rule: 'goracy-lead', because: 'wynik 92 > 80', msg: 'A rule fired' },
  ]);
});

test('a batch, a pack, a measurement and a good commit are no lines, at debug neither', () => {
  const { observe, lines } = capture('debug');
  observe({ kind: 'batch.processed', stage: 'enrich', partition: 0, events: 9, seconds: 0.1, fates: {} });
  observe({ kind: 'batch.committed', stage: 'enrich', partition: 0, seconds: 0.1, result: 'committed' });
  observe({ kind: 'pack.appended', events: 9, seconds: 0.1 });
  observe({ kind: 'request.answered', route: '/v1/events', status: 202, seconds: 0.1 });
  observe({ kind: 'admission.decided', route: '/v1/events', accepted: 9, refused: {} });
  observe({
    kind: 'lane.measured',
    stage: 'enrich',
    partition: 0,
    lagSeconds: 0,
    watermarkDelaySeconds: 0,
    inFlight: 0,
    timersDueSeconds: 0,
  });
  observe({ kind: 'memory.measured', used: 1, limit: 10, gate: 'open' });
  observe({ kind: 'identity.measured', stage: 'enrich', accepted: 3, settled: { processed: 2 }, inFlight: 1 });
  expect(lines).toEqual([]);
});

test('a storm about one subject is five lines in ten seconds, and the next line says how many were withheld', () => {
  const { observe, lines, clock } = capture();
  for (let index = 0; index < 1_000; index++) observe({ kind: 'redis.failed', role: 'commit', error: 'ECONNRESET' });
  observe({ kind: 'redis.failed', role: 'read', error: 'ECONNRESET' });
  expect(lines.length).toBe(6);
  clock.time = 10_000;
  observe({ kind: 'redis.failed', role: 'commit', error: 'ECONNRESET' });
  expect(lines.length).toBe(7);
  expect(lines[6]).toMatchObject({ role: 'commit', withheld: 995 });
});

test('the gate and the identity speak when they change, not at each measurement', () => {
  const { observe, lines } = capture();
  for (const gate of ['open', 'high', 'high', 'full', 'open', 'open'] as const)
    observe({ kind: 'memory.measured', used: 1, limit: 2, gate });
  expect(lines.map((line) => line['gate'])).toEqual(['high', 'full', 'open']);
  observe({ kind: 'identity.measured', stage: 'enrich', accepted: 3, settled: { processed: 1 }, inFlight: 1 });
  observe({ kind: 'identity.measured', stage: 'enrich', accepted: 3, settled: { processed: 2 }, inFlight: 1 });
  observe({ kind: 'identity.measured', stage: 'enrich', accepted: 3, settled: { processed: 2 }, inFlight: 1 });
  expect(lines.slice(3)).toMatchObject([{ level: 50, difference: 1 }, { level: 30 }]);
});

test('an identity that could not be counted is no line', () => {
  const { observe, lines } = capture('debug');
  observe({ kind: 'identity.measured', stage: 'enrich', accepted: 9_000, settled: { processed: 1 }, inFlight: -1 });
  expect(lines).toEqual([]);
});

test('an e-mail address in an error or a reason does not reach the line', () => {
  const { observe, lines } = capture();
  observe({ kind: 'lane.failed', stage: 'enrich', partition: 1, error: 'cannot score anna@example.pl' });
  observe({ ...fired, group: 'anna@example.pl', because: 'zadzwoń: +48 601 202 303' });
  expect(JSON.stringify(lines)).not.toMatch(/anna|601/);
});
