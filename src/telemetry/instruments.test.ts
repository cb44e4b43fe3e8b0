import { expect, test } from 'vitest';
import { createInstruments } from './instruments.ts';
import { metricTable, type MetricSpec } from './metric-table.ts';
import type { Occurrence } from './occurrence.ts';

async function textAfter(occurrences: readonly Occurrence[], options: { seriesLimit?: number } = {}): Promise<string> {
  const instruments = createInstruments({ process: false, ...options });
  for (const occurrence of occurrences) instruments.observe(occurrence);
  return instruments.metrics();
}

test('every metric is named after the law: prefix, nouns, unit, and _total for counters only', () => {
  for (const [name, spec] of Object.entries<MetricSpec>(metricTable)) {
    expect(name).toMatch(/^crosscurrent_[a-z]+(_[a-z]+)*$/);
    expect(name.endsWith('_total'), name).toBe(spec.type === 'counter');
    expect(spec.help, name).toMatch(/\.$/);
    expect(spec.buckets !== undefined, name).toBe(spec.type === 'histogram');
    for (const label of spec.labels) {
      expect(label, name).not.toMatch(/^(group|contact|subject|event|id|key|email|phone|url|error|because|le|instance|job)$/);
    }
  }
});

test('admission counts the accepted, and the refused by code', async () => {
  const text = await textAfter([
    { kind: 'admission.decided', route: '/v1/events', accepted: 7, refused: { 'invalid-json': 1, 'validation-failed': 2 } },
    { kind: 'admission.decided', route: '/v1/events', accepted: 3, refused: { 'validation-failed': 4 } },
  ]);
  expect(text).toContain('crosscurrent_admitted_events_total{route="/v1/events"} 10');
  expect(text).toContain('crosscurrent_refused_events_total{route="/v1/events",code="validation-failed"} 6');
});

test('the identity gauges show what is missing, and a fate that is absent from a later measurement falls to 0', async () => {
  const instruments = createInstruments({ process: false });
  instruments.observe({ kind: 'identity.measured', stage: 'enrich', accepted: 10, settled: { processed: 6, duplicate: 2 }, inFlight: 2 });
  expect(await instruments.metrics()).toContain('crosscurrent_identity_difference_events{stage="enrich"} 0');
  instruments.observe({ kind: 'identity.measured', stage: 'enrich', accepted: 12, settled: { processed: 8 }, inFlight: 1 });
  const text = await instruments.metrics();
  expect(text).toContain('crosscurrent_identity_difference_events{stage="enrich"} 3');
  expect(text).toContain('crosscurrent_identity_settled_events{stage="enrich",fate="duplicate"} 0');
});

