import type { MarketingEvent } from '#event';
import { experimentFields, type ExperimentRecord, judgeExperiment } from '#experiment';
import { systemClock } from '#kernel';
import { definePipeline, startWorker, type Worker } from '#pipeline';
import { decide } from '#pipelines';
import { dedupe, keepExperiments } from '#operators';
import { checkRules } from '#rule';
import { afterEach, expect, it } from 'vitest';
import { redisLaneStores } from '../testing/redis-lane-stores.ts';

const lanes = redisLaneStores();
const horizon = 3_600_000;
const { bundle } = checkRules([
  {
    path: 'a.yaml',
    text: 'rule: a\nsummary: s\non: [lead.submitted]\nworkflow:\n  - ab: { split: { experiment: kolor, variants: { stary: { weight: 1 }, nowy: { weight: 1 } } } }\n',
  },
]);
let workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.drain()));
  workers = [];
});

it('counts every exposure and conversion once over all lanes, with two workers, repeats, crashes and a change of owner', async () => {
  const { store, sink, partitions } = lanes();
  let failures = 0;
  const start = (name: string): Worker => {
    const worker = startWorker({
      store,
      sink,
      clock: systemClock,
      random: () => 0,
      observe: () => {},
      worker: name,
      stages: ['enrich', 'decide'],
      lease: 1_000,
      retention: { events: 0, dedupe: 3_600_000, state: 3_600_000_000 },
      partitions,
      enrich: [
        definePipeline({
          name: 'count',
          summary: 'Counts experiments.',
          from: 'events',
          accepts: () => true,
          through: [dedupe(), keepExperiments({ convertedOn: [{ on: 'product.purchased' }], horizon })],
          into: 'signals',
        }),
      ],
      decide,
      rules: () => bundle!,
      arrival: { allowedLateness: 86_400_000, maxFutureSkew: 120_000 },
      dedupeWindow: 3_600_000,
      dedupeSeeds: [1, 2],
      batchEvents: 16,
      keepScored: false,
      checkpoint: (point) => {
        if (point === 'before-commit' && failures < 24 && ++failures % 4 === 1) throw new Error('the owner failed here');
      },
    });
    workers.push(worker);
    return worker;
  };
  const first = start('w1');
  start('w2');
  const at = Date.now();
  const eventOf = (type: string, contact: string, source: string, data: MarketingEvent['data']): MarketingEvent => ({
    id: `${type} ${contact}`,
    source,
    type,
    time: new Date(at).toISOString(),
    at,
    received: at,
    contact,
    data,
  });
  const contacts = Array.from({ length: 400 }, (_, index) => `żubr-${index}`);
  const variantOf = (index: number): string => (index % 2 === 0 ? 'stary' : 'nowy');
  const exposures = contacts.map((contact, index) =>
    eventOf('experiment.exposed', contact, 'crosscurrent', {
      experiment: 'kolor',
      variant: variantOf(index),
      unit: contact,
      weights: { stary: 1, nowy: 1 },
    }),
  );
  for (let from = 0; from < exposures.length; from += 40) await sink.append(exposures.slice(from, from + 40));
  await sink.append(exposures.slice(100, 200));
  const bought = contacts.filter((_, index) => index % 5 === 0).map((contact) => eventOf('product.purchased', contact, 'sklep', {}));
  await sink.append(bought);
  await first.drain();
  workers = workers.filter((worker) => worker !== first);
  start('w3');
  await sink.append(bought.slice(0, 30));

  const records = async (): Promise<ExperimentRecord[]> => {
    const found = await Promise.all(
      Array.from({ length: partitions }, async (_, partition) =>
        store.loadState({ stage: 'enrich', partition }, [experimentFields.record('kolor')]),
      ),
    );
    return found.flatMap(([json]) => (json ? [JSON.parse(json) as ExperimentRecord] : []));
  };
  const settled = async (): Promise<boolean> => {
    const figures = await Promise.all(
      Array.from({ length: partitions }, async (_, partition) => store.figures({ stage: 'enrich', partition })),
    );
    return figures.every(
      ({ counters }) => (counters['accepted'] ?? 0) === (counters['enrich.processed'] ?? 0) + (counters['enrich.duplicate'] ?? 0),
    );
  };
  for (let waited = 0; !(await settled()) && waited < 600; waited++) await systemClock.sleep(25);
  const [result] = judgeExperiment('kolor', await records(), { horizon, alpha: 0.05, effect: 0.02 }, at + 2 * horizon);
  expect(result!.variants.map(({ variant, exposed, converted, known }) => [variant, exposed, converted, known.exposed])).toEqual([
    ['nowy', 200, 40, 200],
    ['stary', 200, 40, 200],
  ]);
  expect(result!.ratio.mismatch).toBe(false);
  expect(failures).toBeGreaterThan(5);
}, 60_000);
