import type { MarketingEvent, ScoredEvent } from '#event';
import { systemClock } from '#kernel';
import { defineOperator, type Batch, type DecideInput } from '#operator';
import { definePipeline, startWorker, type Worker, type WorkerOptions } from '#pipeline';
import type { RuleBundle } from '#rule';
import type { EventSink, LaneStore, Stage } from '#stream';
import { map } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** What an adapter gives the suite: a fresh, empty store per test. */
export interface LanesUnderTest {
  readonly store: LaneStore;
  readonly sink: EventSink;
  readonly partitions: number;
}

const LEASE = 300;
const noRules: RuleBundle = { hash: 'none', rules: new Map(), candidates: () => [], hears: () => false, steps: () => [] };

/** The behaviour every store must allow lanes to show: nothing lost, nothing twice, in order, whoever dies. */
export function laneContract(name: string, open: () => Promise<LanesUnderTest>): void {
  describe(`lanes ${name}`, () => {
    let under: LanesUnderTest;
    let workers: Worker[] = [];
    /** Events as the operators saw them, and signals as decide folded them, in this process. */
    let seen: ScoredEvent[] = [];
    let operate: (event: ScoredEvent) => void = () => {};
    let fault: (store: LaneStore) => LaneStore = (store) => store;

    beforeEach(async () => {
      under = await open();
      seen = [];
      operate = () => {};
      fault = (store) => store;
    });
    afterEach(async () => {
      await Promise.all(workers.map((worker) => worker.drain()));
      workers = [];
    });

    function start(worker: string, more: Partial<WorkerOptions> = {}): Worker {
      const running = startWorker({
        store: fault(under.store),
        sink: under.sink,
        clock: systemClock,
        random: () => 0,
        observe: () => {},
        worker,
        stages: ['enrich', 'decide'],
        lease: LEASE,
        retention: { events: 0, dedupe: 3_600_000, state: 3_600_000_000 },
        partitions: under.partitions,
        enrich: [
          definePipeline<ScoredEvent>({
            name: 'sum',
            summary: 'Adds amounts per contact and sends each on, once.',
            from: 'events',
            accepts: () => true,
            through: [firstOnly, addUp((event) => operate(event), seen)],
            into: 'signals',
          }),
        ],
        decide: definePipeline<DecideInput>({
          name: 'fold',
          summary: 'Adds signals up per key.',
          from: 'signals',
          accepts: () => true,
          through: [foldUp],
          into: 'outbox',
        }),
        rules: () => noRules,
        arrival: { allowedLateness: 86_400_000, maxFutureSkew: 120_000 },
        dedupeWindow: 3_600_000,
        dedupeSeeds: [1, 2],
        batchEvents: 64,
        keepScored: false,
        ...more,
      });
      workers.push(running);
      return running;
    }

    const counters = async (): Promise<Record<string, number>> => {
      const sums: Record<string, number> = {};
      for (let partition = 0; partition < under.partitions; partition++) {
        const figures = await under.store.figures({ stage: 'enrich', partition });
        for (const [counter, count] of Object.entries(figures.counters)) sums[counter] = (sums[counter] ?? 0) + count;
      }
      return sums;
    };

    /** Waits until everything accepted is settled in both stages; the identity must then hold exactly. */
    async function settled(): Promise<Record<string, number>> {
      const started = systemClock.monotonic();
      for (;;) {
        const sums = await counters();
        if (
          openCount(sums, 'enrich', 'accepted') === 0 &&
          openCount(sums, 'decide', 'decide.accepted') === 0 &&
          (sums['accepted'] ?? 0) > 0
        )
          return sums;
        if (systemClock.monotonic() - started > 15_000) throw new Error(`not settled: ${JSON.stringify(sums)}`);
        await systemClock.sleep(20);
      }
    }

    async function stateSum(stage: Stage, fields: readonly string[]): Promise<Map<string, { sum: number; order: number[] }>> {
      const found = new Map<string, { sum: number; order: number[] }>();
      for (let partition = 0; partition < under.partitions; partition++) {
        const json = await under.store.loadState({ stage, partition }, fields);
        for (const [index, field] of fields.entries())
          if (json[index]) found.set(field, JSON.parse(json[index]) as { sum: number; order: number[] });
      }
      return found;
    }

    function story(events: number, contacts: number): { events: MarketingEvent[]; sums: Map<string, number> } {
      const sums = new Map<string, number>();
      const list: MarketingEvent[] = [];
      for (let index = 0; index < events; index++) {
        const contact = `osoba-ż-${(index * 7) % contacts}`;
        // Random-looking amounts, so that a loss and a double cannot cancel.
        const amount = ((index + 1) * 2_654_435_761) % 1_000_003;
        list.push({
          id: `e${index}`,
          source: 's',
          type: 'page.viewed',
          time: new Date().toISOString(),
          at: Date.now(),
          received: Date.now(),
          contact,
          data: { amount, index },
        });
        sums.set(contact, (sums.get(contact) ?? 0) + amount);
      }
      return { events: list, sums };
    }

    async function check(sums: ReadonlyMap<string, number>): Promise<void> {
      const contacts = [...sums.keys()];
      const enriched = await stateSum(
        'enrich',
        contacts.map((contact) => `sum|${contact}`),
      );
      const decided = await stateSum(
        'decide',
        contacts.map((contact) => `fold|${contact}`),
      );
      for (const [contact, sum] of sums) {
        expect(enriched.get(`sum|${contact}`)?.sum, `enrich sum of ${contact}`).toBe(sum);
        expect(decided.get(`fold|${contact}`)?.sum, `decide sum of ${contact}`).toBe(sum);
        for (const kept of [enriched.get(`sum|${contact}`), decided.get(`fold|${contact}`)]) {
          expect(kept?.order, `order of ${contact}`).toEqual((kept?.order ?? []).toSorted((a, b) => a - b));
        }
      }
    }

    it('processes every event once, in order per contact, through both stages', async () => {
      const { events, sums } = story(500, 20);
      start('w1');
      for (let index = 0; index < events.length; index += 50) await under.sink.append(events.slice(index, index + 50));
      expect(await settled()).toMatchObject({ accepted: 500, 'enrich.processed': 500, 'decide.processed': 500 });
      await check(sums);
    });

    it('bounds a batch by its events, however long the backlog and however uneven its packs', async () => {
      const { events, sums } = story(700, 1);
      for (let index = 0; index < 100; index++) await under.sink.append([events[index]!]);
      for (let index = 100; index < events.length; index += 40) await under.sink.append(events.slice(index, index + 40));
      const batches: number[] = [];
      start('w1', {
        observe: (occurrence) => {
          if (occurrence.kind === 'batch.processed' && occurrence.stage === 'enrich') batches.push(occurrence.events);
        },
      });
      expect(await settled()).toMatchObject({ accepted: 700, 'enrich.processed': 700 });
      await check(sums);
      // 64 is what a batch may hold here. The single events stand for a quiet hour, after which a pack is thought to be small.
      expect(Math.max(...batches)).toBeLessThanOrEqual(64);
      expect(Math.max(...batches)).toBeGreaterThan(30);
    });

    it('counts a repeat as a duplicate and gives it no second effect', async () => {
      const { events, sums } = story(200, 10);
      start('w1');
      await under.sink.append(events);
      await under.sink.append(events.slice(50, 150));
      expect(await settled()).toMatchObject({ accepted: 300, 'enrich.processed': 200, 'enrich.duplicate': 100 });
      await check(sums);
    });

    it('remembers ids over a change of owner', async () => {
      const { events, sums } = story(100, 10);
      const first = start('w1');
      await under.sink.append(events);
      await settled();
      await first.drain();
      start('w2');
      await under.sink.append(events);
      expect(await settled()).toMatchObject({ accepted: 200, 'enrich.processed': 100, 'enrich.duplicate': 100 });
      await check(sums);
    });

    it('applies a commit once when its reply is lost', async () => {
      let lost = 0;
      fault = (store) => ({
        ...store,
        commit: async (...parameters) => {
          const result = await store.commit(...parameters);
          if (++lost % 3 === 1) throw new Error('the reply was lost');
          return result;
        },
        relay: async (...parameters) => {
          const result = await store.relay(...parameters);
          if (++lost % 3 === 2) throw new Error('the reply was lost');
          return result;
        },
      });
      const { events, sums } = story(300, 10);
      start('w1');
      for (let index = 0; index < events.length; index += 20) await under.sink.append(events.slice(index, index + 20));
      await settled();
      expect(lost).toBeGreaterThan(5);
      await check(sums);
    });

    it('repeats a batch without harm when its owner fails between the relay and the commit', async () => {
      let failures = 0;
      const { events, sums } = story(300, 10);
      start('w1', {
        checkpoint: (point) => {
          if (point === 'after-relay' && failures < 5) {
            failures++;
            throw new Error('the owner failed here');
          }
        },
      });
      for (let index = 0; index < events.length; index += 20) await under.sink.append(events.slice(index, index + 20));
      await settled();
      expect(failures).toBe(5);
      await check(sums);
    });

    it('fences an owner that was paused while another took over', async () => {
      const { events, sums } = story(200, 10);
      let release: () => void = () => {};
      const paused = new Promise<void>((resolve) => {
        release = resolve;
      });
      let holding = true;
      // The first worker's store stops answering in the middle of a commit, as a stopped process would, and its lease runs out.
      fault = (store) => ({
        ...store,
        beat: async (worker, ttl) => (holding ? store.beat(worker, ttl) : paused.then(() => store.beat(worker, ttl))),
        renew: async (...parameters) => (holding ? store.renew(...parameters) : paused.then(() => store.renew(...parameters))),
        commit: async (...parameters) => (holding ? store.commit(...parameters) : paused.then(() => store.commit(...parameters))),
        relay: async (...parameters) => (holding ? store.relay(...parameters) : paused.then(() => store.relay(...parameters))),
      });
      start('zombie');
      await under.sink.append(events.slice(0, 100));
      await settled();
      holding = false;
      await under.sink.append(events.slice(100));
      await systemClock.sleep(LEASE * 2);
      fault = (store) => store;
      start('heir');
      await settled();
      release();
      await systemClock.sleep(LEASE);
      await settled();
      await check(sums);
    });

    it('shares the lanes among workers and takes over those of one that dies', async () => {
      const { events, sums } = story(400, 40);
      let dead = false;
      const never = new Promise<never>(() => {});
      const mortal =
        <P extends unknown[], R>(call: (...parameters: P) => Promise<R>) =>
        (...parameters: P): Promise<R> =>
          dead ? never : call(...parameters);
      fault = (store) => ({
        ...store,
        beat: mortal(store.beat),
        renew: mortal(store.renew),
        commit: mortal(store.commit),
        relay: mortal(store.relay),
        acquire: mortal(store.acquire),
        release: mortal(store.release),
      });
      const first = start('w1');
      fault = (store) => store;
      const second = start('w2');
      await systemClock.sleep(LEASE * 2);
      expect(first.owned().length).toBeGreaterThan(0);
      expect(second.owned().length).toBeGreaterThan(0);
      expect(first.owned().length + second.owned().length).toBe(under.partitions * 2);
      await under.sink.append(events.slice(0, 200));
      dead = true;
      await under.sink.append(events.slice(200));
      workers = workers.filter((worker) => worker !== first);
      await settled();
      await check(sums);
      expect(second.owned().length).toBe(under.partitions * 2);
    });

    it('drains in a few seconds while the store is away, and the next owner does what was not committed', async () => {
      const { events, sums } = story(100, 10);
      fault = (store) => ({
        ...store,
        commit: async () => {
          throw new Error('Connection is closed.');
        },
      });
      const first = start('w1');
      await under.sink.append(events);
      await systemClock.sleep(200);
      const began = systemClock.monotonic();
      await first.drain();
      expect(systemClock.monotonic() - began).toBeLessThan(8_000);
      fault = (store) => store;
      start('w2');
      expect(await settled()).toMatchObject({ accepted: 100, 'enrich.processed': 100 });
      await check(sums);
    });

    it('keeps an event whose operator fails as a dead letter, and its neighbours go on', async () => {
      operate = (event) => {
        if (event.id === 'e13') throw new Error('a bug for e13');
      };
      const { events } = story(40, 5);
      start('w1');
      await under.sink.append(events);
      expect(await settled()).toMatchObject({ 'enrich.processed': 39, 'enrich.dead': 1 });
    });

    it('finds the one event that stops the process, and processes its neighbours', async () => {
      // A flow that ends with an error stands for a process that dies: everything in memory is dropped.
      const { events } = story(30, 5);
      const killer = 'e17';
      start('w1', {
        enrich: [
          definePipeline<ScoredEvent>({
            name: 'mortal',
            summary: 'Dies of one event.',
            from: 'events',
            accepts: () => true,
            through: [
              firstOnly,
              {
                name: 'die',
                summary: 'Dies.',
                through: () => (source) => {
                  return source.pipe(dieOf(killer));
                },
              },
            ],
            into: 'signals',
          }),
        ],
      });
      await under.sink.append(events);
      expect(await settled()).toMatchObject({ 'enrich.processed': 29, 'enrich.dead': 1 });
    });

    it('wakes operators of the enrich lane by their timers, once each, whoever owns the lane and whatever fails', async () => {
      const { events } = story(60, 6);
      let failures = 0;
      const enrich = [
        definePipeline<ScoredEvent>({
          name: 'nudged',
          summary: 'Asks to be woken a while after the first event of a contact.',
          from: 'events',
          accepts: () => true,
          through: [firstOnly, nudge],
          into: 'signals',
        }),
      ];
      const first = start('w1', { enrich });
      await under.sink.append(events);
      expect(await settled()).toMatchObject({ 'enrich.processed': 60 });
      await first.drain();
      start('w2', {
        enrich,
        checkpoint: (point) => {
          if (point === 'before-commit' && failures < 3) {
            failures++;
            throw new Error('the owner failed here');
          }
        },
      });
      const contacts = [...new Set(events.map(({ contact }) => contact!))];
      const fields = contacts.map((contact) => `woken|${contact}`);
      for (let waited = 0; (await stateSum('enrich', fields)).size < contacts.length && waited < 500; waited++) await systemClock.sleep(20);
      await settled();
      const woken = await stateSum('enrich', fields);
      expect([...woken.values()].map(({ sum, order }) => [sum, order])).toEqual(contacts.map(() => [1, [1]]));
      expect(failures).toBe(3);
      expect((await counters())['accepted']).toBe(66);
    });

    it('puts late events and events from the future aside, and accounts for them', async () => {
      const { events } = story(5, 1);
      const now = Date.now();
      start('w1');
      await under.sink.append(events);
      await settled();
      await under.sink.append([{ ...events[0]!, id: 'late', at: now - 3 * 86_400_000 }]);
      await under.sink.append([{ ...events[0]!, id: 'future', at: now + 3_600_000 }]);
      expect(await settled()).toMatchObject({ accepted: 7, 'enrich.processed': 5, 'enrich.late': 1, 'enrich.dead': 1 });
    });
  });
}

