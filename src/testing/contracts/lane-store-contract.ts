import type { MarketingEvent } from '#event';
import type { Fate } from '#message';
import { isSignalRecord, unpackSignals, type Signal } from '#rule';
import { beginning, partitionOf, type Commit, type EventSink, type Lane, type LaneStore, type Tenure } from '#stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/** What an adapter gives the suite: a fresh, empty store per test. */
export interface LaneStoreUnderTest {
  readonly store: LaneStore & { close?(): Promise<void> };
  readonly sink: EventSink;
  readonly partitions: number;
  /** Lets a lease of this many milliseconds run out. */
  pass(milliseconds: number): Promise<void>;
}

const enrich: Lane = { stage: 'enrich', partition: 0 };

/** The behaviour every LaneStore must show, whatever keeps it. */
export function laneStoreContract(
  name: string,
  open: () => Promise<LaneStoreUnderTest>,
  close: () => Promise<void> = async () => {},
): void {
  describe(`a lane store ${name}`, () => {
    let under: LaneStoreUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    beforeEach(async () => {
      under = await open();
    });
    afterAll(close);

    const own = async (lane = enrich, worker = 'w1', ttl = 5_000): Promise<Tenure> => {
      const tenure = await under.store.acquire(lane, worker, ttl);
      if (!tenure) throw new Error('the lane is not free');
      return tenure;
    };

    it('starts a lane at the beginning with epoch 1 and nothing committed', async () => {
      const tenure = await own();
      expect(tenure).toMatchObject({ epoch: 1, sequence: 0, offset: beginning, attempts: 1, probe: '', poisoned: [] });
    });

    it('gives a held lane to nobody else until its lease runs out, and raises the epoch then', async () => {
      await own(enrich, 'w1', 60);
      expect(await under.store.acquire(enrich, 'w2', 5_000)).toBeUndefined();
      await under.pass(100);
      expect((await own(enrich, 'w2')).epoch).toBe(2);
    });

    it('renews a lease that is still ours and refuses one that is not', async () => {
      const first = await own(enrich, 'w1', 60);
      expect(await under.store.renew(first, 60)).toBe(true);
      await under.pass(100);
      await own(enrich, 'w2');
      expect(await under.store.renew(first, 60)).toBe(false);
    });

    it('frees a released lane at once and does not count that tenure as an attempt', async () => {
      await under.store.release(await own());
      expect(await own(enrich, 'w2')).toMatchObject({ epoch: 2, attempts: 1 });
    });

    it('counts tenures that began without a commit between them', async () => {
      await own();
      expect((await own()).attempts).toBe(2);
      const third = await own();
      expect(third.attempts).toBe(3);
      await under.store.commit(third, 0, change());
      expect((await own()).attempts).toBe(1);
    });

    it('lists living workers and forgets silent ones', async () => {
      await under.store.beat('w1', 80);
      expect((await under.store.beat('w2', 80)).toSorted()).toEqual(['w1', 'w2']);
      await under.pass(120);
      expect(await under.store.beat('w2', 80)).toEqual(['w2']);
      await under.store.leave('w2');
      expect(await under.store.beat('w3', 80)).toEqual(['w3']);
    });

    it('appends packs in order and counts them as accepted', async () => {
      const events = ['zażółć', 'gęślą', 'jaźń'].map((id) => eventOf(id, 0, under.partitions));
      await under.sink.append(events.slice(0, 1));
      await under.sink.append(events.slice(1));
      const reader = await under.store.reader(enrich);
      const entries = await reader.read(beginning, 10, 0);
      expect(entries.flatMap((entry) => entry.pack as MarketingEvent[])).toEqual(events);
      expect(await reader.read(entries.at(-1)!.id, 10, 0)).toEqual([]);
      reader.close();
      expect((await under.store.figures(enrich)).counters['accepted']).toBe(3);
      expect(await under.store.waiting(enrich)).toBe(3);
    });

    it('commits state, digests, timers, outputs and counters together and answers a repeat with already', async () => {
      const tenure = await own();
      const timer = { id: 't1', due: 5_000, purpose: 'wait', payload: { run: 'r1' } };
      const full = change({
        offset: '7-0',
        watermark: 1_234,
        state: [['c|a', '{"lead":1}']],
        digests: [{ hour: 3, log: '\u0000\u0001abcdefg\u007f' }],
        timers: { set: [timer], cancel: [] },
        fates: { processed: 2, duplicate: 1 },
      });
      expect(await under.store.commit(tenure, 0, full)).toBe('committed');
      expect(await under.store.commit(tenure, 0, full)).toBe('already');
      expect(await under.store.loadState(enrich, ['c|a', 'c|b'])).toEqual(['{"lead":1}', null]);
      expect(await under.store.loadTimers(enrich)).toEqual([timer]);
      expect(await under.store.loadDigests(enrich, [2, 3])).toEqual([{ hour: 3, log: '\u0000\u0001abcdefg\u007f' }]);
      expect((await under.store.figures(enrich)).counters).toMatchObject({ 'enrich.processed': 2, 'enrich.duplicate': 1 });
      expect(await own()).toMatchObject({ sequence: 1, offset: '7-0', watermark: 1_234 });
    });

    it('changes and deletes state and timers in later commits', async () => {
      const tenure = await own();
      const timer = { id: 't1', due: 5_000, purpose: 'wait', payload: { run: 'r1' } };
      await under.store.commit(
        tenure,
        0,
        change({
          state: [
            ['a', '{"n":1}'],
            ['b', '{"n":2}'],
          ],
          timers: { set: [timer], cancel: [] },
        }),
      );
      await under.store.commit(
        tenure,
        1,
        change({
          state: [
            ['a', null],
            ['b', '{"n":3}'],
          ],
          timers: { set: [], cancel: [timer] },
        }),
      );
      expect(await under.store.loadState(enrich, ['a', 'b'])).toEqual([null, '{"n":3}']);
      expect(await under.store.loadTimers(enrich)).toEqual([]);
    });

    it('refuses an owner of an older epoch and changes nothing', async () => {
      const zombie = await own(enrich, 'w1', 60);
      await under.pass(100);
      await own(enrich, 'w2');
      expect(await under.store.commit(zombie, 0, change({ state: [['a', '{}']], fates: { processed: 1 } }))).toBe('fenced');
      expect(await under.store.loadState(enrich, ['a'])).toEqual([null]);
      expect((await under.store.figures(enrich)).counters['enrich.processed']).toBeUndefined();
    });

    it('refuses a commit that skips one', async () => {
      expect(await under.store.commit(await own(), 5, change())).toBe('fenced');
    });

    it('hears a sender once, in order, and shuts out its older owners', async () => {
      const signals = [signalOf('a'), signalOf('b')];
      expect(await under.store.fence(enrich, 1, 1)).toBe(beginning);
      expect(await under.store.relay(enrich, 1, 1, '5-0', { signals, events: [] })).toBe('appended');
      expect(await under.store.relay(enrich, 1, 1, '5-0', { signals, events: [] })).toBe('already');
      expect(await under.store.relay(enrich, 1, 1, '4-9', { signals, events: [] })).toBe('already');
      expect(await under.store.relay(enrich, 1, 1, '5-1', { signals: [signalOf('c')], events: [] })).toBe('appended');
      expect(await under.store.fence(enrich, 2, 1)).toBe('5-1');
      expect(await under.store.relay(enrich, 1, 1, '6-0', { signals, events: [] })).toBe('fenced');
      expect(await under.store.fence(enrich, 1, 1)).toBeUndefined();
      const reader = await under.store.reader({ stage: 'decide', partition: 1 });
      const entries = await reader.read(beginning, 10, 0);
      const heard = entries.map((entry) => entry.pack!.filter(isSignalRecord).flatMap(unpackSignals));
      expect(heard).toEqual([signals, [signalOf('c')]]);
      expect(entries.map((entry) => entry.count)).toEqual([2, 1]);
      reader.close();
    });

    it('takes forwarded events with the signals of the same entries, once, and counts them as accepted', async () => {
      const forwarded = {
        id: 'e1',
        source: 's',
        type: 'page.viewed',
        time: '',
        at: 1,
        received: 1,
        contact: 'ola',
        data: { słowo: 'żółć' },
      };
      expect(await under.store.fence(enrich, 1, 1)).toBe(beginning);
      const load = { signals: [signalOf('a')], events: [forwarded, { ...forwarded, id: 'e2' }] };
      for (const expected of ['appended', 'already']) expect(await under.store.relay(enrich, 1, 1, '5-0', load)).toBe(expected);
      expect(await under.store.relay(enrich, 1, 1, '6-0', { signals: [], events: [{ ...forwarded, id: 'e3' }] })).toBe('appended');
      expect(await under.store.relay(enrich, 0, 1, '7-0', { signals: [], events: [forwarded] })).toBe('fenced');
      const reader = await under.store.reader({ stage: 'enrich', partition: 1 });
      const entries = await reader.read(beginning, 10, 0);
      expect(entries.flatMap(({ pack }) => (pack as { id: string }[]).map(({ id }) => id))).toEqual(['e1', 'e2', 'e3']);
      expect(entries[0]!.pack![0]).toEqual(forwarded);
      reader.close();
      expect((await under.store.figures({ stage: 'enrich', partition: 1 })).counters).toMatchObject({ accepted: 3, 'decide.accepted': 1 });
    });

    it('remembers which message was probed and how often it stopped its owner', async () => {
      const first = await own();
      expect(await under.store.probe(first, '3-0#4', [])).toBe(true);
      const second = await own();
      expect(second).toMatchObject({ probe: '3-0#4', probeCrashes: 1 });
      expect(await under.store.probe(second, '3-0#4', ['3-0#1'])).toBe(true);
      expect(await under.store.probe(first, '3-0#9', [])).toBe(false);
      const third = await own();
      expect(third).toMatchObject({ probe: '3-0#4', probeCrashes: 2, poisoned: ['3-0#1'] });
      await under.store.commit(third, 0, change());
      expect(await own()).toMatchObject({ probe: '', probeCrashes: 0, poisoned: [] });
    });

    it('never trims what the lane has not committed', async () => {
      const events = Array.from({ length: 300 }, (_, index) => eventOf(`e${index}`, 0, under.partitions));
      for (const event of events) await under.sink.append([event]);
      await under.store.trim(enrich, Date.now(), { events: 0, dedupe: 0, state: 1 });
      const reader = await under.store.reader(enrich);
      const before = await reader.read(beginning, 500, 0);
      expect(before.length).toBe(300);
      const tenure = await own();
      const offset = before[249]!.id;
      await under.store.commit(tenure, 0, change({ offset, fates: { processed: 250 } }));
      await under.pass(20);
      await under.store.trim(enrich, Date.now(), { events: 0, dedupe: 0, state: 1 });
      const after = await reader.read(offset, 500, 0);
      expect(after.length).toBe(50);
      expect((await reader.read(beginning, 500, 0)).length).toBeLessThan(300);
      expect(await under.store.waiting(enrich)).toBe(50);
      reader.close();
    });
  });
}

function change(part: Partial<Commit> & { fates?: { [fate in Fate]?: number } } = {}): Commit {
  return {
    offset: '1-0',
    watermark: 0,
    state: [],
    digests: [],
    timers: { set: [], cancel: [] },
    intents: [],
    emitted: [],
    scored: [],
    late: [],
    dead: [],
    fates: {},
    ...part,
  };
}

function signalOf(key: string): Signal {
  return { rule: 'r', key, group: {}, at: 1, inputs: [], event: { id: key, source: 'x', type: 'own.type', at: 1 } };
}

/** An event that lies in a given partition. */
function eventOf(id: string, partition: number, partitions: number): MarketingEvent {
  for (let salt = 0; ; salt++) {
    const event: MarketingEvent = {
      id: `${id}-${salt}`,
      source: 's',
      type: 'page.viewed',
      time: '2026-01-01T00:00:00Z',
      at: 1,
      received: 1,
      data: {},
    };
    if (partitionOf(event, partitions) === partition) return event;
  }
}
