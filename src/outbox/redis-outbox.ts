import type { Intent } from '#action';
import type { Clock } from '#kernel';
import { defineScript, type Keys, type RedisClient, type Script } from '#redis';
import type { Observe } from '#telemetry';
import { readApproval, readHeld, writeApproval } from './approval.ts';
import type { Approval, HeldIntent, Outbox, OutboxEntry, OutboxMeasure } from './outbox.ts';
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
  readonly #scripts: {
    readonly [name in 'settle' | 'moveDue' | 'measure' | 'trim' | 'keep' | 'takeOver' | 'approve' | 'closeHeld']: Script;
  };
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
    this.#scripts = {
      settle: script('settle'),
      moveDue: script('move-due'),
      measure: script('measure'),
      trim: script('trim'),
      keep: script('keep'),
      takeOver: script('take-over'),
      approve: script('approve'),
      closeHeld: script('close-held'),
    };
    this.#reader.on('ready', () => this.#places.clear());
  }

  async read(partition: number, consumer: string, count: number, blockMilliseconds: number): Promise<OutboxEntry[]> {
    return this.#orStartOver(partition, consumer, async () => {
      const place = placeOf(partition, consumer);
      const from = this.#places.get(place) ?? '0';
      if (from !== '>') {
        const own = await this.#readGroup(partition, consumer, count, 0, from);
        this.#places.set(place, own.at(-1)?.[0] ?? '>');
        if (own.length > 0) return this.#withDeliveries(partition, await this.#decode(partition, own));
      }
      return this.#decode(partition, await this.#readGroup(partition, consumer, count, blockMilliseconds, '>'));
    });
  }

  async claim(partition: number, consumer: string, minIdle: number, count: number, holds: readonly string[]): Promise<OutboxEntry[]> {
    return this.#orStartOver(partition, consumer, async () => {
      const reply = await this.#withGroup(partition, async () =>
        this.#scripts.takeOver([this.#keys.outbox(partition)], [GROUP, consumer, minIdle, count, ...holds]),
      );
      const [claimed, times, lost] = reply as [RawEntry[], number[], number];
      if (lost > 0) this.#alarm(partition, `${lost} unsettled entries were removed under their readers`);
      const deliveries = new Map(claimed.map(([id], at) => [id, times[at]!]));
      return (await this.#decode(partition, claimed)).map((entry) => ({ ...entry, deliveries: deliveries.get(entry.id)! }));
    });
  }

  async settle(entry: OutboxEntry, outcome: Outcome): Promise<boolean> {
    const write = settlement(entry, outcome, this.#clock.now());
    return this.#settle(entry.partition, entry.id, write.counter, {
      member: write.retry?.member ?? '',
      due: write.retry?.due ?? '',
      deadLetter: write.deadLetter ? JSON.stringify(write.deadLetter) : '',
      reports: write.report ? JSON.stringify([write.report]) : '',
      hold: write.hold,
      suppressed: write.suppressed ? JSON.stringify(write.suppressed) : '',
    });
  }

  async keep(partition: number, consumer: string, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#scripts.keep([this.#keys.outbox(partition)], [GROUP, consumer, ...ids]);
  }

  async begin({ partition, id }: OutboxEntry): Promise<number> {
    return this.#client.hincrby(this.#keys.begun(partition), id, 1);
  }

  async held(partition: number, most: number): Promise<HeldIntent[]> {
    return this.#heldUntil(partition, '+inf', most);
  }

  async approve(partition: number, id: string, approval: Approval): Promise<boolean> {
    const keys = this.#keys;
    const moved = await this.#scripts.approve(
      [keys.held(partition), keys.heldUntil(partition), keys.outbox(partition)],
      [id, writeApproval(approval)],
    );
    return moved === 1;
  }

  async refuse(partition: number, id: string, reason: string): Promise<boolean> {
    const text = await this.#client.hget(this.#keys.held(partition), id);
    const held = text === null ? undefined : readHeld(partition, id, text);
    return held !== undefined && this.#giveUp(held, reason);
  }

  async expire(partition: number, now: number): Promise<readonly HeldIntent[]> {
    const expired: HeldIntent[] = [];
    for (const held of await this.#heldUntil(partition, String(now), RETRIES_PER_CALL))
      if (await this.#giveUp(held, 'nobody approved it in time')) expired.push(held);
    return expired;
  }

  async #heldUntil(partition: number, latest: string, most: number): Promise<HeldIntent[]> {
    const ids = await this.#client.zrangebyscore(this.#keys.heldUntil(partition), '-inf', latest, 'LIMIT', 0, most);
    if (ids.length === 0) return [];
    const texts = await this.#client.hmget(this.#keys.held(partition), ...ids);
    return texts.flatMap((text, at) => (text === null ? [] : (readHeld(partition, ids[at]!, text) ?? [])));
  }

  async #giveUp(held: HeldIntent, reason: string): Promise<boolean> {
    const { partition, id, attempts } = held;
    const keys = this.#keys;
    const write = settlement(held, { fate: 'suppressed', attempts, guard: 'approval', reason }, this.#clock.now());
    const closed = await this.#scripts.closeHeld(
      [keys.held(partition), keys.heldUntil(partition), keys.suppressed(partition), keys.counters(partition), keys.events(partition)],
      [id, write.counter, JSON.stringify(write.suppressed), JSON.stringify([write.report]), this.#deadLetterLimit],
    );
    return closed === 1;
  }

  /** How often each entry was handed out. Asked only for entries that come again, which is seldom. */
  async #withDeliveries(partition: number, entries: readonly OutboxEntry[]): Promise<OutboxEntry[]> {
    return Promise.all(
      entries.map(async (entry) => {
        const [pending] = (await this.#client.xpending(this.#keys.outbox(partition), GROUP, entry.id, entry.id, 1)) as [
          unknown,
          unknown,
          unknown,
          number,
        ][];
        return pending === undefined ? entry : { ...entry, deliveries: pending[3] };
      }),
    );
  }

  async dueRetries(partition: number, now: number): Promise<number> {
    return (await this.#scripts.moveDue([this.#keys.retries(partition), this.#keys.outbox(partition)], [now, RETRIES_PER_CALL])) as number;
  }

  async measure(partition: number): Promise<OutboxMeasure> {
    const reply = await this.#scripts.measure(
      [this.#keys.outbox(partition), this.#keys.retries(partition), this.#keys.held(partition)],
      [GROUP],
    );
    const [unread, pending, age, retries, held] = reply as [number, number, number, number, number];
    return { waiting: unread + pending, pending, oldestSeconds: age / 1_000, retries, held };
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
    write: {
      member: string;
      due: number | '';
      deadLetter: string;
      reports: string;
      hold?: { readonly text: string; readonly until: number } | undefined;
      suppressed?: string;
    },
  ): Promise<boolean> {
    const keys = this.#keys;
    const result = await this.#scripts.settle(
      [
        keys.outbox(partition),
        keys.retries(partition),
        keys.dead(partition),
        keys.counters(partition),
        keys.events(partition),
        keys.held(partition),
        keys.heldUntil(partition),
        keys.suppressed(partition),
        keys.begun(partition),
      ],
      [
        GROUP,
        id,
        counter,
        write.member,
        write.due,
        write.deadLetter,
        write.reports,
        this.#deadLetterLimit,
        write.hold?.text ?? '',
        write.hold?.until ?? '',
        write.suppressed ?? '',
      ],
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
  let approved: Approval | undefined;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const value = fields[index + 1]!;
    if (fields[index] === 'i') text = value;
    else if (fields[index] === 'a') attempts = Number(value);
    else if (fields[index] === 's') since = Number(value);
    else if (fields[index] === 'p') approved = readApproval(value);
  }
  if (text === undefined || !Number.isSafeInteger(attempts)) return undefined;
  try {
    const intent = JSON.parse(text) as Intent | null;
    if (intent === null || typeof intent !== 'object' || typeof intent.key !== 'string' || typeof intent.connector !== 'string')
      return undefined;
    return { partition, id, intent, attempts, ...(since === undefined ? {} : { since }), ...(approved === undefined ? {} : { approved }) };
  } catch {
    return undefined;
  }
}
