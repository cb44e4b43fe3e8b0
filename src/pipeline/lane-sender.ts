import { CrosscurrentError, fullJitter } from '#kernel';
import { beginning, compareEntries, type EntryId, type Tenure } from '#stream';
import type { BatchOutcome } from './lane-batch.ts';
import type { LaneOptions } from './lane-options.ts';

/** Process milliseconds a step is repeated for while the lane drains. */
const DRAIN_PATIENCE = 2_000;

/** What a lane fails with when another owner came. */
export const fenced = new CrosscurrentError('fenced', 'another worker owns the lane');

/** LaneSender carries a tenure's outcomes to the store, in order: signals to their receivers, then the commit. */
export class LaneSender {
  readonly #tenure: Tenure;
  readonly #options: LaneOptions;
  readonly #drain: AbortSignal;
  readonly #lost: AbortSignal;
  /** Last entry of this lane that each receiver heard from an earlier owner. */
  #marks: ReadonlyMap<number, EntryId> = new Map();
  #sequence: number;

  constructor(tenure: Tenure, options: LaneOptions, drain: AbortSignal, lost: AbortSignal) {
    this.#tenure = tenure;
    this.#options = options;
    this.#drain = drain;
    this.#lost = lost;
    this.#sequence = tenure.sequence;
  }

  /** True until the first commit of the tenure. */
  get untried(): boolean {
    return this.#sequence === this.#tenure.sequence;
  }

  /** Shuts earlier owners out of all receivers. Returns the newest entry any of them heard; throws `fenced` when a newer owner was there. */
  async fenceReceivers(): Promise<EntryId> {
    const { store, partitions } = this.#options;
    const { lane, epoch } = this.#tenure;
    const heard = await Promise.all(Array.from({ length: partitions }, async (_, receiver) => store.fence(lane, epoch, receiver)));
    const marks = new Map<number, EntryId>();
    let newest = beginning;
    for (const [receiver, mark] of heard.entries()) {
      if (mark === undefined) throw fenced;
      marks.set(receiver, mark);
      if (compareEntries(mark, newest) > 0) newest = mark;
    }
    this.#marks = marks;
    return newest;
  }

  /** Relays signals and forwarded events, then commits. Each step is repeated until its reply is heard: the store applies it once. Throws `fenced` when the lane is no longer ours. */
  async send(outcome: BatchOutcome): Promise<void> {
    const { store, sink, clock, observe, checkpoint } = this.#options;
    const { lane, epoch } = this.#tenure;
    const { stage, partition } = lane;
    const { signals, forwarded, upTo } = outcome;
    const receivers = forwarded.size === 0 ? [...signals.keys()] : [...new Set([...signals.keys(), ...forwarded.keys()])];
    const relays = receivers
      .filter((receiver) => compareEntries(upTo, this.#marks.get(receiver) ?? beginning) > 0)
      .map(async (receiver) => {
        const load = { signals: signals.get(receiver) ?? [], events: forwarded.get(receiver) ?? [] };
        const result = await this.#insist(() => store.relay(lane, epoch, receiver, upTo, load));
        if (result !== 'fenced') observe({ kind: 'signals.relayed', partition: receiver, signals: load.signals.length, result });
        return result;
      });
    if ((await Promise.all(relays)).includes('fenced')) throw fenced;
    for (const to of new Set(outcome.elsewhere.map((one) => one.to))) {
      const events = outcome.elsewhere.filter((one) => one.to === to).map(({ event }) => event);
      await this.#insist(() => sink.append(events, to));
    }
    // A batch that had nothing to relay does not come by here: a process killed there would prove nothing.
    if (relays.length > 0) checkpoint?.('after-relay');
    checkpoint?.('before-commit');
    const started = clock.monotonic();
    const result = await this.#insist(() => store.commit(this.#tenure, this.#sequence, outcome.commit));
    observe({ kind: 'batch.committed', stage, partition, seconds: (clock.monotonic() - started) / 1_000, result });
    if (result === 'fenced') throw fenced;
    this.#sequence++;
    if (outcome.commit.intents.length > 0) this.#options.onIntents?.(partition);
    checkpoint?.('after-commit');
  }

  /** Repeats a step until it answers, as long as the lane is ours: a lost reply must not become a lost or doubled batch. */
  async #insist<R>(step: () => Promise<R>): Promise<R> {
    const { clock, random, observe } = this.#options;
    const started = clock.monotonic();
    for (let attempt = 0; ; attempt++) {
      try {
        return await step();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        observe({ kind: 'redis.failed', role: this.#tenure.lane.stage, error: reason });
        // A mistake of ours does not mend itself by repeating; an outage does.
        if (/WRONGTYPE|ERR commit|ERR Error/.test(reason) || this.#lost.aborted) throw error;
        // While draining, the wait for Redis is bounded: what is not committed is simply run again by the next owner.
        if (this.#drain.aborted && clock.monotonic() - started > DRAIN_PATIENCE) throw error;
        await clock.sleep(20 + fullJitter(attempt, 50, 1_000, random));
      }
    }
  }
}