const firstOnly = defineOperator<ScoredEvent>({
  name: 'first-only',
  summary: 'Settles repeats.',
  each(event, context, message) {
    if (!context.firstSeen(event.source, event.id)) message.settle('duplicate');
  },
});

function addUp(operate: (event: ScoredEvent) => void, seen: ScoredEvent[]) {
  return defineOperator<ScoredEvent>({
    name: 'add-up',
    summary: 'Adds the amount to the contact and sends it on.',
    reads: (event) => [`sum|${event.contact}`],
    each(event, context) {
      operate(event);
      seen.push(event);
      const field = `sum|${event.contact}`;
      const record = context.state.get<{ sum: number; order: number[] }>(field) ?? { sum: 0, order: [] };
      record.sum += event.data['amount'] as number;
      record.order.push(event.data['index'] as number);
      context.state.set(field, record);
      context.signal({
        rule: 'fold',
        key: event.contact!,
        group: {},
        at: event.at,
        inputs: [event.data['amount'] as number, event.data['index'] as number],
        event: {},
      });
    },
  });
}

/** Counts on the contact's state how often it was woken and how often the event that says so was heard. */
const nudge = defineOperator<ScoredEvent>({
  name: 'nudge',
  summary: 'Wakes once a contact.',
  reads: (event) => [`woken|${event.contact}`],
  wakes: {
    purpose: 'nudge',
    reads: (timer) => [`woken|${timer.payload['contact']}`],
    wake(timer, context) {
      const contact = timer.payload['contact']!;
      const record = context.state.get<{ sum: number; order: number[] }>(`woken|${contact}`) ?? { sum: 0, order: [] };
      record.sum += 1;
      context.state.set(`woken|${contact}`, record);
      context.emit({ id: `woken ${contact}`, type: 'contact.woken', at: timer.due, contact, data: {} });
    },
  },
  each(event, context) {
    const contact = event.contact!;
    if (event.type !== 'contact.woken') {
      if (event.data['index'] === 0 || context.state.get(`woken|${contact}`) === undefined)
        context.setTimer({ id: `nudge ${contact}`, due: event.at + 1_500, purpose: 'nudge', payload: { contact } });
      return;
    }
    const record = context.state.get<{ sum: number; order: number[] }>(`woken|${contact}`)!;
    record.order.push(record.sum);
    context.state.set(`woken|${contact}`, record);
  },
});

const foldUp = defineOperator<DecideInput>({
  name: 'fold-up',
  summary: 'Adds signals up.',
  reads: (input) => (input.kind === 'signals' ? [`fold|${input.key}`] : []),
  each(input, context) {
    if (input.kind !== 'signals') return;
    const field = `fold|${input.key}`;
    const record = context.state.get<{ sum: number; order: number[] }>(field) ?? { sum: 0, order: [] };
    for (const signal of input.signals) {
      record.sum += signal.inputs[0] as number;
      record.order.push(signal.inputs[1] as number);
    }
    context.state.set(field, record);
  },
});

function openCount(sums: Record<string, number>, stage: string, accepted: string): number {
  const done = Object.entries(sums).reduce(
    (total, [counter, count]) => (counter.startsWith(`${stage}.`) && !counter.endsWith('.accepted') ? total + count : total),
    0,
  );
  return (sums[accepted] ?? 0) - done;
}

/** An Rx error, which breaks the whole flow, when one event comes by. */
function dieOf(id: string) {
  return map((batch: Batch<ScoredEvent>) => {
    if (batch.some((message) => message.value.id === id)) throw new Error('the process died');
    return batch;
  });
}
