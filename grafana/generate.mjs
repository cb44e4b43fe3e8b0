/**
 * Writes grafana/dashboards/crosscurrent.json: `node grafana/generate.mjs`. A test keeps the file equal to what this says, and asks every query of a real Prometheus.
 * A panel is one call: title, what it tells, width (of 24), queries as [legend, expression]. Panels flow from left to right and rows break lines.
 */
import { writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const source = { type: 'prometheus', uid: '${datasource}' };
const here = 'instance=~"$instance"';
const rate = '[$__rate_interval]';
/** Without the probes, which are many, quick and red by design. */
const ours = ', route!~"/healthz|/readyz|/metrics"';

const red = 'red';
const amber = 'orange';
const green = 'green';
/** Steps of colour: the first colour holds from the lowest value on. */
const steps = (...pairs) => ({ mode: 'absolute', steps: pairs.map(([value, color]) => ({ value, color })) });

const quantiles = (metric, by = '', filter = '') =>
  [0.5, 0.99].map((share) => [
    `p${share * 100}${by ? ` {{${by}}}` : ''}`,
    `histogram_quantile(${share}, sum by (le${by ? `, ${by}` : ''}) (rate(${metric}_bucket{${here}${filter}}${rate})))`,
  ]);

function panel(type, title, description, width, unit, queries, more = {}) {
  const instant = type === 'stat';
  return {
    type,
    title,
    description,
    datasource: source,
    gridPos: { w: width, h: more.height ?? (instant ? 4 : 8) },
    fieldConfig: {
      defaults: {
        unit,
        min: more.min,
        max: more.max,
        thresholds: more.thresholds ?? steps([null, green]),
        mappings: more.mappings ?? [],
        ...(type === 'timeseries'
          ? {
              custom: {
                lineWidth: 1,
                fillOpacity: more.stacked ? 30 : 8,
                showPoints: 'never',
                stacking: { mode: more.stacked ? 'normal' : 'none' },
              },
            }
          : {}),
      },
      overrides: [],
    },
    options: instant
      ? { colorMode: 'background', graphMode: 'none', reduceOptions: { calcs: ['lastNotNull'] } }
      : type === 'timeseries'
        ? { legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] }, tooltip: { mode: 'multi', sort: 'desc' } }
        : {},
    targets: queries.map(([legendFormat, expr], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: source,
      expr,
      legendFormat,
      ...(instant ? { instant: true } : {}),
    })),
  };
}

const stat = (...words) => panel('stat', ...words);
const lines = (...words) => panel('timeseries', ...words);
const states = (...words) => panel('state-timeline', ...words);

const yesNo = [{ type: 'value', options: { 0: { text: 'no', color: red }, 1: { text: 'yes', color: green } } }];

