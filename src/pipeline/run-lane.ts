import type { ScoredEvent } from '#event';
import type { Message } from '#message';
import type { DecideInput } from '#operator';
import { DigestMemory, Watermark, type Timer } from '#state';
import { beginning, compareEntries, type EntryId, type Entry, type LaneReader, type Tenure } from '#stream';
import { gatherOutcome, type BatchOutcome } from './lane-batch.ts';
import { LaneContext } from './lane-context.ts';
import { newGauge, type LaneGauge } from './lane-gauge.ts';
import type { LaneOptions } from './lane-options.ts';
import { decideProgram, enrichProgram, type Decoded, type LaneProgram } from './lane-program.ts';
import { fenced, LaneSender } from './lane-sender.ts';

/** Process milliseconds between reports of the operators' figures. */
const REPORT_PAUSE = 1_000;
const none: readonly Entry[] = [];
/** Most entries asked for in one read. */
const MOST_ENTRIES = 500;
/** Events an entry is believed to carry until one was seen: as many as admission packs under load. */
const FIRST_GUESS = 50;
/** Most timers in one batch. */
const MOST_TIMERS = 500;
/** From this many attempts on, messages run one by one, each noted before. */
const CAREFUL_ATTEMPTS = 3;
/** How often a probed message may stop its process before it is declared poison. */
const PROBE_CRASHES = 2;

/**
 * Runs a lane from its last commit until `drain` is aborted (then the open batch is finished and the lane released by the caller) or the tenure is lost.
 *
 *     read n+1  ─┐            ┌─ one batch is computed while the one before it travels;
 *     compute n  ├─ overlap ──┤  commits stay in order, one under way;
 *     commit n−1 ┘            └─ when one fails, everything in memory is dropped
 *
 * Resolves 'drained' or 'lost' (another owner came). Rejects on an unexpected error; the caller waits and begins a new tenure, which counts as an attempt.
 */
export async function runLane(
  tenure: Tenure,
  options: LaneOptions,
  drain: AbortSignal,
  lost: AbortSignal,
  gauge: LaneGauge = newGauge(),
): Promise<'drained' | 'lost'> {
  const reader = await options.store.reader(tenure.lane);
  const closeReader = (): void => reader.close();
  drain.addEventListener('abort', closeReader, { once: true });
  lost.addEventListener('abort', closeReader, { once: true });
  try {
    return await new LaneRun(tenure, options, reader, drain, lost, gauge).run();
  } finally {
    drain.removeEventListener('abort', closeReader);
    lost.removeEventListener('abort', closeReader);
    reader.close();
  }
}

class LaneRun {
  readonly #tenure: Tenure;
  readonly #options: LaneOptions;
  readonly #reader: LaneReader;
  readonly #drain: AbortSignal;
  readonly #lost: AbortSignal;
  readonly #digests: DigestMemory | undefined;
  readonly #context: LaneContext;
  readonly #watermark: Watermark;
  readonly #program: LaneProgram<ScoredEvent> | LaneProgram<DecideInput>;
  readonly #sender: LaneSender;
  readonly #gauge: LaneGauge;
  #reported: number;
  /** Last entry handed to a batch. */
  #position: EntryId;
  /** Newest entry whose signals some receiver heard from an earlier owner: up to there, batches are single entries, so that the receivers' marks filter exactly. */
  #heardUpTo: EntryId = beginning;
  /** What the last reads say of the size of an entry; the first read knows nothing and asks for little. */
  #eventsPerEntry = FIRST_GUESS;
  /** Entries that were read, but were too many for one batch. */
  #left: readonly Entry[] = none;
  #committing: Promise<void> = Promise.resolve();
  #failed: unknown;

