import type { DeadLetter, Intent } from '#action';
import type { MarketingEvent } from '#event';
import type { Clock } from '#kernel';
import { readApproval, readHeld, writeApproval } from './approval.ts';
import type { Approval, HeldIntent, Outbox, OutboxEntry, OutboxMeasure } from './outbox.ts';
import type { Outcome } from './outcome.ts';
import { settlement } from './settlement.ts';
import type { SuppressedIntent } from './suppressed-intent.ts';

interface Held {
  entry: OutboxEntry;
  readonly added: number;
  consumer?: string;
  handedOut?: number;
  settled: boolean;
}

interface Shelf {
  entries: Held[];
  retries: { member: string; due: number }[];
  readonly dead: DeadLetter[];
  readonly held: Map<string, string>;
  readonly suppressed: SuppressedIntent[];
  readonly begun: Map<string, number>;
  readonly reports: MarketingEvent[];
  readonly counters: Map<string, number>;
  /** Consumers that still have to be told what they were given before. */
  readonly told: Set<string>;
}

/** The outbox in memory: for tests and for looking at the contract without Redis. It forgets everything with the process. */
export class MemoryOutbox implements Outbox {
  readonly partitions: number;
  readonly #clock: Clock;
  readonly #shelves: Shelf[];
  #sequence = 0;

