import { defineScript, type Keys, type RedisClient, type Script } from '#redis';
import { LONGEST_LOG, type Claim, type Claimed, type GuardStore } from './guard-store.ts';

/** How long the contacts of a run are remembered after it last addressed any, milliseconds. */
const REACH_LIFE = 30 * 86_400_000;

/** The counters all deliverers share, on Redis (claim.lua, release.lua). All of them lie in one slot: an action is rare beside an event, and only so can a claim be one step. */
export class RedisGuardStore implements GuardStore {
  readonly #keys: Keys;
  readonly #claim: Script;
  readonly #release: Script;
  readonly #now: (() => number) | undefined;

  /** `now` stands in for Redis's own clock, epoch milliseconds; for tests. */
  constructor(client: RedisClient, keys: Keys, now?: () => number) {
    this.#keys = keys;
    this.#now = now;
    this.#claim = defineScript(client, 'outbox_claim', new URL('./claim.lua', import.meta.url));
    this.#release = defineScript(client, 'outbox_release', new URL('./release.lua', import.meta.url));
  }

  async claim(claim: Claim): Promise<Claimed> {
    const contacts = [...new Set(claim.contacts)];
    const { reach } = claim;
    const keys = [
      ...contacts.map((contact) => this.#keys.guard('reached', contact)),
      ...(reach === undefined ? [] : [this.#keys.guard('run', reach.run)]),
      ...this.#moneyKeys(claim),
    ];
    const reply = (await this.#claim(keys, [
      claim.key,
      claim.token,
      claim.rule,
      claim.account,
      contacts.length,
      claim.some ? 1 : 0,
      claim.remember,
      this.#now?.() ?? '',
      reach?.max ?? 0,
      REACH_LIFE,
      LONGEST_LOG,
      claim.frequency.length,
      ...claim.frequency.flatMap(({ max, period, across }) => [max, period, across]),
      claim.spends.length,
      ...claim.spends.flatMap(({ limit, period, amount }) => [String(limit), period, String(amount)]),
    ])) as [string, ...(string | number)[]];
    if (reply[0] === 'granted') return { kind: 'granted', contacts: reply.slice(1).map((index) => contacts[Number(index)]!) };
    const [, guard, index, found] = reply as [string, 'frequency-cap' | 'blast-radius' | 'spend-cap', number, string];
    return { kind: 'refused', guard, index, found: BigInt(found) };
  }

  async release(claim: Claim): Promise<void> {
    const contacts = [...new Set(claim.contacts)];
    const keys = [...contacts.map((contact) => this.#keys.guard('reached', contact)), ...this.#moneyKeys(claim)];
    if (keys.length > 0) await this.#release(keys, [claim.key, claim.token, contacts.length]);
  }

  #moneyKeys({ spends }: Claim): string[] {
    return spends.flatMap(({ counter }) => [this.#keys.guard('spent', counter), this.#keys.guard('sums', counter)]);
  }
}
