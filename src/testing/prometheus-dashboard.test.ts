import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createInstruments } from '#telemetry';
import { dashboardQueries } from './prometheus-dashboard.ts';
import { silentQueries } from './prometheus-silent-queries.ts';
import { prometheusStory } from './prometheus-story.ts';
import { prometheusMissing, queryPrometheus, startPrometheus, type RunningPrometheus } from './prometheus.ts';

const missing = prometheusMissing();
const file = 'grafana/dashboards/crosscurrent.json';
const queries = dashboardQueries(file, '10s');
const recorded = (parse(readFileSync('prometheus/recording.yml', 'utf8')) as { groups: { rules: { record: string }[] }[] }).groups.flatMap(
  (group) => group.rules.map((rule) => rule.record),
);

test('the dashboard file is what its generator says', async () => {
  const { dashboard } = (await import(new URL('../../grafana/generate.mjs', import.meta.url).href)) as { dashboard: unknown };
  expect(JSON.parse(readFileSync(file, 'utf8')), 'run: node grafana/generate.mjs').toEqual(JSON.parse(JSON.stringify(dashboard)));
});

test('panels have ids of their own, stay in the grid and do not cover each other', () => {
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as {
    panels: { id: number; title: string; gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const { title, gridPos } of panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(taken.has(`${x},${y}`), `${title} covers another panel`).toBe(false);
        taken.add(`${x},${y}`);
      }
    }
  }
});

describe.skipIf(missing !== undefined)(
  `a real Prometheus that scrapes the instruments${missing === undefined ? '' : ` — ${missing}`}`,
  () => {
    let prometheus: RunningPrometheus;
    let server: Server;
    const stopped = new AbortController();
    let story: Promise<void>;

    beforeAll(async () => {
      const instruments = createInstruments();
      server = createServer(
        (_, answer) => void instruments.metrics().then((text) => answer.setHeader('content-type', instruments.contentType).end(text)),
      );
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      story = (async () => {
        for (let round = 0; !stopped.signal.aborted; round++) {
          for (const occurrence of prometheusStory(round)) instruments.observe(occurrence);
          await delay(300);
        }
      })();
      prometheus = await startPrometheus({
        targets: [`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`],
        rulesFolder: 'prometheus',
      });
      // The longest chain: two scrapes for a rate, one evaluation of a recording rule; the slack is for a busy machine.
      for (let waited = 0; waited < 60; waited++) {
        await delay(250);
        const scrapes = await queryPrometheus(prometheus.url, 'sum(count_over_time(up[1m]))');
        if ((scrapes[0]?.value ?? 0) >= 5) return;
      }
      throw new Error('Prometheus did not scrape');
    }, 60_000);

    afterAll(async () => {
      stopped.abort();
      await story;
      await prometheus?.stop();
      server?.closeAllConnections();
      server?.close();
    });

    test.each(queries)('the query of "$place" returns a series: $expression', async ({ expression }) => {
      const series = await queryPrometheus(prometheus.url, expression);
      expect(series.filter((one) => !Number.isNaN(one.value)).length).toBeGreaterThan(0);
    });

    test.each(recorded)('the recording rule %s has recorded a series', async (record) => {
      const series = await queryPrometheus(prometheus.url, record);
      expect(series.filter((one) => !Number.isNaN(one.value)).length).toBeGreaterThan(0);
    });

    test('the story exercises every metric of the table', async () => {
      const { metricTable } = await import('#telemetry');
      for (const [name, { type }] of Object.entries(metricTable)) {
        if (name === 'crosscurrent_metric_overflows_total') continue;
        const series = await queryPrometheus(prometheus.url, type === 'histogram' ? `${name}_count` : name);
        expect(series.length, name).toBeGreaterThan(0);
      }
    });

    test('the labels of the story are not "other": nothing overflowed', async () => {
      expect(await queryPrometheus(prometheus.url, 'crosscurrent_metric_overflows_total > 0')).toEqual([]);
    });

    test('negative control: a dashboard with a query that has no answer is told apart from one that has', async () => {
      expect(await silentQueries(prometheus.url, file, '10s')).toEqual([]);
      const folder = mkdtempSync(join(tmpdir(), 'crosscurrent-dashboard-'));
      try {
        const mistyped = join(folder, 'mistyped.json');
        writeFileSync(mistyped, readFileSync(file, 'utf8').replace('min(crosscurrent_ready{', 'min(crosscurent_ready{'));
        expect(await silentQueries(prometheus.url, mistyped, '10s')).toEqual(['Ready: min(crosscurent_ready{instance=~".*"})']);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    test('negative control: a query of a metric that is not there returns nothing, and a wrong one is refused', async () => {
      expect(await queryPrometheus(prometheus.url, 'sum(rate(crosscurrent_nothing_total[10s]))')).toEqual([]);
      await expect(queryPrometheus(prometheus.url, 'sum(rate(crosscurrent_ready[10s])')).rejects.toThrow(/parse error/);
    });
  },
);
