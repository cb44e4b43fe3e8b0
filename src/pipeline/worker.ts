import { CrosscurrentError, fullJitter } from '#kernel';
import { laneName, type Lane, type Stage, type Tenure } from '#stream';
import { ownerOf } from './assignment.ts';
import { createTurns } from './turns.ts';
import { newGauge, type LaneGauge } from './lane-gauge.ts';
import type { LaneOptions } from './lane-options.ts';
import { runLane } from './run-lane.ts';

/** What a worker is made of beyond its lanes' needs. */
export interface WorkerOptions extends LaneOptions {
  /** Unique name of this worker process. */
  readonly worker: string;
  readonly stages: readonly Stage[];
  /** Milliseconds after a worker's death by which others own its lanes. */
  readonly lease: number;
  readonly retention: { readonly events: number; readonly dedupe: number; readonly state: number };
}

/** A running worker. */
export interface Worker {
  /** Lanes owned now. */
  owned(): Lane[];
  /** Stops taking batches, finishes open ones, gives the lanes back. Resolves when all are released. */
  drain(): Promise<void>;
}

interface Holding {
  readonly lane: Lane;
  readonly drain: AbortController;
  readonly done: Promise<void>;
}

/**
 * Starts a worker: it says that it lives, takes the lanes that rendezvous hashing gives it among the living workers, keeps their leases (two renewals fit into the life of one), gives lanes up
 * in order when another worker should have them, and starts a lane again after an error, with a random wait that grows.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { store, clock, random, observe, worker } = options;
  // A lease that lives for seven tenths and a look every quarter: the last lane of a dead worker is taken before the whole time is over.
  const lease = Math.ceil(options.lease * 0.7);
  const beat = options.lease / 4;
  const lanes: Lane[] = options.stages.flatMap((stage) =>
    Array.from({ length: options.partitions }, (_, partition) => ({ stage, partition })),
  );
  const holdings = new Map<string, Holding>();
  const waits = new Map<string, { failures: number; until: number }>();
  const stopped = new AbortController();
  const turn = createTurns();

  async function tend(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        const living = await store.beat(worker, lease);
        await Promise.all(lanes.map(async (lane) => tendLane(lane, living)));
      } catch (error) {
        observe({ kind: 'redis.failed', role: 'worker', error: error instanceof Error ? error.message : String(error) });
      }
      await clock.sleep(beat, stopped.signal).catch(() => undefined);
    }
  }

  async function tendLane(lane: Lane, living: readonly string[]): Promise<void> {
    const name = laneName(lane);
    const holding = holdings.get(name);
    const ours = ownerOf(lane, living) === worker;
    if (holding) {
      if (!ours) holding.drain.abort();
      return;
    }
    if (!ours || stopped.signal.aborted || (waits.get(name)?.until ?? 0) > clock.monotonic()) return;
    const tenure = await store.acquire(lane, worker, lease);
    if (!tenure) return;
    observe({ kind: 'lane.acquired', ...lane, epoch: tenure.epoch, attempts: tenure.attempts });
    const drain = new AbortController();
    holdings.set(name, { lane, drain, done: hold(tenure, drain.signal).finally(() => holdings.delete(name)) });
  }

  async function hold(tenure: Tenure, drain: AbortSignal): Promise<void> {
    const { lane, epoch, attempts } = tenure;
    const name = laneName(lane);
    const ended = new AbortController();
    const lost = new AbortController();
    const keeping = keepLease(tenure, lost, ended.signal);
    const gauge = newGauge();
    const caring = housekeep(lane, gauge, ended.signal);
    try {
      const end = await runLane(tenure, { ...options, turn }, drain, lost.signal, gauge);
      waits.delete(name);
      observe({ kind: end === 'lost' ? 'lane.lost' : 'lane.released', ...lane, epoch, attempts });
      if (end === 'drained') await store.release(tenure);
    } catch (error) {
      const failures = (waits.get(name)?.failures ?? 0) + 1;
      waits.set(name, { failures, until: clock.monotonic() + fullJitter(failures, 100, 10_000, random) });
      observe({ kind: 'lane.failed', ...lane, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
      // A broken connection says nothing about the batch: only other failures count as an attempt on it.
      if (isConnection(error)) await store.release(tenure).catch(() => undefined);
    } finally {
      ended.abort();
      await Promise.all([keeping, caring]);
    }
  }

  async function keepLease(tenure: Tenure, lost: AbortController, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await clock.sleep(beat, ended).catch(() => undefined);
      if (ended.aborted) return;
      // An error is no answer: the epoch in the commit guards, the next turn asks again.
      const held = await store.renew(tenure, lease).catch(() => true);
      if (!held) lost.abort();
    }
  }

  async function housekeep(lane: Lane, gauge: LaneGauge, ended: AbortSignal): Promise<void> {
    let turn = 0;
    while (!ended.aborted) {
      await clock.sleep(2_000, ended).catch(() => undefined);
      if (ended.aborted) return;
      try {
        if (turn++ % 5 === 0) await store.trim(lane, clock.now(), options.retention);
        const { lag, counters } = await store.figures(lane);
        const accepted = lane.stage === 'enrich' ? (counters['accepted'] ?? 0) : (counters['decide.accepted'] ?? 0);
        const settled = Object.entries(counters).reduce(
          (sum, [counter, count]) => (counter.startsWith(`${lane.stage}.`) && !counter.endsWith('.accepted') ? sum + count : sum),
          0,
        );
        observe({
          kind: 'lane.measured',
          ...lane,
          lagSeconds: lag / 1_000,
          watermarkDelaySeconds: gauge.watermarkDelay,
          inFlight: accepted - settled,
          timersDueSeconds: gauge.timersDue,
        });
      } catch (error) {
        observe({ kind: 'redis.failed', role: 'housekeeping', error: error instanceof Error ? error.message : String(error) });
      }
    }
  }

  const tending = tend();
  return {
    owned: () => [...holdings.values()].map((holding) => holding.lane),
    async drain() {
      stopped.abort();
      await tending;
      for (const holding of holdings.values()) holding.drain.abort();
      await Promise.all([...holdings.values()].map((holding) => holding.done));
      await store.leave(worker).catch(() => undefined);
    },
  };
}

function isConnection(error: unknown): boolean {
  if (error instanceof CrosscurrentError) return error.code === 'store-unavailable';
  const message = error instanceof Error ? error.message : '';
  return /Connection is closed|ECONN|EPIPE|ENOENT|timed out|max retries|writeable|LOADING|READONLY|CLUSTERDOWN/i.test(message);
}
