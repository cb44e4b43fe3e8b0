/** What a stand-in can be told to do wrong. `reset` breaks the connection before the request is looked at, `reset-after` after it was accepted and before it is answered. */
export type FaultMode = '429' | '5xx' | 'slow' | 'hang' | 'reset' | 'reset-after' | 'ok';

export const faultModes: readonly FaultMode[] = ['429', '5xx', 'slow', 'hang', 'reset', 'reset-after', 'ok'];

/** A fault on every path that starts with `path`: for the next `times` requests (for ever without it), or for a `share` of them in [0, 1]. `ok` ends the faults of the path. */
export interface Fault {
  readonly path: string;
  readonly mode: FaultMode;
  readonly times?: number;
  readonly share?: number;
  /** Value of the Retry-After header of a 429 or 5xx. */
  readonly retryAfter?: string;
  /** How slow, in milliseconds. */
  readonly milliseconds?: number;
}

/** Faults remembers what each path was told to do wrong and says it request by request. A share is spread evenly, not thrown with dice, so that tests repeat. */
export class Faults {
  readonly #faults = new Map<string, { fault: Fault; left: number; owed: number }>();

  set(fault: Fault): void {
    if (fault.mode === 'ok') this.#faults.delete(fault.path);
    else this.#faults.set(fault.path, { fault, left: fault.times ?? Number.POSITIVE_INFINITY, owed: 0 });
  }

  next(path: string): Fault | undefined {
    for (const [prefix, told] of this.#faults) {
      if (!path.startsWith(prefix)) continue;
      told.owed += told.fault.share ?? 1;
      if (told.owed < 1) return undefined;
      told.owed -= 1;
      told.left -= 1;
      if (told.left <= 0) this.#faults.delete(prefix);
      return told.fault;
    }
    return undefined;
  }
}
