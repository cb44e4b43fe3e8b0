import { setMaxListeners } from 'node:events';
import type { Account } from '#config';
import type { Connector } from '#connector';
import type { ContactBook } from '#contact';
import { fullJitter, type Clock } from '#kernel';
import type { Observe } from '#telemetry';
import { AccountLanes } from './account-lanes.ts';
import { Barrier } from './barrier.ts';
import { Breakers } from './breakers.ts';
import { deliver, type OpenSealed } from './deliver.ts';
import { defaultDeliverSettings, type DeliverSettings } from './deliver-settings.ts';
import type { Delivery, Stage } from './delivery.ts';
import type { DeploymentGuards } from './deployment-guards.ts';
import type { GuardStore } from './guard-store.ts';
import type { KillSwitch } from './kill-switch.ts';
import { MemoryGuardStore } from './memory-guard-store.ts';
import type { Outbox, OutboxEntry, OutboxMeasure } from './outbox.ts';
import type { Outcome } from './outcome.ts';
import { pace } from './pace.ts';
import type { Pacer } from './pacer.ts';
import { record } from './record.ts';
import { setAside } from './retry-schedule.ts';
import { series } from './series.ts';
import { suppress } from './suppress.ts';

export interface DeliverOptions {
  readonly outbox: Outbox;
  readonly pacer: Pacer;
  /** Partitions this worker serves; all of them when absent. Several workers may serve the same. */
  readonly partitions?: readonly number[];
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly accounts: readonly Account[];
  readonly contactBook: ContactBook;
  readonly open: OpenSealed;
  readonly killSwitch?: KillSwitch;
  /** Where guards count, shared by all workers; in this process's memory when absent. */
  readonly guardStore?: GuardStore;
  /** Guards that hold for every rule. */
  readonly guards?: DeploymentGuards;
  /** Whether what was written so far is on as many replicas as the deployment asks for; asked before actions go out. Absent where a commit is enough. */
  readonly secured?: () => Promise<boolean>;
  /** Delivery lives in the platforms' time: give it the machine's clock even when business time runs faster. */
  readonly clock: Clock;
  readonly random: () => number;
  readonly observe: Observe;
  /** Fixed name of this worker: after a restart it finds what it left unsettled. */
  readonly consumer: string;
  readonly settings?: Partial<DeliverSettings>;
  /** Where a fault suite may stop the process; absent in production. */
  readonly checkpoint?: (point: 'after-send') => void;
}

const RETRY_PAUSE = 100;
const MEASURE_PAUSE = 2_000;
const TRIM_PAUSE = 10_000;
const EXPIRE_PAUSE = 1_000;
/** For how many times `claimIdle` an intent may be in work. */
const KEEPS = 4;
/** An account that has not moved for this long gives up its place in a full worker. Longer than a busy event loop may stand still. */
const STUCK = 1_000;

/**
 * DeliverWorker carries intents out: it reads outboxes, and sends each entry through series(suppress, pace, deliver, record) in the lane of its account.
 * An entry it cannot settle stays unsettled in the store and is handed out again, to this worker or another.
 */
export class DeliverWorker {
  readonly #options: DeliverOptions;
  readonly #settings: DeliverSettings;
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #lanes: AccountLanes;
  /** One after the other, so that when the process stops it is known which one it was. */
  readonly #suspects: AccountLanes;
  readonly #killSwitch: KillSwitch;
  readonly #dispatch: Stage;
  readonly #record: Stage;
  /** Entries in work, per partition, and since when (monotonic milliseconds): a claim or a reread may bring them again. */
  readonly #held: ReadonlyMap<number, Map<string, number>>;
  readonly #stopReading = new AbortController();
  readonly #stopSending = new AbortController();
  readonly #sleepers = new Map<number, AbortController>();
  /** Partitions woken while they were not asleep: their next pause is skipped. */
  readonly #woken = new Set<number>();
  #loops: Promise<void>[] = [];

