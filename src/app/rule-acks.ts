import type { Keys, RedisClient } from '#redis';
import type { RuleBundle } from '#rule';

/** Which rules a worker runs, as it said itself. Times are epoch milliseconds of the machine's clock. */
export interface RuleAck {
  readonly worker: string;
  /** Hash of the set of rules: two workers with the same hash run the same rules. */
  readonly hash: string;
  readonly rules: number;
  /** Since when every batch that begins has these rules. */
  readonly since: number;
  readonly at: number;
  /** Why the rules that lie in the folder now were refused; absent when these are they. */
  readonly refused?: string;
}

/** A worker says again what it runs after this time, and counts no more when it has not for three times as long. */
const REPEAT = 10_000;

/** Says in Redis which rules this worker runs: when they change, and now and then. Call it often; it writes seldom. */
export class RuleAcker {
  readonly #client: RedisClient;
  readonly #keys: Keys;
  readonly #worker: string;
  #said: RuleAck | undefined;

  constructor(client: RedisClient, keys: Keys, worker: string) {
    this.#client = client;
    this.#keys = keys;
    this.#worker = worker;
  }

  async acknowledge(bundle: RuleBundle, refused: string | undefined, now: number): Promise<void> {
    const said = this.#said;
    const same = said !== undefined && said.hash === bundle.hash && said.refused === refused;
    if (same && now - said.at < REPEAT) return;
    const ack: RuleAck = {
      worker: this.#worker,
      hash: bundle.hash,
      rules: bundle.rules.size,
      since: said !== undefined && said.hash === bundle.hash ? said.since : now,
      at: now,
      ...(refused === undefined ? {} : { refused }),
    };
    await this.#client.hset(this.#keys.acks, this.#worker, JSON.stringify(ack));
    this.#said = ack;
  }

  /** Takes the word back when the worker leaves in order. */
  async leave(): Promise<void> {
    await this.#client.hdel(this.#keys.acks, this.#worker);
  }
}

/** What the living workers run, by name. Words of workers that fell silent are passed by, and taken away after a day. */
export async function readAcks(client: RedisClient, keys: Keys, now: number): Promise<RuleAck[]> {
  const all = Object.values(await client.hgetall(keys.acks)).map((json) => JSON.parse(json) as RuleAck);
  const gone = all.filter((one) => now - one.at > 86_400_000);
  if (gone.length > 0) await client.hdel(keys.acks, ...gone.map((one) => one.worker));
  return all.filter((one) => now - one.at < REPEAT * 3).toSorted((a, b) => (a.worker < b.worker ? -1 : 1));
}
