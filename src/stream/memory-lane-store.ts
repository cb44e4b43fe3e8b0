import type { DeadLetter, Intent, JournalEntry } from '#action';
import type { MarketingEvent, Refusal, ScoredEvent } from '#event';
import type { Clock } from '#kernel';
import { packSignals } from '#rule';
import type { Timer } from '#state';
import type { Commit } from './commit.ts';
import type { EventSink } from './event-sink.ts';
import type { Entry, LaneStore } from './lane-store.ts';
import { beginning, compareEntries, laneName, type EntryId, type Lane, type Tenure } from './lane.ts';
import { partitionOf } from './partition.ts';

interface LaneKeep {
  lease: { worker: string; until: number } | undefined;
  epoch: number;
  sequence: number;
  offset: EntryId;
  watermark: number;
  attempts: number;
  attemptSequence: number;
  probe: string;
  probed: string;
  probeSequence: number;
  probeCrashes: number;
  poisoned: readonly string[];
  state: Map<string, string>;
  timers: Map<string, Timer>;
  digests: Map<number, string>;
}

interface Log {
  entries: { id: EntryId; at: number; json: string; count: number }[];
  next: number;
}

/** What a memory store lets a test or a simulation look at. */
export interface MemoryLaneStore extends LaneStore, EventSink {
  readonly intents: readonly Intent[];
  readonly scored: readonly ScoredEvent[];
  readonly late: readonly MarketingEvent[];
  readonly dead: readonly DeadLetter[];
  readonly refusals: readonly Refusal[];
  readonly journal: readonly JournalEntry[];
}

