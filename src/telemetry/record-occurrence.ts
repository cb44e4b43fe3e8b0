import type { Meter } from './meter.ts';
import type { Observe, Occurrence } from './occurrence.ts';

const breakerStates = ['closed', 'half-open', 'open'] as const;
const gates = ['open', 'high', 'full'] as const;
const commitResults = ['committed', 'already', 'fenced', 'failed'] as const;

/** The only place where an occurrence becomes numbers: returns an observer that books every occurrence into `meter`. */
export function recordOccurrence(meter: Meter): Observe {
  const owned = new Map<string, Set<number>>();
  const fatesSeen = new Map<string, Set<string>>();

  /** Gauges of a lane live only while it is ours; the next owner, in another process, reports from then on. */
  function own(stage: string, partition: number, epoch: number): void {
    const lanes = owned.get(stage) ?? new Set();
    owned.set(stage, lanes.add(partition));
    meter.set('crosscurrent_lane_epoch', { stage, partition }, epoch);
    meter.set('crosscurrent_lanes_owned', { stage }, lanes.size);
  }

  function disown(stage: string, partition: number): void {
    owned.get(stage)?.delete(partition);
    meter.forget('crosscurrent_lane_epoch', { stage, partition });
    meter.forget('crosscurrent_lane_lag_seconds', { stage, partition });
    meter.forget('crosscurrent_lane_watermark_delay_seconds', { stage, partition });
    meter.forget('crosscurrent_lane_in_flight_events', { stage, partition });
    meter.forget('crosscurrent_lane_timers_overdue_seconds', { stage, partition });
    meter.set('crosscurrent_lanes_owned', { stage }, owned.get(stage)?.size ?? 0);
  }

  function balance(stage: string, accepted: number, settled: { readonly [fate: string]: number }, inFlight: number): void {
    const fates = fatesSeen.get(stage) ?? new Set();
    fatesSeen.set(stage, fates);
    for (const fate of Object.keys(settled)) fates.add(fate);
    let sum = 0;
    for (const fate of fates) {
      const count = settled[fate] ?? 0;
      sum += count;
      meter.set('crosscurrent_identity_settled_events', { stage, fate }, count);
    }
    meter.set('crosscurrent_identity_accepted_events', { stage }, accepted);
    if (inFlight < 0) {
      // Not counted: no difference is better than a wrong one, in either direction.
      meter.forget('crosscurrent_identity_in_flight_events', { stage });
      return meter.forget('crosscurrent_identity_difference_events', { stage });
    }
    meter.set('crosscurrent_identity_in_flight_events', { stage }, inFlight);
    meter.set('crosscurrent_identity_difference_events', { stage }, accepted - sum - inFlight);
  }

  return (occurrence: Occurrence): void => {
    switch (occurrence.kind) {
      case 'engine.started':
        meter.set('crosscurrent_build_info', { version: occurrence.version }, 1);
        meter.set('crosscurrent_partitions', {}, occurrence.partitions);
        // A stage that never gets a lane must show as 0, or the alert on lanes without an owner could not see it.
        for (const stage of occurrence.stages) {
          meter.set('crosscurrent_lanes_owned', { stage }, owned.get(stage)?.size ?? 0);
          for (const result of commitResults) meter.add('crosscurrent_commits_total', { stage, result }, 0);
        }
        return;
      case 'readiness.changed':
        return meter.set('crosscurrent_ready', {}, occurrence.ready ? 1 : 0);

      case 'admission.decided':
        meter.add('crosscurrent_admitted_events_total', { route: occurrence.route }, occurrence.accepted);
        for (const code in occurrence.refused) {
          meter.add('crosscurrent_refused_events_total', { route: occurrence.route, code }, occurrence.refused[code]!);
        }
        return;
      case 'webhook.heard':
        return meter.add('crosscurrent_webhooks_total', { source: occurrence.source, outcome: occurrence.outcome }, 1);
      case 'webhook.surprised':
        return meter.add('crosscurrent_webhook_surprises_total', { source: occurrence.source, what: occurrence.what }, occurrence.count);
      case 'request.answered':
        return meter.observe(
          'crosscurrent_request_duration_seconds',
          { route: occurrence.route, status: occurrence.status },
          occurrence.seconds,
        );
      case 'pack.appended':
        meter.observe('crosscurrent_pack_events', {}, occurrence.events);
        return meter.observe('crosscurrent_pack_append_duration_seconds', {}, occurrence.seconds);

      case 'batch.processed':
        meter.observe('crosscurrent_batch_events', { stage: occurrence.stage }, occurrence.events);
        meter.observe('crosscurrent_batch_duration_seconds', { stage: occurrence.stage }, occurrence.seconds);
        for (const fate in occurrence.fates) {
          meter.add('crosscurrent_stage_events_total', { stage: occurrence.stage, fate }, occurrence.fates[fate]!);
        }
        return;
      case 'batch.committed':
        meter.add('crosscurrent_commits_total', { stage: occurrence.stage, result: occurrence.result }, 1);
        return meter.observe('crosscurrent_commit_duration_seconds', { stage: occurrence.stage }, occurrence.seconds);
      case 'operator.ran':
        meter.add('crosscurrent_operator_messages_total', { operator: occurrence.operator }, occurrence.messages);
        meter.add('crosscurrent_operator_failures_total', { operator: occurrence.operator }, occurrence.failures);
        return meter.add('crosscurrent_operator_seconds_total', { operator: occurrence.operator }, occurrence.seconds);

      case 'lane.acquired':
        own(occurrence.stage, occurrence.partition, occurrence.epoch);
        return meter.add('crosscurrent_lane_changes_total', { stage: occurrence.stage, change: 'acquired' }, 1);
      case 'lane.released':
        disown(occurrence.stage, occurrence.partition);
        return meter.add('crosscurrent_lane_changes_total', { stage: occurrence.stage, change: 'released' }, 1);
      case 'lane.lost':
        disown(occurrence.stage, occurrence.partition);
        return meter.add('crosscurrent_lane_changes_total', { stage: occurrence.stage, change: 'lost' }, 1);
      case 'lane.failed':
        // A lane that broke is nobody's until someone acquires it again.
        disown(occurrence.stage, occurrence.partition);
        return meter.add('crosscurrent_lane_failures_total', { stage: occurrence.stage }, 1);
      case 'lane.measured': {
        // A measurement that was under way when the lane went would bring its gauges back for ever.
        if (!owned.get(occurrence.stage)?.has(occurrence.partition)) return;
        const lane = { stage: occurrence.stage, partition: occurrence.partition };
        meter.set('crosscurrent_lane_lag_seconds', lane, occurrence.lagSeconds);
        meter.set('crosscurrent_lane_watermark_delay_seconds', lane, occurrence.watermarkDelaySeconds);
        meter.set('crosscurrent_lane_in_flight_events', lane, occurrence.inFlight);
        return meter.set('crosscurrent_lane_timers_overdue_seconds', lane, occurrence.timersDueSeconds);
      }
      case 'signals.relayed':
        return meter.add('crosscurrent_relayed_signals_total', { result: occurrence.result }, occurrence.signals);

      case 'rule.evaluated':
        meter.add('crosscurrent_rule_evaluations_total', { rule: occurrence.rule }, occurrence.evaluated);
        meter.add('crosscurrent_rule_matches_total', { rule: occurrence.rule }, occurrence.matched);
        return meter.add('crosscurrent_rule_errors_total', { rule: occurrence.rule }, occurrence.errors);
      case 'rule.fired':
        return meter.add('crosscurrent_rule_fires_total', { rule: occurrence.rule, mode: occurrence.mode }, 1);
      case 'rule.suppressed':
        return meter.add('crosscurrent_rule_suppressions_total', { rule: occurrence.rule, reason: occurrence.reason }, occurrence.count);
      case 'run.moved':
        return meter.add('crosscurrent_workflow_transitions_total', { rule: occurrence.rule, state: occurrence.state }, 1);
      case 'credit.changed':
        return meter.add('crosscurrent_attribution_credited_conversions_total', { by: occurrence.by }, occurrence.conversions);
      case 'job.ran':
        meter.add('crosscurrent_job_runs_total', { task: occurrence.job, result: occurrence.result }, 1);
        return meter.observe('crosscurrent_job_duration_seconds', { task: occurrence.job }, occurrence.seconds);
      case 'lead-model.taken':
        meter.set('crosscurrent_lead_model_version', {}, occurrence.version);
        meter.set('crosscurrent_lead_model_outcomes', {}, occurrence.outcomes);
        meter.set('crosscurrent_lead_model_converted_ratio', {}, occurrence.converted);
        meter.set('crosscurrent_lead_model_expected_ratio', {}, occurrence.expected);
        meter.set('crosscurrent_lead_model_log_loss', {}, occurrence.logLoss);
        meter.set('crosscurrent_lead_model_calibration_error', {}, occurrence.ece);
        if (occurrence.drift !== undefined) meter.set('crosscurrent_lead_model_drift_index', {}, occurrence.drift);
        return;
      case 'contacts.joined':
        return meter.add('crosscurrent_contacts_joined_total', { result: occurrence.result, of: occurrence.of }, 1);
      case 'experiment.judged': {
        const { experiment } = occurrence;
        meter.set('crosscurrent_experiment_ratio_p_value', { experiment }, occurrence.ratioP);
        for (const { variant, exposed, rate, p } of occurrence.variants) {
          meter.set('crosscurrent_experiment_exposed_contacts', { experiment, variant }, exposed);
          if (rate !== null) meter.set('crosscurrent_experiment_conversion_ratio', { experiment, variant }, rate);
          if (p !== undefined) meter.set('crosscurrent_experiment_p_value', { experiment, variant }, p);
        }
        return;
      }
      case 'rules.loaded':
        meter.clear('crosscurrent_rulebook_info');
        meter.set('crosscurrent_rulebook_info', { hash: occurrence.hash }, 1);
        meter.set('crosscurrent_rulebook_rules', {}, occurrence.rules);
        return meter.set('crosscurrent_rulebook_rejected_findings', {}, 0);
      case 'rules.rejected':
        meter.add('crosscurrent_rulebook_rejections_total', {}, 1);
        return meter.set('crosscurrent_rulebook_rejected_findings', {}, Math.max(1, occurrence.findings));

      case 'dispatch.attempted': {
        const { account, operation, result } = occurrence;
        meter.add('crosscurrent_dispatches_total', { account, operation, result }, 1);
        return meter.observe('crosscurrent_dispatch_duration_seconds', { account }, occurrence.seconds);
      }
      case 'intent.settled': {
        const { account, operation, fate, guard = '' } = occurrence;
        meter.add('crosscurrent_intents_settled_total', { account, operation, fate, guard }, 1);
        return meter.observe('crosscurrent_intent_attempts', { account }, occurrence.attempts);
      }
      case 'guard.acted': {
        const { guard, rule, effect } = occurrence;
        return meter.add('crosscurrent_guarded_intents_total', { guard, rule, effect }, 1);
      }
      case 'kill-switches.changed':
        meter.clear('crosscurrent_kill_switch');
        // Always there, or a panel could not tell "off" from "not scraped".
        meter.set('crosscurrent_kill_switch', { scope: '*' }, 0);
        for (const scope of occurrence.scopes) meter.set('crosscurrent_kill_switch', { scope }, 1);
        return;
      case 'text-model.asked': {
        const { model, results, seconds } = occurrence;
        for (const [result, texts] of Object.entries(results)) meter.add('crosscurrent_text_model_texts_total', { model, result }, texts);
        return meter.observe('crosscurrent_text_model_duration_seconds', { model }, seconds);
      }
      case 'breaker.changed':
        for (const state of breakerStates) {
          meter.set('crosscurrent_breaker_state', { account: occurrence.account, state }, state === occurrence.state ? 1 : 0);
        }
        return;
      case 'outbox.measured':
        meter.set('crosscurrent_outbox_waiting_intents', { partition: occurrence.partition }, occurrence.waiting);
        meter.set('crosscurrent_outbox_oldest_seconds', { partition: occurrence.partition }, occurrence.oldestSeconds);
        meter.set('crosscurrent_outbox_held_intents', { partition: occurrence.partition }, occurrence.held);
        return meter.set('crosscurrent_outbox_retrying_intents', { partition: occurrence.partition }, occurrence.retries);
      case 'dead-letter.kept':
        return meter.add('crosscurrent_dead_letters_total', { stage: occurrence.stage, code: occurrence.code }, occurrence.count);

      case 'identity.measured':
        return balance(occurrence.stage, occurrence.accepted, occurrence.settled, occurrence.inFlight);
      case 'memory.measured':
        meter.set('crosscurrent_redis_memory_used_bytes', {}, occurrence.used);
        meter.set('crosscurrent_redis_memory_limit_bytes', {}, occurrence.limit);
        meter.set('crosscurrent_redis_memory_used_ratio', {}, occurrence.limit > 0 ? occurrence.used / occurrence.limit : 0);
        for (const gate of gates) meter.set('crosscurrent_memory_gate', { gate }, gate === occurrence.gate ? 1 : 0);
        return;
      case 'redis.failed':
        return meter.add('crosscurrent_redis_failures_total', { role: occurrence.role }, 1);
      default:
        // A kind without a case does not compile here.
        occurrence satisfies never;
    }
  };
}
