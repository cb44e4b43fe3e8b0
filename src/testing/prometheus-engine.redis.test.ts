import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from 'ioredis';
import { allRoles, startEngine, type Engine } from '#app';
import { loadSettings } from '#config';
import { systemClock } from '#kernel';
import { Rulebook } from '#rule';
import { sandboxAccounts, startSandbox, type Sandbox } from '#sandbox';
import { createInstruments, createLog } from '#telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onCluster, startPrivateRedis, type PrivateRedis } from './private-redis.ts';
import { silentQueries } from './prometheus-silent-queries.ts';
import { prometheusMissing, startPrometheus } from './prometheus.ts';

const rules = {
  'talk.yaml': `
rule: talk
summary: Somebody talks.
because: Every panel of the dashboard shall show something.
mode: active
on: [social.mentioned]
by: { platform: event.data.platform }
measures: { people: { fn: distinct, of: event.contact, window: 1h } }
when: measures.people >= 2
cooldown: 1h
workflow:
  - alert: { connector: slack, channel: "#care", text: "Mówią o nas" }
`,
  'lead.yaml': `
rule: lead
summary: A lead came.
because: Its action is refused by the platform.
mode: active
on: [lead.submitted]
where: event.data["own"] > 3
by: { lead: event.id }
when: event.data.form != ""
workflow:
  - record: { connector: crm, action: upsert }
`,
  'shy.yaml': `
rule: shy
summary: Asks for consent that nobody gave.
because: A guard shall hold it back.
mode: active
on: [page.viewed]
by: { contact: event.contact }
when: event.data.url != ""
guards: { consent: [retargeting] }
workflow:
  - tell: { connector: crm, action: tell }
`,
};

describe.skipIf(prometheusMissing() !== undefined)('the dashboard over a running engine', () => {
  let redis: PrivateRedis;
  let sandbox: Sandbox;
  let engine: Engine;
  const folder = mkdtempSync(join(tmpdir(), 'cc-seen-'));

  beforeAll(async () => {
    redis = await startPrivateRedis();
    sandbox = await startSandbox({ port: 0 });
    const { settings } = loadSettings({
      environment: {},
      flags: { dataFolder: folder, writeKey: 'klucz', accounts: sandboxAccounts(sandbox.url), port: 0, partitions: 2 },
    });
    const instruments = createInstruments();
    const files = Object.entries(rules).map(([path, text]) => ({ path, text }));
    let broken = false;
    const rulebook = new Rulebook({
      read: async () => (broken ? [{ path: 'broken.yaml', text: 'rule: [' }] : files),
      options: {},
      observe: instruments.observe,
    });
    await rulebook.load();
    engine = await startEngine({
      settings: { ...settings, lease: 900 },
      redisUrl: redis.url,
      roles: allRoles,
      worker: 'seen',
      clock: systemClock,
      random: Math.random,
      rules: () => rulebook.current(),
      instruments,
      log: createLog({ level: 'silent' }),
    });
    broken = true;
    await rulebook.reload();
  }, 60_000);
  afterAll(async () => {
    await engine.drain();
    await sandbox.stop();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has no panel without an answer while the engine meets everything it may meet', async () => {
    const prometheus = await startPrometheus({ targets: [`${engine.url}/metrics`], rulesFolder: 'prometheus' });
    try {
      const send = async (body: string): Promise<void> => {
        await fetch(`${engine.url}/v1/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer klucz' },
          body,
        }).then((answer) => answer.arrayBuffer());
      };
      const mention = (id: string): object => ({
        id,
        source: 's',
        type: 'social.mentioned',
        data: { platform: 'x', text: 'Świetna kawa, polecam!', author: { id } },
      });
      sandbox.fault({ path: '/hooks/crm', mode: '5xx', times: 3 });
      for (let turn = 0; turn < 56; turn++) {
        await send(
          JSON.stringify([
            mention(`a${turn}`),
            mention(`b${turn}`),
            mention('again'),
            { id: `l${turn}`, type: 'lead.submitted', data: { platform: 'web', form: 'f', own: turn % 2 === 0 ? 5 : 'pięć' } },
          ]),
        );
        await send(
          JSON.stringify([
            {
              id: `p${turn}`,
              type: 'page.viewed',
              userId: `u${turn}`,
              anonymousId: `d${turn}`,
              data: { url: 'https://sklep.example/żółw' },
            },
          ]),
        );
        await send(
          JSON.stringify([{ id: `f${turn}`, source: 's', type: 'ad.clicked', time: '2098-01-01T00:00:00Z', data: { platform: 'google' } }]),
        );
        await send('{"not json');
        // Connections are cut early on; the calm after it shows what only an undisturbed lane measures.
        if (turn === 3 || turn === 13 || turn === 28) await cutConnections(redis);
        await systemClock.sleep(250);
      }
      const silent = await silentQueries(prometheus.url, 'grafana/dashboards/crosscurrent.json', '10s');
      // A failing operator is a bug, which no event can cause on purpose: its panel shows only what is above zero.
      const shy = ['Operators: sum by (operator) (rate(crosscurrent_operator_failures_total'];
      // This engine has no source of webhooks and no experiment, and a scheduled job is done once in ten minutes: the story of the metrics has their panels.
      shy.push('Webhooks: ', 'Variants: ', 'Exposed contacts: ', 'Can it be told?: ', 'Time of a job: ');
      // A Cluster's client goes round a cut connection by itself, so that nothing fails.
      if (onCluster) shy.push('Failures of Redis: ', 'Lanes that change hands or break: ');
      expect(silent.filter((query) => !shy.some((start) => query.startsWith(start)))).toEqual([]);
    } finally {
      await prometheus.stop();
    }
  }, 90_000);
});

async function cutConnections({ client }: PrivateRedis): Promise<void> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  // A node that cuts its own caller cannot answer.
  for (const node of nodes) await node.call('CLIENT', 'KILL', 'TYPE', 'normal').catch(() => undefined);
}
