import type { Intent } from '#action';
import type { Clock } from '#kernel';
import { defineScript, type Keys, type RedisClient, type Script } from '#redis';
import type { Observe } from '#telemetry';
import type { Outbox, OutboxEntry, OutboxMeasure } from './outbox.ts';
import type { Outcome } from './outcome.ts';
import { settlement } from './settlement.ts';

const GROUP = 'deliver';
const RETRIES_PER_CALL = 128;

/** A stream entry as ioredis gives it; the fields are null when the entry was removed under its reader. */
type RawEntry = [id: string, fields: string[] | null];

/**
 * The outbox on Redis Streams: one stream and one consumer group per partition, all keys of a partition in one slot.
 * A blocking read needs a connection of its own (`reader`); reads that do not block go over `client` with everything else.
 */
export class RedisOutbox implements Outbox {
  readonly partitions: number;
  readonly #client: RedisClient;
  readonly #reader: RedisClient;
  readonly #keys: Keys;
  readonly #clock: Clock;
  readonly #observe: Observe;
  readonly #deadLetterLimit: number;
  readonly #consumerLife: number;
  readonly #scripts: { readonly settle: Script; readonly moveDue: Script; readonly measure: Script; readonly trim: Script };
  /** Where each consumer reads next: an id within its own unsettled entries, or `>` once it has seen them all. */
  readonly #places = new Map<string, string>();
  readonly #opened = new Set<number>();

  constructor(options: {
    readonly client: RedisClient;
    readonly reader?: RedisClient;
    readonly keys: Keys;
    readonly clock: Clock;
    readonly observe: Observe;
    /** About how many dead letters a partition keeps; the oldest go first. */
    readonly deadLetterLimit?: number;
    /** Milliseconds after which the name of a consumer that holds nothing and asks for nothing is forgotten. */
    readonly consumerLife?: number;
  }) {
    this.#client = options.client;
    this.#reader = options.reader ?? options.client;
    this.#keys = options.keys;
    this.partitions = options.keys.partitions;
    this.#clock = options.clock;
    this.#observe = options.observe;
    this.#deadLetterLimit = options.deadLetterLimit ?? 100_000;
    this.#consumerLife = options.consumerLife ?? 3_600_000;
    const script = (name: string): Script => defineScript(options.client, `outbox_${name}`, new URL(`./${name}.lua`, import.meta.url));
    this.#scripts = { settle: script('settle'), moveDue: script('move-due'), measure: script('measure'), trim: script('trim') };
    this.#reader.on('ready', () => this.#places.clear());
  }