  constructor(tenure: Tenure, options: LaneOptions, reader: LaneReader, drain: AbortSignal, lost: AbortSignal, gauge: LaneGauge) {
    this.#tenure = tenure;
    this.#options = options;
    this.#reader = reader;
    this.#drain = drain;
    this.#lost = lost;
    this.#gauge = gauge;
    this.#reported = options.clock.monotonic();
    this.#sender = new LaneSender(tenure, options, drain, lost);
    this.#position = tenure.offset;
    const { stage, partition } = tenure.lane;
    const { clock, observe } = options;
    this.#digests = stage === 'enrich' ? new DigestMemory(options.dedupeWindow, options.dedupeSeeds) : undefined;
    this.#context = new LaneContext({
      partition,
      bundle: options.rules(),
      digests: this.#digests,
      observe,
      ...(options.stateCapacity === undefined ? {} : { stateCapacity: options.stateCapacity }),
    });
    this.#watermark = new Watermark(tenure.watermark, clock.now());
    const monotonic = (): number => clock.monotonic();
    this.#program =
      stage === 'enrich'
        ? enrichProgram(options.enrich, this.#context, monotonic, options.arrival, options.keepScored)
        : decideProgram(options.decide, this.#context, monotonic);
  }

  async run(): Promise<'drained' | 'lost'> {
    let reading: Promise<readonly Entry[]> | undefined;
    try {
      await this.#takeOver();
      while (!this.#drain.aborted && !this.#lost.aborted) {
        reading ??= this.#read();
        let entries = this.#cut(await reading);
        reading = undefined;
        this.#report();
        const due = this.#context.timers.takeDue(this.#options.clock.now(), MOST_TIMERS);
        if (entries.length === 0 && due.length === 0) {
          if (this.#failed !== undefined) break;
          continue;
        }
        this.#options.checkpoint?.('after-read');
        if (entries.length > 0) {
          this.#position = entries.at(-1)!.id;
          reading = this.#read();
          // The read ahead may fail while this batch runs; it is awaited, and so reported, at the next turn.
          reading.catch(() => undefined);
        }
        await this.#options.turn?.();
        const outcome = await this.#runBatch(entries, due);
        // The events are of no use any more; while their commit travels they would only be copied by the garbage collector.
        entries = none;
        await this.#committing;
        if (this.#failed !== undefined || this.#lost.aborted) break;
        this.#committing = this.#sender.send(outcome).catch((error: unknown) => {
          this.#failed = error;
          // Ends a read that would otherwise block for a while.
          this.#reader.close();
        });
      }
    } catch (error) {
      await this.#committing;
      if (error === fenced) return 'lost';
      if (this.#failed === undefined && !this.#drain.aborted && !this.#lost.aborted) throw error;
    }
    await this.#committing;
    if (this.#lost.aborted) return 'lost';
    if (this.#failed === fenced) return 'lost';
    if (this.#failed !== undefined) throw this.#failed as Error;
    return 'drained';
  }

  /** Loads what the lane remembers and shuts earlier owners out of the receiving partitions. */
  async #takeOver(): Promise<void> {
    const { store, clock } = this.#options;
    const { lane } = this.#tenure;
    for (const timer of await store.loadTimers(lane)) this.#context.timers.load(timer);
    if (!this.#digests) return;
    for (const contact of await store.loadErased(lane)) this.#context.erased.add(contact);
    for (const { hour, log } of await store.loadDigests(lane, this.#digests.liveHours(clock.now()))) this.#digests.load(hour, log);
    this.#heardUpTo = await this.#sender.fenceReceivers();
  }

  #read(): Promise<readonly Entry[]> {
    if (this.#left.length > 0) return Promise.resolve(this.#left);
    const alone = this.#tenure.attempts > 1 && this.#sender.untried;
    const recovering = compareEntries(this.#heardUpTo, this.#position) > 0;
    const count =
      alone || recovering ? 1 : Math.min(MOST_ENTRIES, Math.max(1, Math.floor(this.#options.batchEvents / this.#eventsPerEntry)));
    return this.#reader.read(this.#position, count, this.#patience());
  }

  /** Process milliseconds a read may block: until the next timer, a second at most. */
  #patience(): number {
    const due = this.#context.timers.nextDue();
    if (due === undefined) return 1_000;
    const { clock } = this.#options;
    return Math.min(1_000, Math.max(1, Math.ceil((due - clock.now()) / (clock.pace ?? 1))));
  }

  /** As many of the entries as make a batch; the others wait for the next one. However packs vary in size, a batch is bounded by its events: it is what must fit into memory, a turn and a commit. */
  #cut(entries: readonly Entry[]): readonly Entry[] {
    if (entries.length === 0) return entries;
    let events = 0;
    let end = 0;
    while (end < entries.length && (end === 0 || events + entries[end]!.count <= this.#options.batchEvents))
      events += entries[end++]!.count;
    this.#left = entries.slice(end);
    this.#eventsPerEntry = Math.max(1, this.#eventsPerEntry * 0.7 + (events / end) * 0.3);
    return this.#left.length === 0 ? entries : entries.slice(0, end);
  }

  async #runBatch(entries: readonly Entry[], due: readonly Timer[]): Promise<BatchOutcome> {
    const { clock, observe, partitions } = this.#options;
    const { stage, partition } = this.#tenure.lane;
    const context = this.#context;
    const program = this.#program as LaneProgram<ScoredEvent | DecideInput>;
    const started = clock.monotonic();
    context.now = clock.now();
    context.watermark = this.#watermark.at(context.now);
    context.bundle = this.#options.rules();
    const decoded = program.decode(entries, due, context) as Decoded<ScoredEvent | DecideInput>;
    const { messages, timers = [] } = decoded;
    for (const { value } of messages) this.#watermark.advance(program.at(value), context.now);
    for (let asking = messages; ;) {
      const missing = program.missing(asking, context, timers);
      const { fields } = missing;
      if (fields.length === 0) break;
      const loaded = await this.#options.store.loadState(this.#tenure.lane, fields);
      for (let index = 0; index < fields.length; index++) context.state.load(fields[index]!, loaded[index] ?? null);
      asking = missing.messages as typeof messages;
    }
    if (this.#careful()) await this.#runOneByOne(messages, timers);
    else {
      for (const timer of timers) program.wake!(timer);
      await program.run(messages);
    }
    const outcome = gatherOutcome({
      program,
      context,
      digests: this.#digests,
      decoded,
      messages,
      stage,
      partitions,
      upTo: this.#position,
      watermark: this.#watermark.at(context.now),
    });
    const { fates, dead } = outcome.commit;
    const events = Object.values(fates).reduce((total, count) => total + count, 0);
    observe({ kind: 'batch.processed', stage, partition, events, seconds: (clock.monotonic() - started) / 1_000, fates: { ...fates } });
    for (const letter of dead) observe({ kind: 'dead-letter.kept', stage, by: letter.by, code: letter.code, count: 1 });
    return outcome;
  }

  #report(): void {
    const { clock, observe } = this.#options;
    const now = clock.now();
    const watermark = this.#watermark.at(now);
    this.#gauge.watermarkDelay = watermark === 0 ? 0 : (now - watermark) / 1_000;
    this.#gauge.timersDue = Math.max(0, now - (this.#context.timers.nextDue() ?? now)) / 1_000;
    if (clock.monotonic() - this.#reported < REPORT_PAUSE) return;
    this.#reported = clock.monotonic();
    for (const flow of this.#program.flows) {
      for (const [operator, figures] of flow.figures) {
        if (figures.messages > 0) observe({ kind: 'operator.ran', operator, ...figures });
        figures.messages = figures.failures = figures.seconds = 0;
      }
    }
  }

  #careful(): boolean {
    return this.#tenure.attempts >= CAREFUL_ATTEMPTS && this.#sender.untried;
  }

  /** Runs messages alone, each noted in the store before it runs: the one that keeps stopping the process is found, kept as a dead letter and passed by; its neighbours are processed. */
  async #runOneByOne(messages: readonly Message<ScoredEvent | DecideInput>[], timers: readonly Message<Timer>[]): Promise<void> {
    const { store } = this.#options;
    const program = this.#program as LaneProgram<ScoredEvent | DecideInput>;
    const { probe, probeCrashes } = this.#tenure;
    const poisoned = [...this.#tenure.poisoned];
    if (probe !== '' && probeCrashes >= PROBE_CRASHES && !poisoned.includes(probe)) poisoned.push(probe);
    const steps = [
      ...timers.map((message) => ({ message, run: (): void => program.wake!(message) })),
      ...messages.map((message) => ({ message, run: async () => program.run([message]) })),
    ];
    for (const { message, run } of steps) {
      const name = `${message.entry}#${message.index}`;
      if (poisoned.includes(name)) {
        message.fail({ code: 'poison-event', reason: `it stopped the process ${PROBE_CRASHES} times when run alone`, operator: 'lane' });
        continue;
      }
      if (!(await store.probe(this.#tenure, name, poisoned))) throw fenced;
      await run();
    }
    await store.probe(this.#tenure, '', poisoned);
  }
}
