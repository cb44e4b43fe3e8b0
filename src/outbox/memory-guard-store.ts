import { LONGEST_LOG, type Claim, type Claimed, type FrequencyClaim, type GuardStore } from './guard-store.ts';

interface Reached {
  at: number;
  readonly key: string;
  readonly rule: string;
  readonly account: string;
  token: string;
}

/** The counters of a single process: the same arithmetic as claim.lua, on an injected clock. It forgets everything with the process. */
export class MemoryGuardStore implements GuardStore {
  readonly #now: () => number;
  readonly #reached = new Map<string, Reached[]>();
  readonly #runs = new Map<string, Set<string>>();
  readonly #spent = new Map<string, Map<string, { at: number; amount: bigint; token: string }>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async claim(claim: Claim): Promise<Claimed> {
    const now = this.#now();
    const passing: string[] = [];
    let blocked: { index: number; found: bigint } | undefined;
    for (const contact of new Set(claim.contacts)) {
      const found = this.#overFrequency(claim, contact, now);
      if (found === undefined) passing.push(contact);
      else blocked ??= found;
    }
    if (blocked !== undefined && (!claim.some || passing.length === 0)) return { kind: 'refused', guard: 'frequency-cap', ...blocked };

    const run = claim.reach && (this.#runs.get(claim.reach.run) ?? new Set<string>());
    if (claim.reach && run) {
      const size = run.size + passing.filter((contact) => !run.has(contact)).length;
      if (size > claim.reach.max) return { kind: 'refused', guard: 'blast-radius', index: 0, found: BigInt(size) };
    }
    for (const [index, { counter, limit, period, amount }] of claim.spends.entries()) {
      const log = this.#spending(counter);
      let total = 0n;
      for (const [key, one] of log) {
        if (one.at <= now - period) log.delete(key);
        else total += one.amount;
      }
      if (!log.has(claim.key) && total + amount > limit) return { kind: 'refused', guard: 'spend-cap', index, found: total };
    }
    this.#book(claim, passing, now);
    if (claim.reach && run) {
      this.#runs.set(claim.reach.run, run);
      for (const contact of passing) run.add(contact);
    }
    return { kind: 'granted', contacts: passing };
  }

  async release(claim: Claim): Promise<void> {
    for (const contact of claim.contacts) {
      const log = this.#reached.get(contact);
      const at = log?.findIndex((one) => one.key === claim.key && one.token === claim.token) ?? -1;
      if (at >= 0) log!.splice(at, 1);
    }
    for (const { counter } of claim.spends) {
      const log = this.#spending(counter);
      if (log.get(claim.key)?.token === claim.token) log.delete(claim.key);
    }
  }

  #overFrequency(claim: Claim, contact: string, now: number): { index: number; found: bigint } | undefined {
    const log = this.#reached.get(contact) ?? [];
    // Who is counted already is not counted against himself, as long as the booking stands.
    for (const [index, cap] of claim.frequency.entries()) {
      const recent = log.filter((one) => one.at > now - cap.period && counts(one, claim, cap));
      if (!recent.some((one) => one.key === claim.key) && recent.length >= cap.max) return { index, found: BigInt(recent.length) };
    }
    return undefined;
  }

  #book(claim: Claim, contacts: readonly string[], now: number): void {
    const { key, rule, account, token, remember } = claim;
    if (remember > 0) {
      for (const contact of contacts) {
        const log = (this.#reached.get(contact) ?? []).filter((one) => one.at > now - remember && one.key !== key);
        log.push({ at: now, key, rule, account, token });
        this.#reached.set(contact, log.slice(-LONGEST_LOG));
      }
    }
    for (const { counter, amount } of claim.spends) {
      const log = this.#spending(counter);
      log.set(key, { at: now, amount: log.get(key)?.amount ?? amount, token });
    }
  }

  #spending(counter: string): Map<string, { at: number; amount: bigint; token: string }> {
    let log = this.#spent.get(counter);
    if (log === undefined) this.#spent.set(counter, (log = new Map()));
    return log;
  }
}

function counts(one: Reached, claim: Claim, { across }: FrequencyClaim): boolean {
  return across === 'all' || (across === 'rule' ? one.rule === claim.rule : one.account === claim.account);
}