  async read(partition: number, consumer: string, count: number, blockMilliseconds: number): Promise<OutboxEntry[]> {
    return this.#orStartOver(partition, consumer, async () => {
      const place = placeOf(partition, consumer);
      const from = this.#places.get(place) ?? '0';
      if (from !== '>') {
        const own = await this.#readGroup(partition, consumer, count, 0, from);
        this.#places.set(place, own.at(-1)?.[0] ?? '>');
        if (own.length > 0) return this.#decode(partition, own);
      }
      return this.#decode(partition, await this.#readGroup(partition, consumer, count, blockMilliseconds, '>'));
    });
  }

  async claim(partition: number, consumer: string, minIdle: number, count: number): Promise<OutboxEntry[]> {
    return this.#orStartOver(partition, consumer, async () => {
      const claimed: RawEntry[] = [];
      let cursor = '0-0';
      do {
        const reply = await this.#withGroup(partition, async () =>
          this.#client.xautoclaim(this.#keys.outbox(partition), GROUP, consumer, minIdle, cursor, 'COUNT', count - claimed.length),
        );
        const [next, entries, lost] = reply as [string, RawEntry[], string[] | undefined];
        if (lost !== undefined && lost.length > 0)
          this.#alarm(partition, `${lost.length} unsettled entries were removed under their readers`);
        claimed.push(...entries);
        cursor = next;
      } while (cursor !== '0-0' && claimed.length < count);
      return this.#decode(partition, claimed);
    });
  }

  async settle(entry: OutboxEntry, outcome: Outcome): Promise<boolean> {
    const write = settlement(entry, outcome, this.#clock.now());
    return this.#settle(entry.partition, entry.id, write.counter, {
      member: write.retry?.member ?? '',
      due: write.retry?.due ?? '',
      deadLetter: write.deadLetter ? JSON.stringify(write.deadLetter) : '',
      reports: write.report ? JSON.stringify([write.report]) : '',
    });
  }

  async dueRetries(partition: number, now: number): Promise<number> {
    return (await this.#scripts.moveDue([this.#keys.retries(partition), this.#keys.outbox(partition)], [now, RETRIES_PER_CALL])) as number;
  }

  async measure(partition: number): Promise<OutboxMeasure> {
    const reply = await this.#scripts.measure([this.#keys.outbox(partition), this.#keys.retries(partition)], [GROUP]);
    const [unread, pending, age, retries] = reply as [number, number, number, number];
    return { waiting: unread + pending, pending, oldestSeconds: age / 1_000, retries };
  }

  async trim(partition: number): Promise<number> {
    return (await this.#scripts.trim([this.#keys.outbox(partition)], [this.#consumerLife])) as number;
  }

  /** A reply may be lost on its way: the entries are then ours in Redis although we never saw them. So after any failure the own unsettled entries are read again. */
  async #orStartOver<T>(partition: number, consumer: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#places.delete(placeOf(partition, consumer));
      throw error;
    }
  }

  async #settle(
    partition: number,
    id: string,
    counter: string,
    write: { member: string; due: number | ''; deadLetter: string; reports: string },
  ): Promise<boolean> {
    const keys = this.#keys;
    const result = await this.#scripts.settle(
      [keys.outbox(partition), keys.retries(partition), keys.dead(partition), keys.counters(partition), keys.events(partition)],
      [GROUP, id, counter, write.member, write.due, write.deadLetter, write.reports, this.#deadLetterLimit],
    );
    return result === 1;
  }

  async #readGroup(partition: number, consumer: string, count: number, block: number, from: string): Promise<RawEntry[]> {
    const key = this.#keys.outbox(partition);
    const reply = await this.#withGroup(partition, async () =>
      block > 0 && from === '>'
        ? this.#reader.xreadgroup('GROUP', GROUP, consumer, 'COUNT', count, 'BLOCK', block, 'STREAMS', key, from)
        : this.#reader.xreadgroup('GROUP', GROUP, consumer, 'COUNT', count, 'STREAMS', key, from),
    );
    const streams = reply as [string, RawEntry[]][] | null;
    return streams?.[0]?.[1] ?? [];
  }

  /** Runs a group command; makes the group when there is none. It starts at 0: a group made at `$` would skip what waits. */
  async #withGroup<T>(partition: number, command: () => Promise<T>): Promise<T> {
    try {
      const reply = await command();
      this.#opened.add(partition);
      return reply;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOGROUP')) throw error;
      if (this.#opened.has(partition)) this.#alarm(partition, 'the consumer group had vanished; it was made again at 0');
      try {
        await this.#client.xgroup('CREATE', this.#keys.outbox(partition), GROUP, '0', 'MKSTREAM');
      } catch (failure) {
        if (!(failure instanceof Error) || !failure.message.startsWith('BUSYGROUP')) throw failure;
      }
      return command();
    }
  }

  async #decode(partition: number, raw: readonly RawEntry[]): Promise<OutboxEntry[]> {
    const entries: OutboxEntry[] = [];
    for (const [id, fields] of raw) {
      if (fields === null) {
        this.#alarm(partition, `entry ${id} was removed before it was settled`);
        await this.#client.xack(this.#keys.outbox(partition), GROUP, id);
        continue;
      }
      const entry = decodeEntry(partition, id, fields);
      if (entry) entries.push(entry);
      else await this.#bury(partition, id, fields);
    }
    return entries;
  }

  /** An entry that cannot be read would come back for ever: it is kept whole among the dead letters. */
  async #bury(partition: number, id: string, fields: string[]): Promise<void> {
    const code = 'undecodable';
    const reason = 'the outbox entry is not an intent';
    const letter = { stage: 'deliver', by: 'outbox', code, reason, attempts: 0, at: this.#clock.now(), value: fields };
    await this.#settle(partition, id, 'deliver.dead', { member: '', due: '', deadLetter: JSON.stringify(letter), reports: '' });
    this.#observe({ kind: 'dead-letter.kept', stage: 'deliver', by: 'outbox', code, count: 1 });
  }

  #alarm(partition: number, what: string): void {
    this.#observe({ kind: 'redis.failed', role: 'outbox', error: `outbox of partition ${partition}: ${what}` });
  }
}

function placeOf(partition: number, consumer: string): string {
  return `${partition} ${consumer}`;
}

function decodeEntry(partition: number, id: string, fields: readonly string[]): OutboxEntry | undefined {
  let text: string | undefined;
  let attempts = 0;
  let since: number | undefined;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const value = fields[index + 1]!;
    if (fields[index] === 'i') text = value;
    else if (fields[index] === 'a') attempts = Number(value);
    else if (fields[index] === 's') since = Number(value);
  }
  if (text === undefined || !Number.isSafeInteger(attempts)) return undefined;
  try {
    const intent = JSON.parse(text) as Intent | null;
    if (intent === null || typeof intent !== 'object' || typeof intent.key !== 'string' || typeof intent.connector !== 'string')
      return undefined;
    return { partition, id, intent, attempts, ...(since === undefined ? {} : { since }) };
  } catch {
    return undefined;
  }
}