test('while the events in flight cannot be counted, nothing is said of the difference, and it comes back with the count', async () => {
  const instruments = createInstruments({ process: false });
  const books = { kind: 'identity.measured', stage: 'enrich', accepted: 10, settled: { processed: 6 } } as const;
  instruments.observe({ ...books, inFlight: 4 });
  instruments.observe({ ...books, inFlight: -1 });
  const text = await instruments.metrics();
  expect(text).not.toMatch(/identity_(difference|in_flight)_events\{/);
  expect(text).toContain('crosscurrent_identity_accepted_events{stage="enrich"} 10');
  instruments.observe({ ...books, inFlight: 3 });
  expect(await instruments.metrics()).toContain('crosscurrent_identity_difference_events{stage="enrich"} 1');
});

test('a lane that is lost, released or broken takes its gauges with it', async () => {
  const lane = { stage: 'enrich', partition: 4, epoch: 2, attempts: 1 } as const;
  const measured = {
    kind: 'lane.measured',
    stage: 'enrich',
    partition: 4,
    lagSeconds: 99,
    watermarkDelaySeconds: 9,
    inFlight: 1,
    timersDueSeconds: 0,
  } as const;
  const owned = await textAfter([{ kind: 'lane.acquired', ...lane }, measured]);
  expect(owned).toContain('crosscurrent_lane_lag_seconds{stage="enrich",partition="4"} 99');
  expect(owned).toContain('crosscurrent_lanes_owned{stage="enrich"} 1');
  const ends: Occurrence[] = [
    { kind: 'lane.lost', ...lane },
    { kind: 'lane.released', ...lane },
    { kind: 'lane.failed', stage: 'enrich', partition: 4, error: 'broken' },
  ];
  for (const end of ends) {
    // The last measurement comes too late and must not bring the gauges back.
    const gone = await textAfter([{ kind: 'lane.acquired', ...lane }, measured, end, measured]);
    expect(gone).not.toMatch(/partition="4"/);
    expect(gone).toContain('crosscurrent_lanes_owned{stage="enrich"} 0');
  }
});

test('a stage without any lane shows as 0 from the start', async () => {
  const text = await textAfter([{ kind: 'engine.started', version: '1.2.3', partitions: 8, stages: ['enrich', 'decide'] }]);
  expect(text).toContain('crosscurrent_lanes_owned{stage="decide"} 0');
  expect(text).toContain('crosscurrent_commits_total{stage="enrich",result="fenced"} 0');
  expect(text).toContain('crosscurrent_partitions 8');
});

test('only one state of a breaker, one gate and one rulebook are in force', async () => {
  const text = await textAfter([
    { kind: 'breaker.changed', account: 'slack', state: 'open' },
    { kind: 'text-model.asked', model: 'sentix', results: { answered: 3, timeout: 1 }, seconds: 0.2, words: 'no answer in 1000 ms' },
    { kind: 'breaker.changed', account: 'slack', state: 'half-open' },
    { kind: 'memory.measured', used: 9, limit: 10, gate: 'high' },
    { kind: 'rules.loaded', hash: 'old', rules: 3 },
    { kind: 'rules.rejected', findings: 2, first: 'a' },
    { kind: 'rules.loaded', hash: 'new', rules: 4 },
  ]);
  expect(text).toContain('crosscurrent_breaker_state{account="slack",state="open"} 0');
  expect(text).toContain('crosscurrent_breaker_state{account="slack",state="half-open"} 1');
  expect(text).toContain('crosscurrent_memory_gate{gate="high"} 1');
  expect(text).toContain('crosscurrent_redis_memory_used_ratio 0.9');
  expect(text).not.toContain('hash="old"');
  expect(text).toContain('crosscurrent_rulebook_info{hash="new"} 1');
  expect(text).toContain('crosscurrent_rulebook_rejected_findings 0');
});

test('beyond its limit of series a metric books under "other", counts that, and loses nothing from the sum', async () => {
  const instruments = createInstruments({ process: false, seriesLimit: 5 });
  for (let index = 0; index < 40; index++)
    instruments.observe({ kind: 'rule.fired', rule: `rule-${index}`, mode: 'active', group: 'g', because: 'b' });
  const text = await instruments.metrics();
  const lines = text.split('\n').filter((line) => line.startsWith('crosscurrent_rule_fires_total{'));
  expect(lines.length).toBe(6);
  expect(text).toContain('crosscurrent_rule_fires_total{rule="other",mode="other"} 35');
  expect(text).toContain('crosscurrent_metric_overflows_total{metric="crosscurrent_rule_fires_total"} 35');
  let sum = 0;
  for (const line of lines) sum += Number(line.slice(line.lastIndexOf(' ')));
  expect(sum).toBe(40);
});

test('numbers that are not, and counters that would fall, are ignored instead of thrown', async () => {
  const text = await textAfter([
    { kind: 'admission.decided', route: '/v1/events', accepted: -1, refused: { internal: Number.NaN } },
    { kind: 'memory.measured', used: Number.NaN, limit: 0, gate: 'open' },
    { kind: 'request.answered', route: '/v1/events', status: 200, seconds: Number.POSITIVE_INFINITY },
  ]);
  expect(text).not.toMatch(/crosscurrent_(admitted|refused)_events_total\{/);
  expect(text).toContain('crosscurrent_redis_memory_used_ratio 0');
});

test('neither the group of a fire nor its reason is a label', async () => {
  const text = await textAfter([{ kind: 'rule.fired', rule: 'r', mode: 'active', group: 'c_K4narek', because: 'K4narek said so' }]);
  expect(text).not.toContain('K4narek');
});

test('a label is cut, so that a stranger cannot store a novel in it', async () => {
  const text = await textAfter([{ kind: 'redis.failed', role: 'x'.repeat(10_000), error: '' }]);
  expect(text).not.toContain('x'.repeat(121));
});

test('the process reports its event-loop lag and memory beside, unless told not to', async () => {
  const instruments = createInstruments();
  expect(await instruments.metrics()).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(await textAfter([])).not.toContain('nodejs_');
  expect(instruments.contentType).toContain('text/plain');
});
