import { createHash } from 'node:crypto';

/** One action as a stand-in accepted it. */
export interface ReceivedAction {
  readonly connector: string;
  readonly operation: string;
  readonly key: string;
  /** What was asked, in short. */
  readonly summary: { readonly [name: string]: string | number };
  /** When it was first accepted, epoch milliseconds. */
  readonly at: number;
  /** Requests that carried the key, those that failed included. */
  readonly attempts: number;
  /** How often it was accepted again after the first time. */
  readonly repeats: number;
  /** How many of the repeats had another body: the same key must carry the same bytes, so this is to stay 0. */
  readonly conflicts: number;
}

/** Ledger keeps what the stand-ins accepted, once per key, with how often it came. */
export class Ledger {
  readonly #actions = new Map<string, ReceivedAction & { readonly digest: string }>();
  readonly #attempts = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  attempt(connector: string, key: string): void {
    const place = `${connector} ${key}`;
    this.#attempts.set(place, (this.#attempts.get(place) ?? 0) + 1);
  }

  /** Books an accepted request; true when its key is new. */
  accept(action: {
    connector: string;
    operation: string;
    key: string;
    summary: ReceivedAction['summary'];
    at: number;
    body: Buffer;
  }): boolean {
    const { body, ...rest } = action;
    const place = `${action.connector} ${action.key}`;
    const digest = createHash('sha256').update(body).digest('hex');
    const before = this.#actions.get(place);
    this.#actions.set(
      place,
      before
        ? { ...before, repeats: before.repeats + 1, conflicts: before.conflicts + (before.digest === digest ? 0 : 1) }
        : { ...rest, digest, attempts: 0, repeats: 0, conflicts: 0 },
    );
    return before === undefined;
  }

  refuse(connector: string, reason: string): void {
    const place = `${connector}: ${reason}`;
    this.#refused.set(place, (this.#refused.get(place) ?? 0) + 1);
  }

  /** Everything accepted, in order of arrival. */
  received(): ReceivedAction[] {
    return [...this.#actions].map(([place, { connector, operation, key, summary, at, repeats, conflicts }]) => {
      return { connector, operation, key, summary, at, attempts: this.#attempts.get(place) ?? 0, repeats, conflicts };
    });
  }

  /** How often which stand-in refused why. */
  refusals(): { readonly [reason: string]: number } {
    return Object.fromEntries(this.#refused);
  }
}