  constructor(options: DeliverOptions) {
    const { outbox, clock, random, observe } = options;
    const settings = { ...defaultDeliverSettings, ...options.settings };
    // Every dispatch listens for the stop; how many there are is bounded by the settings.
    setMaxListeners(0, this.#stopSending.signal);
    this.#options = options;
    this.#settings = settings;
    this.#accounts = new Map(options.accounts.map((account) => [account.name, account]));
    this.#lanes = new AccountLanes(settings.perAccount, () => clock.monotonic());
    this.#suspects = new AccountLanes(1, () => clock.monotonic());
    this.#killSwitch = options.killSwitch ?? { all: () => undefined, stops: () => undefined };
    const guardStore = options.guardStore ?? new MemoryGuardStore(() => clock.now());
    const { secured } = options;
    const barrier = secured && new Barrier(secured);
    const breakers = new Breakers(observe, settings, () => clock.monotonic());
    this.#record = record(outbox, guardStore, clock, random, observe);
    this.#dispatch = series(
      suppress({
        contactBook: options.contactBook,
        killSwitch: this.#killSwitch,
        guardStore,
        deployment: options.guards ?? {},
        clock,
        random,
        observe,
        consumer: options.consumer,
      }),
      pace(options.pacer, clock, random, settings),
      deliver({
        breakers,
        open: options.open,
        clock,
        random,
        observe,
        settings,
        ...(barrier ? { secure: async () => barrier.passed() } : {}),
        ...(options.checkpoint ? { checkpoint: options.checkpoint } : {}),
      }),
      this.#record,
    );
    const partitions = options.partitions ?? Array.from({ length: outbox.partitions }, (_, partition) => partition);
    this.#held = new Map(partitions.map((partition) => [partition, new Map<string, number>()]));
  }