/** LaneStore and EventSink in memory, with the semantics of the Redis adapter and nothing durable: for tests, rule tests and simulations. Values pass through JSON as they would in Redis. */
export function createMemoryLaneStore(partitions: number, clock: Clock): MemoryLaneStore {
  const lanes = new Map<string, LaneKeep>();
  const logs = new Map<string, Log>();
  const counters = Array.from({ length: partitions }, (): Record<string, number> => ({}));
  const marks = new Map<string, { epoch: number; entry: EntryId }>();
  const workers = new Map<string, number>();
  const intents: Intent[] = [];
  const scored: ScoredEvent[] = [];
  const late: MarketingEvent[] = [];
  const dead: DeadLetter[] = [];
  const refusals: Refusal[] = [];
  const journal: JournalEntry[] = [];

  function keep(lane: Lane): LaneKeep {
    let one = lanes.get(laneName(lane));
    if (!one) {
      one = {
        lease: undefined,
        epoch: 0,
        sequence: 0,
        offset: beginning,
        watermark: 0,
        attempts: 0,
        attemptSequence: -1,
        probe: '',
        probed: '',
        probeSequence: -1,
        probeCrashes: 0,
        poisoned: [],
        state: new Map(),
        timers: new Map(),
        digests: new Map(),
      };
      lanes.set(laneName(lane), one);
    }
    return one;
  }
  function log(lane: Lane): Log {
    let one = logs.get(laneName(lane));
    if (!one) logs.set(laneName(lane), (one = { entries: [], next: 1 }));
    return one;
  }
  function append(lane: Lane, pack: readonly unknown[], values = pack.length): void {
    const { entries, next } = log(lane);
    log(lane).next = next + 1;
    entries.push({ id: `${next}-0`, at: clock.monotonic(), json: JSON.stringify(pack), count: values });
  }
  function count(partition: number, name: string, by: number): void {
    const record = counters[partition]!;
    record[name] = (record[name] ?? 0) + by;
  }
  const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

  return {
    intents,
    scored,
    late,
    dead,
    refusals,
    journal,

    async append(events, to) {
      const packs = new Map<number, MarketingEvent[]>();
      for (const event of events) {
        const partition = to ?? partitionOf(event, partitions);
        const pack = packs.get(partition);
        if (pack) pack.push(event);
        else packs.set(partition, [event]);
      }
      for (const [partition, pack] of packs) {
        append({ stage: 'enrich', partition }, pack);
        count(partition, 'accepted', pack.length);
      }
    },
    async refuse(some) {
      refusals.push(...some);
    },

    async beat(worker, timeToLive) {
      const now = clock.monotonic();
      workers.set(worker, now);
      for (const [one, at] of workers) if (at <= now - timeToLive) workers.delete(one);
      return [...workers.keys()];
    },
    async leave(worker) {
      workers.delete(worker);
    },
    async acquire(lane, worker, timeToLive) {
      const one = keep(lane);
      const now = clock.monotonic();
      if (one.lease && one.lease.until > now && one.lease.worker !== worker) return undefined;
      one.lease = { worker, until: now + timeToLive };
      one.epoch++;
      one.attempts = one.attemptSequence === one.sequence ? one.attempts + 1 : 1;
      one.attemptSequence = one.sequence;
      const current = one.probeSequence === one.sequence;
      const probe = current ? one.probe : '';
      one.probeCrashes = probe === '' ? 0 : one.probed === probe ? one.probeCrashes + 1 : 1;
      one.probed = probe;
      one.probe = '';
      const { epoch, sequence, offset, watermark, attempts, probeCrashes } = one;
      return { lane, worker, epoch, sequence, offset, watermark, attempts, probe, probeCrashes, poisoned: current ? one.poisoned : [] };
    },
    async renew(tenure, timeToLive) {
      const one = keep(tenure.lane);
      if (one.epoch !== tenure.epoch) return false;
      one.lease = { worker: tenure.worker, until: clock.monotonic() + timeToLive };
      return true;
    },
    async release(tenure) {
      const one = keep(tenure.lane);
      if (one.epoch !== tenure.epoch) return;
      one.lease = undefined;
      one.attempts = 0;
      one.attemptSequence = -1;
    },

    async reader(lane) {
      return {
        async read(after, limit, block) {
          const found = log(lane).entries.filter((entry) => compareEntries(entry.id, after) > 0);
          if (found.length === 0 && block > 0) await clock.sleep(1);
          return found
            .slice(0, limit)
            .map((entry): Entry => ({ id: entry.id, pack: JSON.parse(entry.json) as unknown[], count: entry.count, raw: entry.json }));
        },
        close() {},
      };
    },
    async loadState(lane, fields) {
      return fields.map((field) => keep(lane).state.get(field) ?? null);
    },
    async loadTimers(lane) {
      return [...keep(lane).timers.values()];
    },
    // Nothing is erased in memory: what is erased there is told to the lane by its event alone.
    async loadErased() {
      return [];
    },
    async loadDigests(lane, hours) {
      return hours.flatMap((hour) => {
        const text = keep(lane).digests.get(hour);
        return text === undefined ? [] : [{ hour, log: text }];
      });
    },

    async commit(tenure: Tenure, sequence: number, change: Commit) {
      const one = keep(tenure.lane);
      const { partition, stage } = tenure.lane;
      if (one.epoch !== tenure.epoch) return 'fenced';
      if (one.sequence === sequence + 1) return 'already';
      if (one.sequence !== sequence) return 'fenced';
      for (const [field, json] of change.state) {
        if (json === null) one.state.delete(field);
        else one.state.set(field, json);
      }
      for (const { hour, log: more } of change.digests) one.digests.set(hour, (one.digests.get(hour) ?? '') + more);
      for (const timer of change.timers.cancel) one.timers.delete(timer.id);
      for (const timer of change.timers.set) one.timers.set(timer.id, copy(timer));
      intents.push(...copy([...change.intents]));
      scored.push(...change.scored.map((json) => JSON.parse(json) as ScoredEvent));
      late.push(...copy([...change.late]));
      dead.push(...copy([...change.dead]));
      journal.push(...copy([...(change.journal ?? [])]));
      if (change.emitted.length > 0) {
        append({ stage: 'enrich', partition }, change.emitted);
        count(partition, 'accepted', change.emitted.length);
      }
      if (change.intents.length > 0) count(partition, 'deliver.accepted', change.intents.length);
      for (const [fate, by] of Object.entries(change.fates)) count(partition, `${stage}.${fate}`, by);
      one.sequence++;
      one.offset = change.offset;
      one.watermark = change.watermark;
      return 'committed';
    },
    async probe(tenure, message, poisoned) {
      const one = keep(tenure.lane);
      if (one.epoch !== tenure.epoch) return false;
      one.probe = message;
      one.probeSequence = one.sequence;
      one.poisoned = [...poisoned];
      return true;
    },

    async fence(sender, epoch, receiver) {
      const mark = marks.get(`${laneName(sender)}>${receiver}`);
      if (mark && mark.epoch > epoch) return undefined;
      const entry = mark?.entry ?? beginning;
      marks.set(`${laneName(sender)}>${receiver}`, { epoch, entry });
      return entry;
    },
    async relay(sender, epoch, receiver, upTo, { signals, events }) {
      const name = `${laneName(sender)}>${receiver}`;
      const mark = marks.get(name);
      if (mark && mark.epoch > epoch) return 'fenced';
      if (mark && compareEntries(upTo, mark.entry) <= 0) return 'already';
      marks.set(name, { epoch, entry: upTo });
      if (signals.length > 0) append({ stage: 'decide', partition: receiver }, packSignals(signals), signals.length);
      count(receiver, 'decide.accepted', signals.length);
      if (events.length > 0) {
        append({ stage: 'enrich', partition: receiver }, events);
        count(receiver, 'accepted', events.length);
      }
      return 'appended';
    },

    async trim(lane) {
      const one = log(lane);
      const { offset } = keep(lane);
      one.entries = one.entries.filter((entry) => compareEntries(entry.id, offset) >= 0);
    },
    async figures(lane) {
      const first = log(lane).entries.find((entry) => compareEntries(entry.id, keep(lane).offset) > 0);
      return { counters: { ...counters[lane.partition] }, lag: first ? clock.monotonic() - first.at : 0 };
    },
    async waiting(lane) {
      const { offset } = keep(lane);
      return log(lane)
        .entries.filter((entry) => compareEntries(entry.id, offset) > 0)
        .reduce((total, entry) => total + entry.count, 0);
    },
  };
}
