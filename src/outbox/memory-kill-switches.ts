import type { KillSwitchEntry, KillSwitches } from './kill-switch.ts';

/** Kill switches of a single process; for tests. */
export class MemoryKillSwitches implements KillSwitches {
  readonly #on = new Map<string, KillSwitchEntry>();

  async list(): Promise<readonly KillSwitchEntry[]> {
    return [...this.#on.values()].toSorted((a, b) => (a.scope < b.scope ? -1 : 1));
  }

  async turnOn(entry: KillSwitchEntry): Promise<void> {
    this.#on.set(entry.scope, entry);
  }

  async turnOff(scope: string): Promise<boolean> {
    return this.#on.delete(scope);
  }
}
