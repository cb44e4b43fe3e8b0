import type { Account } from '#config';

/** A switch that is on: what it stops (`*` for everything, else the name of an account or the type of its connector), who turned it, why, and when (epoch milliseconds). */
export interface KillSwitchEntry {
  readonly scope: string;
  readonly by: string;
  readonly why: string;
  readonly at: number;
}

/** Where kill switches are kept: durable, and the same for every process. Methods reject when the store cannot be reached. */
export interface KillSwitches {
  /** The switches that are on, by scope. */
  list(): Promise<readonly KillSwitchEntry[]>;
  /** Turns one on, or says anew why it is. */
  turnOn(entry: KillSwitchEntry): Promise<void>;
  /** Turns one off; false when it was not on. */
  turnOff(scope: string): Promise<boolean>;
}

/** What the deliverer asks before every attempt. It must be cheap, so it answers from what was last seen. */
export interface KillSwitch {
  /** The switch that stops everything. */
  all(): KillSwitchEntry | undefined;
  /** The switch that stops an account. */
  stops(account: Pick<Account, 'name' | 'type'>): KillSwitchEntry | undefined;
}