  start(): void {
    if (this.#loops.length > 0) return;
    this.#loops = [...this.#held].map(async ([partition, held]) => this.#serve(partition, held));
  }

  /** Says that intents were committed into a partition, so that an idle worker looks at once. */
  wake(partition: number): void {
    this.#woken.add(partition);
    this.#sleepers.get(partition)?.abort();
  }

  /** Reads no more, waits up to `grace` milliseconds for what is being sent, then cuts it short. What is not settled stays in the store. */
  async stop(grace = this.#settings.attemptTimeout): Promise<void> {
    this.#stopReading.abort();
    for (const sleeper of this.#sleepers.values()) sleeper.abort();
    const timer = setTimeout(() => this.#stopSending.abort(), grace);
    await Promise.all(this.#loops);
    await Promise.all([this.#lanes.drain(), this.#suspects.drain()]);
    clearTimeout(timer);
  }

  async #serve(partition: number, held: Map<string, number>): Promise<void> {
    const { outbox, clock, random, observe, consumer } = this.#options;
    const settings = this.#settings;
    const every = (pause: number, first = 0): (() => boolean) => {
      let next = clock.monotonic() + first;
      return () => {
        if (clock.monotonic() < next) return false;
        next = clock.monotonic() + pause;
        return true;
      };
    };
    const retriesDue = every(RETRY_PAUSE);
    const claimDue = every(settings.claimIdle / 4, settings.claimIdle / 4);
    const keepDue = every(settings.claimIdle / 3, settings.claimIdle / 3);
    const expireDue = every(EXPIRE_PAUSE);
    const measureDue = every(MEASURE_PAUSE);
    const trimDue = every(TRIM_PAUSE, TRIM_PAUSE);
    let failures = 0;
    let pause = 1;
    while (!this.#stopReading.signal.aborted) {
      try {
        const stopped = this.#killSwitch.all() !== undefined;
        if (keepDue()) await this.#keep(partition, held);
        if (expireDue()) await this.#expire(partition);
        if (retriesDue() && !stopped) while ((await outbox.dueRetries(partition, clock.now())) >= 128);
        const room = settings.perPartition - held.size;
        let taken = 0;
        if (stopped) {
          // With everything stopped, intents lie best where they are.
        } else if (room > 0) {
          const entries = await outbox.read(partition, consumer, room, 0);
          if (claimDue()) entries.push(...(await outbox.claim(partition, consumer, settings.claimIdle, room, [...held.keys()])));
          for (const entry of entries) taken += this.#take(entry, held);
        } else {
          await this.#lanes.shedStuck(STUCK);
        }
        if (measureDue()) observe({ kind: 'outbox.measured', partition, ...pick(await outbox.measure(partition)) });
        if (trimDue()) await outbox.trim(partition);
        failures = 0;
        pause = taken > 0 ? 1 : Math.min(pause * 2, settings.idlePause);
        if (taken === 0) await this.#idle(partition, pause);
      } catch (error) {
        observe({ kind: 'redis.failed', role: 'outbox', error: error instanceof Error ? error.message : String(error) });
        // A wake does not shorten this one: the store is in trouble.
        this.#woken.delete(partition);
        await this.#idle(partition, 50 + fullJitter(failures++, 100, 2_000, random));
      }
    }
  }

  #take(entry: OutboxEntry, held: Map<string, number>): 0 | 1 {
    if (held.has(entry.id)) return 0;
    held.set(entry.id, this.#options.clock.monotonic());
    const settle = async (work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        // It stays unsettled and comes again; a stop is no failure.
        if (!this.#stopSending.signal.aborted) {
          this.#options.observe({ kind: 'redis.failed', role: 'outbox', error: error instanceof Error ? error.message : String(error) });
        }
      } finally {
        held.delete(entry.id);
      }
    };
    const suspected = (entry.deliveries ?? 1) > this.#settings.suspectAfter;
    const lanes = suspected ? this.#suspects : this.#lanes;
    lanes.add(suspected ? '' : entry.intent.connector, {
      run: async () =>
        settle(async () => {
          const delivery = this.#delivery(entry, suspected ? await this.#options.outbox.begin(entry) : 0);
          const stage = delivery.outcome === undefined ? this.#dispatch : this.#record;
          await stage(delivery, this.#stopSending.signal);
        }),
      shed: async () =>
        settle(async () => this.#record({ ...this.#delivery(entry, 0), outcome: this.#aside(entry) }, this.#stopSending.signal)),
    });
    return 1;
  }

  /**
   * The delivery of an entry. One that names no known account is decided at once: it is kept for a replay after the settings are mended. So is one whose attempts were begun too often and
   * never ended.
   */
  #delivery(entry: OutboxEntry, begun: number): Delivery {
    const { intent } = entry;
    const account = this.#accounts.get(intent.connector);
    const connector = account && this.#options.connectors.get(account.type);
    const known = { entry, intent, records: new Map() };
    if (account && connector) {
      if (begun <= this.#settings.maxDeaths) return { ...known, account, connector };
      const reason = `its attempt stopped the process ${begun - 1} times`;
      return { ...known, account, connector, outcome: { fate: 'dead', attempts: entry.attempts, code: 'poison-intent', reason } };
    }
    const unknown: Account = { name: intent.connector, type: 'webhook', url: '', options: {}, perSecond: 1, allowPrivate: false };
    const nobody: Connector = {
      type: 'webhook',
      summary: '',
      operations: [],
      perform: async () => ({ kind: 'refused', reason: 'no such account' }),
    };
    const reason = `no account named ${intent.connector} is configured`;
    return {
      ...known,
      account: unknown,
      connector: nobody,
      outcome: { fate: 'dead', attempts: entry.attempts, code: 'invalid-settings', reason },
    };
  }

  /** Says that what this worker holds is in work; not for ever, because a dispatch that hangs for a reason nobody thought of must not keep its intent from the others. */
  async #keep(partition: number, held: ReadonlyMap<string, number>): Promise<void> {
    const { outbox, clock, consumer } = this.#options;
    const oldest = clock.monotonic() - KEEPS * this.#settings.claimIdle;
    const ids = [...held].flatMap(([id, since]) => (since > oldest ? [id] : []));
    await outbox.keep(partition, consumer, ids);
  }

  /** Gives up what was held and nobody answered. */
  async #expire(partition: number): Promise<void> {
    const { outbox, clock, observe } = this.#options;
    for (const { intent, attempts } of await outbox.expire(partition, clock.now())) {
      observe({
        kind: 'intent.settled',
        account: intent.connector,
        operation: intent.operation,
        fate: 'suppressed',
        attempts,
        guard: 'approval',
      });
      observe({ kind: 'guard.acted', guard: 'approval', rule: intent.rule, effect: 'suppressed' });
    }
  }

  #aside(entry: OutboxEntry): Outcome {
    const { clock, random } = this.#options;
    const rest = this.#settings.breakerRest;
    return setAside(
      entry,
      'the account is slow and others wait',
      rest / 2 + fullJitter(0, rest, rest, random),
      clock.now(),
      this.#settings,
    );
  }

  async #idle(partition: number, milliseconds: number): Promise<void> {
    if (this.#woken.delete(partition) || this.#stopReading.signal.aborted) return;
    const sleeper = new AbortController();
    this.#sleepers.set(partition, sleeper);
    await this.#options.clock.sleep(milliseconds, sleeper.signal).catch(() => {});
    this.#sleepers.delete(partition);
    this.#woken.delete(partition);
  }
}

function pick({ waiting, oldestSeconds, retries, held }: OutboxMeasure): Omit<OutboxMeasure, 'pending'> {
  return { waiting, oldestSeconds, retries, held };
}