const rows = [
  [
    'Is it healthy?',
    stat('Engines up', 'Engines that answer Prometheus.', 4, 'none', [['up', `sum(up{job="crosscurrent", ${here}})`]], {
      thresholds: steps([null, red], [1, green]),
    }),
    stat(
      'Ready',
      'Whether every engine can promise that accepted is durable (/readyz).',
      4,
      'none',
      [['ready', `min(crosscurrent_ready{${here}})`]],
      {
        mappings: yesNo,
        thresholds: steps([null, red], [1, green]),
      },
    ),
    stat(
      'Identity',
      'accepted − settled − in flight over all stages, without sign. Anything but 0 that stays is a loss or a double.',
      4,
      'none',
      [['difference', `sum(max by (stage) (abs(crosscurrent_identity_difference_events{${here}})))`]],
      {
        thresholds: steps([null, green], [1, red]),
      },
    ),
    stat(
      'Worst lag',
      'Age of the oldest entry that the slowest lane has not committed.',
      4,
      's',
      [['lag', `max(crosscurrent_lane_lag_seconds{${here}})`]],
      {
        thresholds: steps([null, green], [10, amber], [60, red]),
      },
    ),
    // Counted over all instances on purpose: a lane is owned once, by whichever worker.
    stat(
      'Lanes without owner',
      'Lanes nobody owns; they do not move. Counted over all instances.',
      4,
      'none',
      [['lanes', 'count(sum by (stage) (crosscurrent_lanes_owned)) * max(crosscurrent_partitions) - sum(crosscurrent_lanes_owned)']],
      {
        thresholds: steps([null, green], [1, red]),
      },
    ),
    stat(
      'Alerts',
      'Alerts that fire now, over all instances.',
      4,
      'none',
      [['alerts', 'count(ALERTS{alertstate="firing", alertname=~"Crosscurrent.*"}) or vector(0)']],
      {
        thresholds: steps([null, green], [1, red]),
      },
    ),
    lines(
      'Events by stage',
      'Events each stage is done with, per second.',
      8,
      'eps',
      [['{{stage}}', `sum by (stage) (rate(crosscurrent_stage_events_total{${here}}${rate}))`]],
      { min: 0 },
    ),
    lines('Lag', 'The slowest lane of each stage.', 8, 's', [['{{stage}}', `max by (stage) (crosscurrent_lane_lag_seconds{${here}})`]], {
      min: 0,
    }),
    lines('In the books', 'Where the accepted events are: settled by fate, in flight, and what does not add up.', 8, 'short', [
      ['{{stage}} {{fate}}', `max by (stage, fate) (crosscurrent_identity_settled_events{${here}})`],
      ['{{stage}} in flight', `max by (stage) (crosscurrent_identity_in_flight_events{${here}})`],
      ['{{stage}} accepted', `max by (stage) (crosscurrent_identity_accepted_events{${here}})`],
      ['{{stage}} difference', `max by (stage) (crosscurrent_identity_difference_events{${here}})`],
    ]),
  ],
  [
    'Coming in',
    lines(
      'Accepted and refused',
      'Events per second that were made durable, and that were not taken.',
      8,
      'eps',
      [
        ['accepted {{route}}', `sum by (route) (rate(crosscurrent_admitted_events_total{${here}}${rate}))`],
        ['refused', `sum(rate(crosscurrent_refused_events_total{${here}}${rate}))`],
      ],
      { min: 0 },
    ),
    lines(
      'Refused by code',
      'Why events are refused; docs/errors.md explains each code.',
      8,
      'eps',
      [['{{code}}', `sum by (code) (rate(crosscurrent_refused_events_total{${here}}${rate}))`]],
      { min: 0, stacked: true },
    ),
    lines(
      'Answers by status',
      'Requests per second by HTTP status.',
      8,
      'reqps',
      [['{{status}}', `sum by (status) (rate(crosscurrent_request_duration_seconds_count{${here}${ours}}${rate}))`]],
      { min: 0, stacked: true },
    ),
    lines(
      'Time to answer',
      'From the head of a request to the end of its answer.',
      8,
      's',
      quantiles('crosscurrent_request_duration_seconds', '', ours),
      { min: 0 },
    ),
    lines('Time to append a pack', 'Redis, durability included.', 8, 's', quantiles('crosscurrent_pack_append_duration_seconds'), {
      min: 0,
    }),
    lines(
      'Events in a pack',
      'Larger packs cost less per event.',
      8,
      'short',
      [['mean', `sum(rate(crosscurrent_pack_events_sum{${here}}${rate})) / sum(rate(crosscurrent_pack_events_count{${here}}${rate}))`]],
      { min: 0 },
    ),
  ],
  [
    'Enrich',
    lines(
      'Fates',
      'What became of events; "duplicate" are the hits of dedupe.',
      8,
      'eps',
      [['{{fate}}', `sum by (fate) (rate(crosscurrent_stage_events_total{${here}, stage="enrich"}${rate}))`]],
      { min: 0, stacked: true },
    ),
    lines(
      'Lag of the slowest lanes',
      'The ten partitions that are furthest behind.',
      8,
      's',
      [['partition {{partition}}', `topk(10, max by (partition) (crosscurrent_lane_lag_seconds{${here}, stage="enrich"}))`]],
      { min: 0 },
    ),
    lines(
      'Events in a batch',
      'Small batches at a high lag mean that something else than work is slow.',
      8,
      'short',
      [
        [
          '{{stage}}',
          `sum by (stage) (rate(crosscurrent_batch_events_sum{${here}}${rate})) / sum by (stage) (rate(crosscurrent_batch_events_count{${here}}${rate}))`,
        ],
      ],
      { min: 0 },
    ),
    lines('Time of a batch', 'In the operators, per batch.', 8, 's', quantiles('crosscurrent_batch_duration_seconds', 'stage'), { min: 0 }),
    lines(
      'Time in operators',
      'Seconds of work per second, by operator.',
      8,
      'percentunit',
      [['{{operator}}', `sum by (operator) (rate(crosscurrent_operator_seconds_total{${here}}${rate}))`]],
      { min: 0, stacked: true },
    ),
    lines(
      'Operators',
      'Messages per second, and failures.',
      8,
      'eps',
      [
        ['{{operator}}', `sum by (operator) (rate(crosscurrent_operator_messages_total{${here}}${rate}))`],
        ['{{operator}} failed', `sum by (operator) (rate(crosscurrent_operator_failures_total{${here}}${rate})) > 0`],
      ],
      { min: 0 },
    ),
  ],
  [
    'Decide',
    lines(
      'Fires',
      'Fires per minute by rule; shadow fires send nothing.',
      8,
      'short',
      [['{{rule}} {{mode}}', `60 * sum by (rule, mode) (rate(crosscurrent_rule_fires_total{${here}}${rate}))`]],
      { min: 0 },
    ),
    lines(
      'Evaluated and matched',
      'Per second, by rule.',
      8,
      'eps',
      [
        ['{{rule}} evaluated', `sum by (rule) (rate(crosscurrent_rule_evaluations_total{${here}}${rate}))`],
        ['{{rule}} matched', `sum by (rule) (rate(crosscurrent_rule_matches_total{${here}}${rate}))`],
      ],
      { min: 0 },
    ),
    lines(
      'Held back and failed',
      'Fires suppressed, by reason, and evaluations that failed; per minute.',
      8,
      'short',
      [
        ['{{rule}} {{reason}}', `60 * sum by (rule, reason) (rate(crosscurrent_rule_suppressions_total{${here}}${rate}))`],
        ['{{rule}} failed', `60 * sum by (rule) (rate(crosscurrent_rule_errors_total{${here}}${rate}))`],
      ],
      { min: 0 },
    ),
    lines(
      'Workflow runs',
      'Runs that moved, by what they came to; per minute.',
      24,
      'short',
      // Most rules never wait: no run is an answer too.
      [['{{state}}', `60 * sum by (state) (rate(crosscurrent_workflow_transitions_total{${here}}${rate})) or vector(0)`]],
      { min: 0 },
    ),
    lines(
      'Time stands where?',
      'How far the watermark is behind the clock, and how late the oldest timer is.',
      12,
      's',
      [
        ['{{stage}} watermark', `max by (stage) (crosscurrent_lane_watermark_delay_seconds{${here}})`],
        ['{{stage}} timers', `max by (stage) (crosscurrent_lane_timers_overdue_seconds{${here}})`],
      ],
      { min: 0 },
    ),
    lines(
      'Signals',
      'Signals that hopped to their rule and key; "already" were seen before and ignored.',
      12,
      'eps',
      [['{{result}}', `sum by (result) (rate(crosscurrent_relayed_signals_total{${here}}${rate}))`]],
      { min: 0 },
    ),
    stat('Rules in force', 'Per engine; they must agree.', 6, 'none', [['{{instance}}', `crosscurrent_rulebook_rules{${here}}`]]),
    stat('Rules by hash', 'Engines by the hash of their rules; one hash is right.', 6, 'none', [
      ['{{hash}}', `count by (hash) (crosscurrent_rulebook_info{${here}})`],
    ]),
    stat(
      'Mistakes in the newest rules',
      'More than 0: the newest rules were refused and the old ones stay in force.',
      6,
      'none',
      [['findings', `max(crosscurrent_rulebook_rejected_findings{${here}})`]],
      { thresholds: steps([null, green], [1, red]) },
    ),
    stat('Reloads refused', 'Since the engines started.', 6, 'none', [['refused', `sum(crosscurrent_rulebook_rejections_total{${here}})`]]),
  ],
  [
    'Leads, experiments, contacts, credit',
    lines(
      'Leads foretold',
      'Share of recent leads that converted, and the share that the learned model had foretold for them.',
      8,
      'percentunit',
      [
        ['converted', `max(crosscurrent_lead_model_converted_ratio{${here}}) or vector(0)`],
        ['foretold', `max(crosscurrent_lead_model_expected_ratio{${here}}) or vector(0)`],
      ],
      { min: 0 },
    ),
    lines(
      'Health of the model of leads',
      'Calibration error, log loss, and drift: above 0.25 the leads are others than at first.',
      8,
      'none',
      [
        ['calibration error', `max(crosscurrent_lead_model_calibration_error{${here}}) or vector(0)`],
        ['log loss', `max(crosscurrent_lead_model_log_loss{${here}}) or vector(0)`],
        ['drift', `max(crosscurrent_lead_model_drift_index{${here}}) or vector(0)`],
      ],
      { min: 0 },
    ),
    stat('Version of the model of leads', 'Engines may be neighbouring versions apart for some seconds.', 4, 'none', [
      ['version', `max(crosscurrent_lead_model_version{${here}}) or vector(0)`],
    ]),
    stat('Outcomes learned', 'What became of so many leads.', 4, 'none', [
      ['outcomes', `max(crosscurrent_lead_model_outcomes{${here}}) or vector(0)`],
    ]),
    lines(
      'Variants',
      'Share that converted, of the contacts whose horizon is over.',
      8,
      'percentunit',
      [['{{experiment}} {{variant}}', `max by (experiment, variant) (crosscurrent_experiment_conversion_ratio{${here}}) or vector(0)`]],
      { min: 0 },
    ),
    lines(
      'Exposed contacts',
      'Of the latest design of each experiment.',
      8,
      'short',
      [['{{experiment}} {{variant}}', `max by (experiment, variant) (crosscurrent_experiment_exposed_contacts{${here}}) or vector(0)`]],
      { min: 0 },
    ),
    lines(
      'Can it be told?',
      'Always-valid p-values: of a variant against the control, and of the split against its weights (below 0.001 it is broken).',
      8,
      'none',
      [
        ['{{experiment}} {{variant}}', `min by (experiment, variant) (crosscurrent_experiment_p_value{${here}}) or vector(1)`],
        ['{{experiment}} split', `min by (experiment) (crosscurrent_experiment_ratio_p_value{${here}}) or vector(1)`],
      ],
      { min: 0, max: 1 },
    ),
    lines(
      'Webhooks',
      'Requests of platforms by what became of them, and what this version does not know of them; per minute.',
      12,
      'short',
      [
        ['{{source}} {{outcome}}', `60 * sum by (source, outcome) (rate(crosscurrent_webhooks_total{${here}}${rate})) or vector(0)`],
        [
          '{{source}} unknown {{what}}',
          `60 * sum by (source, what) (rate(crosscurrent_webhook_surprises_total{${here}}${rate})) or vector(0)`,
        ],
      ],
      { min: 0 },
    ),
    lines(
      'Contacts joined',
      'Names that were joined to the contact they belong to, or were not because it has as many as it may; per minute.',
      12,
      'short',
      [['{{of}} {{result}}', `60 * sum by (of, result) (rate(crosscurrent_contacts_joined_total{${here}}${rate})) or vector(0)`]],
      { min: 0 },
    ),
    lines(
      'Text model outside',
      'Texts by what came of asking about them, per minute; all but "answered" keep the built-in score. None where no such model is configured.',
      12,
      'short',
      [['{{model}} {{result}}', `60 * sum by (model, result) (rate(crosscurrent_text_model_texts_total{${here}}${rate})) or vector(0)`]],
      { min: 0, stacked: true },
    ),
    lines(
      'Wait for the text model',
      'How long batches of events waited.',
      12,
      's',
      quantiles('crosscurrent_text_model_duration_seconds', 'model').map(([legend, query]) => [legend, `${query} or vector(0)`]),
      { min: 0 },
    ),
    lines(
      'Credit',
      'Conversions whose credit was given or corrected, by what did it; per minute.',
      8,
      'short',
      [['{{by}}', `60 * sum by (by) (rate(crosscurrent_attribution_credited_conversions_total{${here}}${rate})) or vector(0)`]],
      { min: 0 },
    ),
    lines(
      'Scheduled jobs',
      'Runs by result, per hour.',
      8,
      'short',
      [['{{task}} {{result}}', `3600 * sum by (task, result) (rate(crosscurrent_job_runs_total{${here}}${rate})) or vector(0)`]],
      { min: 0 },
    ),
    lines(
      'Time of a job',
      'Per run.',
      8,
      's',
      // Most deployments have no job, learn nothing and split nobody: here nothing is an answer too.
      quantiles('crosscurrent_job_duration_seconds', 'task').map(([legend, query]) => [legend, `${query} or vector(0)`]),
      { min: 0 },
    ),
  ],
  [
    'Deliver',
    lines(
      'Attempts',
      'Per minute, by account and result.',
      8,
      'short',
      [['{{account}} {{result}}', `60 * sum by (account, result) (rate(crosscurrent_dispatches_total{${here}}${rate}))`]],
      { min: 0 },
    ),
    lines('Time of an attempt', 'By account.', 8, 's', quantiles('crosscurrent_dispatch_duration_seconds', 'account'), { min: 0 }),
    lines(
      'How actions ended',
      'Per minute, by fate and guard.',
      8,
      'short',
      [['{{account}} {{fate}} {{guard}}', `60 * sum by (account, fate, guard) (rate(crosscurrent_intents_settled_total{${here}}${rate}))`]],
      { min: 0, stacked: true },
    ),
    lines(
      'Outbox',
      "Intents that wait, those that wait for another attempt, and those that wait for a person's yes.",
      8,
      'short',
      [
        ['waiting', `sum(max by (partition) (crosscurrent_outbox_waiting_intents{${here}}))`],
        ['retrying', `sum(max by (partition) (crosscurrent_outbox_retrying_intents{${here}}))`],
        ['held', `sum(max by (partition) (crosscurrent_outbox_held_intents{${here}}))`],
      ],
      { min: 0 },
    ),
    lines('Age of the oldest intent', 'Over all outboxes.', 8, 's', [['oldest', `max(crosscurrent_outbox_oldest_seconds{${here}})`]], {
      min: 0,
    }),
    lines(
      'Attempts an action needed',
      'Mean, by account.',
      8,
      'short',
      [
        [
          '{{account}}',
          `sum by (account) (rate(crosscurrent_intent_attempts_sum{${here}}${rate})) / sum by (account) (rate(crosscurrent_intent_attempts_count{${here}}${rate}))`,
        ],
      ],
      { min: 0 },
    ),
    states(
      'Circuit breakers',
      'Open while a platform is cut off; half-open while it is tried.',
      12,
      'none',
      [
        [
          '{{account}}',
          `max by (account) (crosscurrent_breaker_state{${here}, state="half-open"} + on (account, instance) group_left () 2 * crosscurrent_breaker_state{${here}, state="open"})`,
        ],
      ],
      {
        mappings: [
          {
            type: 'value',
            options: { 0: { text: 'closed', color: green }, 1: { text: 'half-open', color: amber }, 2: { text: 'open', color: red } },
          },
        ],
      },
    ),
    lines(
      'Dead letters',
      'Kept since the engines started, by stage and code.',
      12,
      'short',
      [['{{stage}} {{code}}', `sum by (stage, code) (crosscurrent_dead_letters_total{${here}})`]],
      { min: 0 },
    ),
    lines(
      'Guards',
      'Actions held back a minute, by rule and guard: suppressed for good, delayed, or held for a person.',
      12,
      'short',
      [
        [
          '{{rule}} {{guard}} {{effect}}',
          `60 * sum by (rule, guard, effect) (rate(crosscurrent_guarded_intents_total{${here}}${rate})) or vector(0)`,
        ],
      ],
      { min: 0 },
    ),
    states(
      'Kill switches',
      'What is stopped; * is everything.',
      12,
      'none',
      [['{{scope}}', `max by (scope) (crosscurrent_kill_switch{${here}})`]],
      { mappings: [{ type: 'value', options: { 0: { text: 'off', color: green }, 1: { text: 'on', color: red } } }] },
    ),
  ],
  [
    'Redis & process',
    lines(
      'Memory of Redis',
      'Used and limit.',
      8,
      'bytes',
      [
        ['used', `max(crosscurrent_redis_memory_used_bytes{${here}})`],
        ['limit', `max(crosscurrent_redis_memory_limit_bytes{${here}})`],
      ],
      { min: 0 },
    ),
    lines(
      'Used share of maxmemory',
      'Admission holds senders back at "high" and takes nothing at "full".',
      8,
      'percentunit',
      [['used', `max(crosscurrent_redis_memory_used_ratio{${here}})`]],
      { min: 0, max: 1 },
    ),
    states(
      'Memory gate',
      'The worst state over the engines.',
      8,
      'none',
      [
        [
          'gate',
          `max(crosscurrent_memory_gate{${here}, gate="high"} + ignoring (gate) 2 * crosscurrent_memory_gate{${here}, gate="full"})`,
        ],
      ],
      {
        mappings: [
          {
            type: 'value',
            options: { 0: { text: 'open', color: green }, 1: { text: 'high', color: amber }, 2: { text: 'full', color: red } },
          },
        ],
      },
    ),
    lines(
      'Commits',
      'Per second, by result; "fenced" were refused because another worker owns the lane.',
      8,
      'ops',
      [['{{stage}} {{result}}', `sum by (stage, result) (rate(crosscurrent_commits_total{${here}}${rate}))`]],
      { min: 0 },
    ),
    lines('Time of a commit', 'By stage.', 8, 's', quantiles('crosscurrent_commit_duration_seconds', 'stage'), { min: 0 }),
    lines(
      'Failures of Redis',
      'Per minute, by the role of the connection.',
      8,
      'short',
      [['{{role}}', `60 * sum by (role) (rate(crosscurrent_redis_failures_total{${here}}${rate}))`]],
      { min: 0 },
    ),
    lines('Lanes owned', 'By engine and stage.', 8, 'none', [['{{instance}} {{stage}}', `crosscurrent_lanes_owned{${here}}`]], { min: 0 }),
    lines(
      'Lanes that change hands or break',
      'Per minute.',
      8,
      'short',
      [
        ['{{stage}} {{change}}', `60 * sum by (stage, change) (rate(crosscurrent_lane_changes_total{${here}}${rate}))`],
        ['{{stage}} failed', `60 * sum by (stage) (rate(crosscurrent_lane_failures_total{${here}}${rate}))`],
      ],
      { min: 0 },
    ),
    lines(
      'Events in flight',
      'Read and not yet committed.',
      8,
      'short',
      [['{{stage}}', `sum by (stage) (crosscurrent_lane_in_flight_events{${here}})`]],
      { min: 0 },
    ),
    lines(
      'Epochs',
      'The highest epoch of a stage rises with each change of owner.',
      8,
      'none',
      [['{{stage}}', `max by (stage) (crosscurrent_lane_epoch{${here}})`]],
      { min: 0 },
    ),
    lines(
      'Series beyond the limit',
      'Samples booked under "other" since the engines started; none is right.',
      8,
      'short',
      [['{{metric}}', `sum by (metric) (crosscurrent_metric_overflows_total{${here}}) or vector(0)`]],
      { min: 0 },
    ),
    lines('Event loop', 'How late the event loop is, p99.', 8, 's', [['{{instance}}', `nodejs_eventloop_lag_p99_seconds{${here}}`]], {
      min: 0,
    }),
    lines(
      'Processor',
      'Seconds of processor time per second.',
      8,
      'percentunit',
      [['{{instance}}', `rate(process_cpu_seconds_total{job="crosscurrent", ${here}}${rate})`]],
      { min: 0 },
    ),
    lines(
      'Memory of the process',
      'Resident, and the heap in use.',
      8,
      'bytes',
      [
        ['{{instance}} resident', `process_resident_memory_bytes{job="crosscurrent", ${here}}`],
        ['{{instance}} heap', `nodejs_heap_size_used_bytes{${here}}`],
      ],
      { min: 0 },
    ),
    stat('Versions', 'Engines by the version they run.', 8, 'none', [
      ['{{version}}', `count by (version) (crosscurrent_build_info{${here}})`],
    ]),
  ],
];

