import type { AttributionSettings } from '#attribution';
import type { MarketingEvent, ScoredEvent } from '#event';
import { systemClock } from '#kernel';
import { leadFields, LeadModel, type LeadSchool, type LeadSettings } from '#lead';
import { defineOperator } from '#operator';
import { definePipeline, startWorker, type Worker, type WorkerOptions } from '#pipeline';
import { ads, decide } from '#pipelines';
import { checkRules } from '#rule';
import { afterEach, expect, it } from 'vitest';
import { redisLaneStores } from '../testing/redis-lane-stores.ts';
import { compileAttribution } from './compile-attribution.ts';
import { LeadModelWatch } from './watch-lead-model.ts';

const lanes = redisLaneStores();
const HORIZON = 2_500;
const lead: LeadSettings = {
  halfLife: 86_400_000,
  ceiling: 100,
  points: [],
  learned: {
    foretellOn: ['lead.submitted'],
    convertedOn: [{ on: 'product.purchased' }],
    horizon: HORIZON,
    stages: ['formularz'],
    columns: [{ name: 'product', on: ['lead.submitted'], path: 'data.product' }],
    counts: [],
  },
};
const attribution: AttributionSettings = {
  models: ['last-click'],
  lookback: 1,
  viewLookback: 1,
  views: 'never',
  level: 'channel',
  halfLife: 1,
  firstShare: 0.4,
  lastShare: 0.4,
  corrections: 1,
  maxTouches: 1,
  maxConversions: 1,
  refit: { every: 86_400_000, window: 86_400_000 },
};
const { bundle } = checkRules([]);
let workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.drain()));
  workers = [];
});

function eventOf(type: string, contact: string, data: MarketingEvent['data'] = {}): MarketingEvent {
  const at = Date.now();
  return { id: `${type} ${contact}`, source: 'sklep', type, time: new Date(at).toISOString(), at, received: at, contact, data };
}

it('learns every outcome once in one model, over all lanes, two workers, repeats, crashes and a change of owner', async () => {
  const { store, sink, partitions } = lanes();
  const seen: ScoredEvent[] = [];
  const look = defineOperator<ScoredEvent>({ name: 'look', summary: 'Looks.', each: (event) => void seen.push(event) });
  let failures = 0;
  function start(name: string, more: Partial<WorkerOptions> = {}): { readonly worker: Worker; readonly watch: LeadModelWatch } {
    const watch = new LeadModelWatch(store, () => {});
    const pipeline = ads({
      topics: [],
      lead,
      attribution: compileAttribution(attribution),
      leads: () => watch.current(),
    });
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
      enrich: [definePipeline({ ...pipeline, through: [...pipeline.through, look] })],
      decide,
      rules: () => bundle!,
      arrival: { allowedLateness: 86_400_000, maxFutureSkew: 120_000 },
      dedupeWindow: 3_600_000,
      dedupeSeeds: [1, 2],
      batchEvents: 16,
      keepScored: false,
      checkpoint: (point) => {
        // Once between what other lanes were told and the commit, and then now and again.
        if (point === 'before-commit' && failures < 20 && ++failures % 4 === 1) throw new Error('the owner failed here');
      },
      ...more,
    });
    workers.push(worker);
    return { worker, watch };
  }
  const first = start('w1');
  const second = start('w2');

  // Every third lead buys, and exactly those who asked for a table.
  const contacts = Array.from({ length: 150 }, (_, index) => `klient-ż-${index}`);
  const buys = (index: number): boolean => index % 3 === 0;
  const submitted = contacts.map((contact, index) => eventOf('lead.submitted', contact, { product: buys(index) ? 'stół' : 'krzesło' }));
  for (let at = 0; at < submitted.length; at += 25) await sink.append(submitted.slice(at, at + 25));
  await sink.append(submitted.slice(40, 90));
  const bought = contacts.filter((_, index) => buys(index)).map((contact) => eventOf('product.purchased', contact));
  await sink.append(bought);
  await sink.append(bought.slice(0, 20));
  // The rest is answered by time, and by then the lanes have another owner.
  await first.worker.drain();
  workers = workers.filter((worker) => worker !== first.worker);
  const third = start('w3');

  const schoolOf = async (): Promise<LeadSchool | undefined> => {
    const [json] = await store.loadState({ stage: 'enrich', partition: leadFields.lane }, [leadFields.school]);
    return json ? (JSON.parse(json) as LeadSchool) : undefined;
  };
  for (let waited = 0; ((await schoolOf())?.version ?? 0) < 3 && waited < 600; waited++) await systemClock.sleep(25);
  await systemClock.sleep(300);
  const school = (await schoolOf())!;
  expect(school.version).toBe(3);
  const figures = LeadModel.from(school.model)!.health.figures();
  expect(figures.outcomes).toBe(150);
  const labelled = seen.filter(({ type }) => type === 'lead.labelled');
  const told = new Map(labelled.map(({ id, data }) => [id, data['converted']]));
  expect(told.size).toBe(150);
  expect([...told.values()].filter((converted) => converted === true)).toHaveLength(50);

  // Every worker foretells with the model of the one lane that owns it.
  await Promise.all([second.watch.look(), third.watch.look()]);
  expect([second.watch.current()?.version, third.watch.current()?.version]).toEqual([3, 3]);
  const fresh = contacts
    .slice(0, 30)
    .map((_, index) => eventOf('lead.submitted', `nowy-${index}`, { product: index % 2 === 0 ? 'stół' : 'krzesło' }));
  await sink.append(fresh);
  const foretold = (): ScoredEvent[] =>
    seen.filter(({ contact, lead: score }) => contact?.startsWith('nowy-') === true && score !== undefined);
  for (let waited = 0; new Set(foretold().map(({ contact }) => contact)).size < 30 && waited < 400; waited++) await systemClock.sleep(25);
  const probabilities = (product: string): number[] =>
    foretold().flatMap(({ data, lead: score }) => (data['product'] === product ? [score!.probability!] : []));
  expect(new Set(foretold().map(({ lead: score }) => score!.model))).toEqual(new Set([3]));
  // A hundred and fifty outcomes, the buyers first: not much, but enough to tell tables from chairs.
  expect(Math.min(...probabilities('stół'))).toBeGreaterThan(2 * Math.max(...probabilities('krzesło')));
  expect(failures).toBeGreaterThan(3);
}, 60_000);
