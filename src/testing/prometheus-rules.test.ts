import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createInstruments, metricTable, type MetricSpec } from '#telemetry';
import { dashboardQueries } from './prometheus-dashboard.ts';
import { metricNames } from './prometheus-names.ts';
import { prometheusMissing } from './prometheus.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly description?: string; readonly runbook?: string };
}
interface Case {
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
}

const rulesOf = (file: string): readonly Rule[] =>
  (parse(readFileSync(file, 'utf8')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const recordings = rulesOf('prometheus/recording.yml');
const alerts = rulesOf('prometheus/alerts.yml');
const caseFiles = ['prometheus/alerts.test.yml', 'prometheus/alerts-weekly.test.yml'];
const cases = caseFiles.flatMap((file) => (parse(readFileSync(file, 'utf8')) as { tests: Case[] }).tests);
const operations = readFileSync('docs/operations.md', 'utf8');

/** Alerts without a case that fires, or without one that stays quiet. */
function untested(rules: readonly Rule[], tests: readonly Case[]): string[] {
  const checks = tests.flatMap((one) => one.alert_rule_test);
  return rules.flatMap(({ alert = '' }) => {
    const own = checks.filter((check) => check.alertname === alert);
    const whole = own.some((check) => check.exp_alerts.length > 0) && own.some((check) => check.exp_alerts.length === 0);
    return whole ? [] : [alert];
  });
}

/** Names an expression asks for that neither the instruments nor the recording rules have. */
async function unknownNames(expressions: readonly string[]): Promise<string[]> {
  const known = new Set(['up', 'ALERTS', ...recordings.map((rule) => rule.record)]);
  for (const { name } of await createInstruments().register.getMetricsAsJSON()) known.add(name);
  for (const [name, { type }] of Object.entries<MetricSpec>(metricTable)) {
    if (type === 'histogram') {
      known.delete(name);
      for (const part of ['bucket', 'sum', 'count']) known.add(`${name}_${part}`);
    }
  }
  return [...new Set(expressions.flatMap(metricNames))].filter((name) => !known.has(name));
}

test('every metric that a rule or a panel asks for exists', async () => {
  const dashboards = readdirSync('grafana/dashboards').flatMap((file) => dashboardQueries(join('grafana/dashboards', file), '10s'));
  const expressions = [...recordings, ...alerts].map((rule) => rule.expr).concat(dashboards.map((query) => query.expression));
  expect(new Set(expressions.flatMap(metricNames)).size).toBeGreaterThan(40);
  expect(await unknownNames(expressions)).toEqual([]);
});

test('every metric of the table is seen: on the dashboard, in an alert or in a recording', () => {
  const expressions = dashboardQueries('grafana/dashboards/crosscurrent.json', '10s')
    .map((query) => query.expression)
    .concat([...recordings, ...alerts].map((rule) => rule.expr))
    .join('\n');
  expect(Object.keys(metricTable).filter((name) => !expressions.includes(name))).toEqual([]);
});

test('negative control: a mistyped metric is found, a histogram without its ending too', async () => {
  expect(await unknownNames(['sum by (stage) (rate(crosscurent_commits_total{result="x"}[5m])) > 0', 'crosscurrent_batch_events'])).toEqual(
    ['crosscurent_commits_total', 'crosscurrent_batch_events'],
  );
});

test('every alert has a case in which it fires and one in which it stays quiet', () => {
  expect(alerts.length).toBeGreaterThan(20);
  expect(untested(alerts, cases)).toEqual([]);
});

test('negative control: an alert without its cases, or with half of them, is found', () => {
  expect(untested([...alerts, { alert: 'CrosscurrentForgotten', expr: 'up' }], cases)).toEqual(['CrosscurrentForgotten']);
  const quiet = cases.filter(
    (one) => !one.alert_rule_test.some((check) => check.alertname === 'CrosscurrentDown' && check.exp_alerts.length > 0),
  );
  expect(untested(alerts, quiet)).toEqual(['CrosscurrentDown']);
});

test.each(alerts.map((rule) => [rule.alert ?? '', rule] as const))(
  '%s has a severity, a summary, a description and a chapter of the runbook',
  (name, rule) => {
    expect(rule.labels?.severity).toMatch(/^(critical|warning)$/);
    expect(rule.annotations?.summary).toMatch(/\.$/);
    expect(rule.annotations?.description).toMatch(/\.$/);
    expect(rule.annotations?.runbook).toBe(`docs/operations.md#${name.toLowerCase()}`);
    const chapter = new RegExp(`^### ${name}\\n([\\s\\S]*?)(?=^##|(?![\\s\\S]))`, 'm').exec(operations)?.[1] ?? '';
    for (const part of ['**Means.**', '**Look at.**', '**Do.**']) expect(chapter, `the chapter of ${name}`).toContain(part);
  },
);

test('docs/operations.md has the chapters in the order of the alerts, and none of an alert that is gone', () => {
  const chapters = [...operations.matchAll(/^### (Crosscurrent\w+)$/gm)].map((match) => match[1]);
  expect(chapters).toEqual(alerts.map((rule) => rule.alert));
});

test('every panel that docs/operations.md sends its reader to is on the dashboard', () => {
  const { panels } = JSON.parse(readFileSync('grafana/dashboards/crosscurrent.json', 'utf8')) as { panels: { title: string }[] };
  const named = [...operations.matchAll(/(?<!\*)\*([A-Z][^*\n]+)\*(?!\*)/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((title) => !panels.some((panel) => panel.title === title))).toEqual([]);
});

test('docs/operations.md lists every metric with its type, its labels and its help, and no other', () => {
  const rows = [...operations.matchAll(/^\| `(crosscurrent_\w+)` \|(.*)$/gm)].map((match) => `| \`${match[1]}\` |${match[2]}`);
  const expected = Object.entries<MetricSpec>(metricTable).map(
    ([name, spec]) => `| \`${name}\` | ${spec.type} | ${spec.labels.map((label) => `\`${label}\``).join(', ') || '–'} | ${spec.help} |`,
  );
  expect(rows).toEqual(expected);
});

/** Runs promtool; its cases each open a database of their own, which takes seconds on a busy machine. */
function promtool(...words: string[]): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync('promtool', words, { encoding: 'utf8' });
  return { code: status, text: stdout + stderr };
}
const patience = 120_000;

const missing = prometheusMissing();
describe.skipIf(missing !== undefined)(`promtool${missing === undefined ? '' : ` — ${missing}`}`, () => {
  test('accepts the scrape configuration and the rules', () => {
    expect(promtool('check', 'config', 'prometheus/prometheus.yml')).toMatchObject({ code: 0 });
    expect(promtool('check', 'rules', 'prometheus/recording.yml', 'prometheus/alerts.yml')).toMatchObject({ code: 0 });
  });

  test(
    'passes every case of the alerts',
    () => {
      expect(promtool('test', 'rules', ...caseFiles)).toMatchObject({ code: 0 });
    },
    patience,
  );

  test('accepts what the instruments write', async () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      encoding: 'utf8',
      input: await createInstruments({ process: false }).metrics(),
    });
    expect({ status, text: stdout + stderr }).toEqual({ status: 0, text: '' });
  });

  test(
    'negative control: a rule whose threshold was moved fails its case',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-promtool-'));
      try {
        const moved = readFileSync('prometheus/alerts.yml', 'utf8').replace('crosscurrent_ready == 0', 'crosscurrent_ready == 2');
        writeFileSync(join(folder, 'alerts.yml'), moved);
        writeFileSync(join(folder, 'recording.yml'), readFileSync('prometheus/recording.yml'));
        const own = cases.filter((one) => one.alert_rule_test.some((check) => check.alertname === 'CrosscurrentNotReady'));
        // JSON is YAML.
        writeFileSync(join(folder, 'alerts.test.yml'), JSON.stringify({ rule_files: ['recording.yml', 'alerts.yml'], tests: own }));
        const { code, text } = promtool('test', 'rules', resolve(folder, 'alerts.test.yml'));
        expect(code).toBe(1);
        expect(text).toContain('CrosscurrentNotReady');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    patience,
  );
});