function layout() {
  const panels = [];
  let id = 0;
  let y = 0;
  for (const [title, ...members] of rows) {
    panels.push({ id: ++id, type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] });
    y += 1;
    let x = 0;
    let tallest = 0;
    for (const member of members) {
      if (x + member.gridPos.w > 24) {
        x = 0;
        y += tallest;
        tallest = 0;
      }
      panels.push({ id: ++id, ...member, gridPos: { x, y, ...member.gridPos } });
      x += member.gridPos.w;
      tallest = Math.max(tallest, member.gridPos.h);
    }
    y += tallest;
  }
  return panels;
}

/** The dashboard as Grafana reads it. */
export const dashboard = {
  uid: 'crosscurrent',
  title: 'Crosscurrent',
  description: 'Is it healthy, what comes in, what is decided, what goes out.',
  tags: ['crosscurrent'],
  schemaVersion: 39,
  editable: false,
  graphTooltip: 1,
  refresh: '10s',
  time: { from: 'now-1h', to: 'now' },
  timezone: 'browser',
  templating: {
    list: [
      {
        name: 'datasource',
        label: 'Prometheus',
        type: 'datasource',
        query: 'prometheus',
        hide: 0,
        current: { text: 'Prometheus', value: 'crosscurrent-prometheus' },
      },
      {
        name: 'instance',
        label: 'Engine',
        type: 'query',
        datasource: source,
        query: { query: 'label_values(crosscurrent_ready, instance)', refId: 'instance' },
        refresh: 2,
        sort: 1,
        multi: true,
        includeAll: true,
        allValue: '.*',
        current: { text: 'All', value: '$__all' },
      },
    ],
  },
  annotations: {
    list: [
      {
        name: 'New rules',
        enable: true,
        datasource: source,
        iconColor: 'blue',
        expr: 'count by (hash) (crosscurrent_rulebook_info) unless count by (hash) (crosscurrent_rulebook_info offset 1m)',
        titleFormat: 'Rules {{hash}}',
      },
    ],
  },
  panels: layout(),
};

if (argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('dashboards/crosscurrent.json', import.meta.url), `${JSON.stringify(dashboard, null, 2)}\n`);
}