  constructor(partitions: number, clock: Clock) {
    this.partitions = partitions;
    this.#clock = clock;
    this.#shelves = Array.from({ length: partitions }, () => ({
      entries: [],
      retries: [],
      dead: [],
      held: new Map(),
      suppressed: [],
      begun: new Map(),
      reports: [],
      counters: new Map(),
      told: new Set(),
    }));
  }

  /** Puts intents in, as the commit of the decide stage does. */
  append(partition: number, intents: readonly Intent[]): void {
    for (const intent of intents) this.#add(partition, { intent, attempts: 0 });
  }

  reports(partition: number): readonly MarketingEvent[] {
    return this.#shelf(partition).reports;
  }

  deadLetters(partition: number): readonly DeadLetter[] {
    return this.#shelf(partition).dead;
  }

  /** What guards gave up. */
  suppressed(partition: number): readonly SuppressedIntent[] {
    return this.#shelf(partition).suppressed;
  }

  counters(partition: number): ReadonlyMap<string, number> {
    return this.#shelf(partition).counters;
  }

  /** Behaves as after a lost connection: every consumer hears of its unsettled entries again. */
  reconnect(): void {
    for (const shelf of this.#shelves) shelf.told.clear();
  }

  async read(partition: number, consumer: string, count: number, blockMilliseconds: number): Promise<OutboxEntry[]> {
    const shelf = this.#shelf(partition);
    if (!shelf.told.has(consumer)) {
      shelf.told.add(consumer);
      const own = shelf.entries.filter((held) => held.consumer === consumer && !held.settled);
      if (own.length > 0) return own.map((held) => this.#hand(held, consumer));
    }
    if (blockMilliseconds > 0 && !shelf.entries.some((held) => held.consumer === undefined)) await this.#clock.sleep(blockMilliseconds);
    return shelf.entries
      .filter((held) => held.consumer === undefined)
      .slice(0, count)
      .map((held) => this.#hand(held, consumer));
  }

  async claim(partition: number, consumer: string, minIdle: number, count: number, holds: readonly string[]): Promise<OutboxEntry[]> {
    const now = this.#clock.now();
    return this.#shelf(partition)
      .entries.filter((held) => !held.settled && held.handedOut !== undefined && now - held.handedOut >= minIdle)
      .filter((held) => held.consumer !== consumer || !holds.includes(held.entry.id))
      .slice(0, count)
      .map((held) => this.#hand(held, consumer));
  }

  async settle(entry: OutboxEntry, outcome: Outcome): Promise<boolean> {
    const shelf = this.#shelf(entry.partition);
    const held = shelf.entries.find((one) => one.entry.id === entry.id);
    if (!held || held.settled || held.consumer === undefined) return false;
    held.settled = true;
    const write = settlement(entry, outcome, this.#clock.now());
    this.#count(shelf, write.counter);
    if (write.retry) shelf.retries.push(write.retry);
    shelf.begun.delete(entry.id);
    if (write.deadLetter) shelf.dead.push(write.deadLetter);
    if (write.hold) shelf.held.set(entry.id, write.hold.text);
    if (write.suppressed) shelf.suppressed.push(write.suppressed);
    if (write.report) {
      shelf.reports.push(write.report);
      this.#count(shelf, 'accepted');
    }
    return true;
  }

  async dueRetries(partition: number, now: number): Promise<number> {
    const shelf = this.#shelf(partition);
    const due = shelf.retries.filter((one) => one.due <= now).slice(0, 128);
    shelf.retries = shelf.retries.filter((one) => !due.includes(one));
    for (const { member } of due) {
      const [, attempts, since, word, intent] = /^(\d+) (\d+) (?:(\d+:\S*) )?(.*)$/s.exec(member)!;
      const approved = word === undefined ? undefined : readApproval(word);
      this.#add(partition, {
        intent: JSON.parse(intent!) as Intent,
        attempts: Number(attempts),
        since: Number(since),
        ...(approved === undefined ? {} : { approved }),
      });
    }
    return due.length;
  }

  async keep(partition: number, consumer: string, ids: readonly string[]): Promise<void> {
    for (const held of this.#shelf(partition).entries)
      if (held.consumer === consumer && !held.settled && ids.includes(held.entry.id)) held.handedOut = this.#clock.now();
  }

  async begin({ partition, id }: OutboxEntry): Promise<number> {
    const { begun } = this.#shelf(partition);
    begun.set(id, (begun.get(id) ?? 0) + 1);
    return begun.get(id)!;
  }

  async held(partition: number, most: number): Promise<HeldIntent[]> {
    const held = [...this.#shelf(partition).held].map(([id, text]) => readHeld(partition, id, text)!);
    return held.toSorted((a, b) => a.until - b.until).slice(0, most);
  }

  async approve(partition: number, id: string, approval: Approval): Promise<boolean> {
    const held = this.#takeHeld(partition, id);
    // Written and read as it is in Redis, so that both carry the same.
    const approved = readApproval(writeApproval(approval));
    if (held !== undefined) this.#add(partition, { intent: held.intent, attempts: held.attempts, ...(approved && { approved }) });
    return held !== undefined;
  }

  async refuse(partition: number, id: string, reason: string): Promise<boolean> {
    const held = this.#takeHeld(partition, id);
    if (held === undefined) return false;
    const shelf = this.#shelf(partition);
    const write = settlement(held, { fate: 'suppressed', attempts: held.attempts, guard: 'approval', reason }, this.#clock.now());
    shelf.suppressed.push(write.suppressed!);
    shelf.reports.push(write.report!);
    this.#count(shelf, write.counter);
    this.#count(shelf, 'accepted');
    return true;
  }

  async expire(partition: number, now: number): Promise<readonly HeldIntent[]> {
    const due = (await this.held(partition, 128)).filter(({ until }) => until <= now);
    for (const { id } of due) await this.refuse(partition, id, 'nobody approved it in time');
    return due;
  }

  async measure(partition: number): Promise<OutboxMeasure> {
    const shelf = this.#shelf(partition);
    const open = shelf.entries.filter((held) => !held.settled);
    const oldest = open[0];
    return {
      waiting: open.length,
      pending: open.filter((held) => held.consumer !== undefined).length,
      oldestSeconds: oldest ? (this.#clock.now() - oldest.added) / 1_000 : 0,
      retries: shelf.retries.length,
      held: shelf.held.size,
    };
  }

  async trim(partition: number): Promise<number> {
    const shelf = this.#shelf(partition);
    const firstOpen = shelf.entries.findIndex((held) => !held.settled);
    const gone = shelf.entries.splice(0, firstOpen === -1 ? shelf.entries.length : firstOpen);
    return gone.length;
  }

  #shelf(partition: number): Shelf {
    const shelf = this.#shelves[partition];
    if (!shelf) throw new RangeError(`partition ${partition} of ${this.partitions}`);
    return shelf;
  }

  #takeHeld(partition: number, id: string): HeldIntent | undefined {
    const { held } = this.#shelf(partition);
    const text = held.get(id);
    held.delete(id);
    return text === undefined ? undefined : readHeld(partition, id, text);
  }

  #add(partition: number, rest: Omit<OutboxEntry, 'partition' | 'id'>): void {
    const entry = { partition, id: `${++this.#sequence}-0`, ...rest };
    this.#shelf(partition).entries.push({ entry, added: this.#clock.now(), settled: false });
  }

  #hand(held: Held, consumer: string): OutboxEntry {
    if (held.consumer !== undefined) held.entry = { ...held.entry, deliveries: (held.entry.deliveries ?? 1) + 1 };
    held.consumer = consumer;
    held.handedOut = this.#clock.now();
    return held.entry;
  }

  #count(shelf: Shelf, field: string): void {
    shelf.counters.set(field, (shelf.counters.get(field) ?? 0) + 1);
  }
}
