import type { Occurrence } from '#telemetry';

/**
 * A scripted series of occurrences that exercises every metric: one engine of two partitions under a little of everything. Called with 0, 1, 2 … the counters grow from round to round,
 * so that `rate` and `histogram_quantile` have something to say. It is a story for dashboards and queries, not a model of the engine.
 */
export function prometheusStory(round: number): readonly Occurrence[] {
  const accepted = 100 * (round + 1);
  const lanes: Occurrence[] = [];
  for (const stage of ['enrich', 'decide']) {
    for (const partition of [0, 1]) {
      if (round === 0) lanes.push({ kind: 'lane.acquired', stage, partition, epoch: 3, attempts: 1 });
      lanes.push(
        {
          kind: 'batch.processed',
          stage,
          partition,
          events: 50,
          seconds: 0.004,
          fates: { processed: 44, duplicate: 5, late: 1, dead: 0, suppressed: 0 },
        },
        { kind: 'batch.committed', stage, partition, seconds: 0.002, result: round % 3 === 2 ? 'already' : 'committed' },
        {
          kind: 'lane.measured',
          stage,
          partition,
          lagSeconds: 0.4 + partition,
          watermarkDelaySeconds: 5,
          inFlight: 50,
          timersDueSeconds: 0,
        },
      );
    }
  }
  return [
    ...(round === 0
      ? [
          { kind: 'engine.started', version: '0.1.0', partitions: 2, stages: ['enrich', 'decide'] } as const,
          { kind: 'readiness.changed', ready: true } as const,
          { kind: 'rules.loaded', hash: 'f1c2a9d0', rules: 4 } as const,
        ]
      : []),
    { kind: 'admission.decided', route: '/v1/events', accepted: 100, refused: { 'validation-failed': 3, 'invalid-json': 1 } },
    { kind: 'request.answered', route: '/v1/events', status: 202, seconds: 0.006 },
    { kind: 'request.answered', route: '/v1/batch', status: 503, seconds: 0.001 },
    { kind: 'pack.appended', events: 100, seconds: 0.003 },
    ...lanes,
    { kind: 'lane.acquired', stage: 'decide', partition: 9, epoch: 1, attempts: 2 },
    { kind: round % 2 === 0 ? 'lane.lost' : 'lane.released', stage: 'decide', partition: 9, epoch: 1, attempts: 2 },
    { kind: 'lane.failed', stage: 'enrich', partition: 1, error: 'operator-failed' },
    { kind: 'lane.acquired', stage: 'enrich', partition: 1, epoch: 4 + round, attempts: 1 },
    { kind: 'operator.ran', operator: 'dedupe', messages: 100, failures: 0, seconds: 0.001 },
    { kind: 'operator.ran', operator: 'score-sentiment', messages: 90, failures: 1, seconds: 0.003 },
    { kind: 'signals.relayed', partition: 0, signals: 7, result: 'appended' },
    { kind: 'signals.relayed', partition: 0, signals: 2, result: 'already' },
    { kind: 'rule.evaluated', rule: 'product-buzz', evaluated: 90, matched: 7, errors: 1 },
    { kind: 'rule.fired', rule: 'product-buzz', mode: 'active', group: 'kawa', because: 'measures.people >= 25' },
    { kind: 'rule.fired', rule: 'hot-lead', mode: 'shadow', group: 'c_1', because: 'score > 80' },
    { kind: 'rule.suppressed', rule: 'product-buzz', reason: 'cooldown', count: 6 },
    { kind: 'run.moved', rule: 'product-buzz', run: 'run-1', state: 'running', waits: 'wait-3' },
    { kind: 'webhook.heard', source: 'meta', outcome: 'taken' },
    { kind: 'webhook.surprised', source: 'meta', what: 'field', count: 1, first: 'nowe_pole' },
    { kind: 'contacts.joined', result: 'joined', of: 'email' },
    { kind: 'credit.changed', by: 'product.purchased', conversions: 1 },
    { kind: 'contacts.joined', result: 'joined', of: 'anonymousId' },
    { kind: 'job.ran', job: 'refit-weights', result: round === 1 ? 'failed' : 'done', seconds: 0.2 },
    {
      kind: 'experiment.judged',
      experiment: 'kolor',
      ratioP: 0.8,
      variants: [
        { variant: 'control', exposed: 1_000, rate: 0.1, p: undefined },
        { variant: 'nowa', exposed: 1_010, rate: 0.12, p: 0.3 },
      ],
    },
    { kind: 'lead-model.taken', version: 3, outcomes: 2_400, converted: 0.11, expected: 0.12, logLoss: 0.3, ece: 0.02, drift: 0.05 },
    ...(round === 1 ? [{ kind: 'rules.rejected', findings: 1, first: 'rules/a.yaml:3:1 unknown field' } as const] : []),
    { kind: 'dispatch.attempted', account: 'slack', operation: 'message', result: 'delivered', seconds: 0.08 },
    { kind: 'dispatch.attempted', account: 'meta-ads', operation: 'audience.add', result: 'retryLater', seconds: 0.3 },
    { kind: 'dispatch.attempted', account: 'meta-ads', operation: 'audience.add', result: 'refused', seconds: 0.2 },
    { kind: 'intent.settled', account: 'slack', operation: 'message', fate: 'delivered', attempts: 1 },
    { kind: 'intent.settled', account: 'meta-ads', operation: 'audience.add', fate: 'suppressed', guard: 'consent', attempts: 0 },
    { kind: 'intent.settled', account: 'meta-ads', operation: 'audience.add', fate: 'dead', attempts: 8 },
    { kind: 'text-model.asked', model: 'sentix', results: { answered: 40, silent: 2, timeout: 1 }, seconds: 0.08, words: 'no answer' },
    { kind: 'breaker.changed', account: 'meta-ads', state: (['open', 'half-open', 'closed'] as const)[round % 3]! },
    { kind: 'outbox.measured', partition: 0, waiting: 3, oldestSeconds: 12, retries: 1, held: 2 },
    { kind: 'guard.acted', guard: 'frequency-cap', rule: 'product-buzz', effect: 'suppressed' },
    { kind: 'kill-switches.changed', scopes: round % 2 === 0 ? ['meta-ads'] : [] },
    { kind: 'dead-letter.kept', stage: 'enrich', by: 'score-sentiment', code: 'operator-failed', count: 1 },
    { kind: 'identity.measured', stage: 'enrich', accepted, settled: { processed: accepted - 20, duplicate: 10 }, inFlight: 10 },
    { kind: 'memory.measured', used: 300_000_000, limit: 1_000_000_000, gate: 'open' },
    { kind: 'redis.failed', role: 'commit', error: 'ECONNRESET' },
  ];
}
