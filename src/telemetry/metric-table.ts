/** What the table says of one metric. Labels are few and closed: never a group key, a contact, an event id or a raw address. */
export interface MetricSpec {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

const fast = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const slow = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const sizes = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000];
const attempts = [1, 2, 3, 5, 8, 12, 20];

/**
 * Every metric of ours by its name: `crosscurrent_<noun>_<unit>`, `_total` for counters. docs/operations.md lists the same names, and the dashboard and the alert rules
 * may use no other; tests hold them together. The metrics of the process (`process_*`, `nodejs_*`) come from prom-client under their usual names.
 */
export const metricTable = {
  crosscurrent_build_info: { type: 'gauge', help: 'Always 1; the label says which version runs.', labels: ['version'] },
  crosscurrent_ready: { type: 'gauge', help: '1 while /readyz is green, else 0.', labels: [] },
  crosscurrent_partitions: { type: 'gauge', help: 'Partitions of the deployment; each stage needs as many owned lanes.', labels: [] },
  crosscurrent_metric_overflows_total: {
    type: 'counter',
    help: 'Samples booked under the label "other" because a metric had reached its limit of series.',
    labels: ['metric'],
  },

  // Admission.
  crosscurrent_admitted_events_total: { type: 'counter', help: 'Events accepted, durable in Redis.', labels: ['route'] },
  crosscurrent_refused_events_total: { type: 'counter', help: 'Events refused, by the code of the refusal.', labels: ['route', 'code'] },
  crosscurrent_webhooks_total: {
    type: 'counter',
    help: 'Requests of platforms by what became of them: taken, handshake, unsigned, turned-away, unreadable, held-back, late, failed.',
    labels: ['source', 'outcome'],
  },
  crosscurrent_webhook_surprises_total: {
    type: 'counter',
    help: 'Fields, versions and events of platforms that this version does not know; they are kept, sealed.',
    labels: ['source', 'what'],
  },
  crosscurrent_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the head of a request to the end of its answer.',
    labels: ['route', 'status'],
    buckets: fast,
  },
  crosscurrent_pack_events: { type: 'histogram', help: 'Events in one appended pack.', labels: [], buckets: sizes },
  crosscurrent_pack_append_duration_seconds: {
    type: 'histogram',
    help: 'Time to append one pack durably.',
    labels: [],
    buckets: fast,
  },

  // Stages and their lanes.
  crosscurrent_stage_events_total: {
    type: 'counter',
    help: 'Events a stage is done with, by fate; fate="duplicate" are the hits of dedupe.',
    labels: ['stage', 'fate'],
  },
  crosscurrent_batch_events: { type: 'histogram', help: 'Events in one batch.', labels: ['stage'], buckets: sizes },
  crosscurrent_batch_duration_seconds: {
    type: 'histogram',
    help: 'Time the operators take for one batch.',
    labels: ['stage'],
    buckets: fast,
  },
  crosscurrent_commits_total: {
    type: 'counter',
    help: 'Commits by result: committed, already (found done), fenced (another owner), failed.',
    labels: ['stage', 'result'],
  },
  crosscurrent_commit_duration_seconds: { type: 'histogram', help: 'Time of one atomic commit.', labels: ['stage'], buckets: fast },
  crosscurrent_operator_messages_total: { type: 'counter', help: 'Messages an operator was given.', labels: ['operator'] },
  crosscurrent_operator_failures_total: { type: 'counter', help: 'Messages an operator failed on.', labels: ['operator'] },
  crosscurrent_operator_seconds_total: { type: 'counter', help: 'Time spent in an operator.', labels: ['operator'] },
  crosscurrent_lane_lag_seconds: {
    type: 'gauge',
    help: 'Age of the oldest entry a lane has not committed; 0 when it is caught up.',
    labels: ['stage', 'partition'],
  },
  crosscurrent_lane_watermark_delay_seconds: {
    type: 'gauge',
    help: 'How far the watermark of a lane is behind the clock.',
    labels: ['stage', 'partition'],
  },
  crosscurrent_lane_in_flight_events: { type: 'gauge', help: 'Events read and not yet committed.', labels: ['stage', 'partition'] },
  crosscurrent_lane_timers_overdue_seconds: {
    type: 'gauge',
    help: 'How late the oldest timer is that is due and has not run.',
    labels: ['stage', 'partition'],
  },
  crosscurrent_lane_epoch: { type: 'gauge', help: 'Epoch of the lane in the hands of this worker.', labels: ['stage', 'partition'] },
  crosscurrent_lanes_owned: { type: 'gauge', help: 'Lanes this worker owns.', labels: ['stage'] },
  crosscurrent_lane_changes_total: {
    type: 'counter',
    help: 'Lanes acquired, released (on purpose) and lost (lease gone).',
    labels: ['stage', 'change'],
  },
  crosscurrent_lane_failures_total: { type: 'counter', help: 'Lanes that broke and were started again.', labels: ['stage'] },
  crosscurrent_relayed_signals_total: {
    type: 'counter',
    help: 'Signals that hopped to the partition of their rule and key; "already" were seen before and ignored.',
    labels: ['result'],
  },

  // Rules.
  crosscurrent_rulebook_info: { type: 'gauge', help: 'Always 1; the label is the hash of the rules in force.', labels: ['hash'] },
  crosscurrent_rulebook_rules: { type: 'gauge', help: 'Rules in force.', labels: [] },
  crosscurrent_rulebook_rejected_findings: {
    type: 'gauge',
    help: 'Findings of the newest rules when they were refused and the old ones stayed in force, else 0.',
    labels: [],
  },
  crosscurrent_rulebook_rejections_total: { type: 'counter', help: 'Reloads refused because the rules had mistakes.', labels: [] },
  crosscurrent_rule_evaluations_total: { type: 'counter', help: 'Conditions evaluated.', labels: ['rule'] },
  crosscurrent_rule_matches_total: { type: 'counter', help: 'Evaluations that were true.', labels: ['rule'] },
  crosscurrent_rule_errors_total: { type: 'counter', help: 'Evaluations that failed.', labels: ['rule'] },
  crosscurrent_rule_fires_total: { type: 'counter', help: 'Fires; a shadow fire sends nothing.', labels: ['rule', 'mode'] },
  crosscurrent_rule_suppressions_total: {
    type: 'counter',
    help: 'Fires held back, by reason (cooldown, cap …).',
    labels: ['rule', 'reason'],
  },
  crosscurrent_workflow_transitions_total: {
    type: 'counter',
    help: 'Workflow runs that moved, by what they came to (running, done, failed …).',
    labels: ['rule', 'state'],
  },

  crosscurrent_attribution_credited_conversions_total: {
    type: 'counter',
    help: 'Conversions whose credit was given or corrected, by the type of the event that did it (a purchase, a refund, a late click …).',
    labels: ['by'],
  },
  crosscurrent_contacts_joined_total: {
    type: 'counter',
    help: 'Names of people that were joined to the contact they belong to, or were not because it has as many as it may, by kind of name.',
    labels: ['result', 'of'],
  },

  crosscurrent_text_model_texts_total: {
    type: 'counter',
    help: 'Texts that a model outside was to be asked about, by result; all but "answered" keep the score of the built-in model.',
    labels: ['model', 'result'],
  },
  crosscurrent_text_model_duration_seconds: {
    type: 'histogram',
    help: 'Time a batch of events waited for a model outside.',
    labels: ['model'],
    buckets: slow,
  },

  // Scheduled jobs.
  crosscurrent_job_runs_total: { type: 'counter', help: 'Runs of scheduled jobs, by result.', labels: ['task', 'result'] },
  crosscurrent_job_duration_seconds: { type: 'histogram', help: 'Time of one run of a scheduled job.', labels: ['task'], buckets: slow },

  // Learned leads.
  crosscurrent_lead_model_version: {
    type: 'gauge',
    help: 'Version of the learned model of leads that this process foretells with.',
    labels: [],
  },
  crosscurrent_lead_model_outcomes: { type: 'gauge', help: 'Outcomes the learned model of leads was taught.', labels: [] },
  crosscurrent_lead_model_converted_ratio: { type: 'gauge', help: 'Share of recent leads that converted.', labels: [] },
  crosscurrent_lead_model_expected_ratio: { type: 'gauge', help: 'Share that the model had foretold for the same leads.', labels: [] },
  crosscurrent_lead_model_log_loss: { type: 'gauge', help: 'Mean log loss of recent predictions.', labels: [] },
  crosscurrent_lead_model_calibration_error: {
    type: 'gauge',
    help: 'Expected calibration error of recent predictions, over ten bins.',
    labels: [],
  },
  crosscurrent_lead_model_drift_index: {
    type: 'gauge',
    help: 'Population stability index of recent predictions against the first thousand; above 0.25 the leads are others than then.',
    labels: [],
  },

  // Experiments.
  crosscurrent_experiment_exposed_contacts: {
    type: 'gauge',
    help: 'Contacts exposed to a variant of the latest design of an experiment.',
    labels: ['experiment', 'variant'],
  },
  crosscurrent_experiment_conversion_ratio: {
    type: 'gauge',
    help: 'Share that converted of the contacts whose horizon is over.',
    labels: ['experiment', 'variant'],
  },
  crosscurrent_experiment_p_value: {
    type: 'gauge',
    help: 'Always-valid p-value of a variant against the control.',
    labels: ['experiment', 'variant'],
  },
  crosscurrent_experiment_ratio_p_value: {
    type: 'gauge',
    help: 'Always-valid p-value of the split against its weights; below 0.001 contacts are lost or doubled.',
    labels: ['experiment'],
  },

  // Deliver.
  crosscurrent_dispatches_total: {
    type: 'counter',
    help: 'Attempts of intents, by result.',
    labels: ['account', 'operation', 'result'],
  },
  crosscurrent_dispatch_duration_seconds: {
    type: 'histogram',
    help: 'Time of one attempt, answer included.',
    labels: ['account'],
    buckets: slow,
  },
  crosscurrent_intents_settled_total: {
    type: 'counter',
    help: 'Intents that came to their end, by fate; guard says which guard suppressed, else it is empty.',
    labels: ['account', 'operation', 'fate', 'guard'],
  },
  crosscurrent_intent_attempts: {
    type: 'histogram',
    help: 'Attempts an intent had when it was settled.',
    labels: ['account'],
    buckets: attempts,
  },
  crosscurrent_guarded_intents_total: {
    type: 'counter',
    help: 'Times a guard held an intent of a rule back: suppressed for good, delayed, or held until a person says yes.',
    labels: ['guard', 'rule', 'effect'],
  },
  crosscurrent_kill_switch: {
    type: 'gauge',
    help: '1 while the kill switch of a scope is on (* is everything, else an account or a type of connector).',
    labels: ['scope'],
  },
  crosscurrent_breaker_state: {
    type: 'gauge',
    help: '1 for the state the circuit breaker of an account is in, 0 for the others.',
    labels: ['account', 'state'],
  },
  crosscurrent_outbox_waiting_intents: { type: 'gauge', help: 'Intents that wait in an outbox.', labels: ['partition'] },
  crosscurrent_outbox_oldest_seconds: { type: 'gauge', help: 'Age of the oldest intent that waits.', labels: ['partition'] },
  crosscurrent_outbox_retrying_intents: { type: 'gauge', help: 'Intents that wait for their next attempt.', labels: ['partition'] },
  crosscurrent_outbox_held_intents: { type: 'gauge', help: "Intents that wait for a person's yes.", labels: ['partition'] },
  crosscurrent_dead_letters_total: { type: 'counter', help: 'Dead letters kept, by stage and code.', labels: ['stage', 'code'] },

  // The accounting identity: accepted = settled + in flight. A difference is a loss (positive) or a double (negative).
  crosscurrent_identity_accepted_events: { type: 'gauge', help: 'Events that entered a stage, ever.', labels: ['stage'] },
  crosscurrent_identity_settled_events: { type: 'gauge', help: 'Events a stage has settled, ever, by fate.', labels: ['stage', 'fate'] },
  crosscurrent_identity_in_flight_events: {
    type: 'gauge',
    help: 'Events in a stage now, counted in the streams. Absent while there are too many.',
    labels: ['stage'],
  },
  crosscurrent_identity_difference_events: {
    type: 'gauge',
    help: 'accepted − settled − in flight; anything but 0 is a loss (above) or a double (below). Absent while a backlog is too long to be counted.',
    labels: ['stage'],
  },

  // Redis.
  crosscurrent_redis_memory_used_bytes: { type: 'gauge', help: 'Memory Redis uses.', labels: [] },
  crosscurrent_redis_memory_limit_bytes: { type: 'gauge', help: 'maxmemory of Redis; 0 when it has none.', labels: [] },
  crosscurrent_redis_memory_used_ratio: { type: 'gauge', help: 'Used share of maxmemory, 0 to 1; 0 when there is no limit.', labels: [] },
  crosscurrent_memory_gate: {
    type: 'gauge',
    help: '1 for the state of the memory gate (open; high: admission holds senders back; full: it takes nothing), 0 for the others.',
    labels: ['gate'],
  },
  crosscurrent_redis_failures_total: {
    type: 'counter',
    help: 'Failures of connections to Redis, by the role of the connection.',
    labels: ['role'],
  },
} as const satisfies { readonly [name: string]: MetricSpec };
