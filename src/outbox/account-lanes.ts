/** One piece of work of an account. `shed` gives it back unstarted. */
export interface LaneTask {
  run(): Promise<void>;
  shed(): Promise<void>;
}

interface Lane {
  running: number;
  readonly waiting: LaneTask[];
  /** When work of this account last began or ended, monotonic milliseconds. */
  progress: number;
}

/**
 * AccountLanes keeps accounts apart inside a worker (a bulkhead): each has its own queue and its own few concurrent dispatches, so one that hangs holds up only itself.
 * Tasks must not reject.
 */
export class AccountLanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #width: number;
  readonly #monotonic: () => number;
  readonly #running = new Set<Promise<void>>();

  constructor(width: number, monotonic: () => number) {
    this.#width = width;
    this.#monotonic = monotonic;
  }

  add(account: string, task: LaneTask): void {
    let lane = this.#lanes.get(account);
    if (!lane) this.#lanes.set(account, (lane = { running: 0, waiting: [], progress: this.#monotonic() }));
    lane.waiting.push(task);
    this.#advance(lane);
  }

  /** Gives back the waiting tasks of accounts that have not moved for `stuck` milliseconds, so that others find room. */
  async shedStuck(stuck: number): Promise<void> {
    const now = this.#monotonic();
    const given: LaneTask[] = [];
    for (const lane of this.#lanes.values()) if (now - lane.progress >= stuck) given.push(...lane.waiting.splice(0));
    await Promise.all(given.map(async (task) => task.shed()));
  }

  /** Forgets what waits (it stays unsettled) and resolves when what runs has ended. */
  async drain(): Promise<void> {
    for (const lane of this.#lanes.values()) lane.waiting.length = 0;
    await Promise.all(this.#running);
  }

  #advance(lane: Lane): void {
    while (lane.running < this.#width) {
      const task = lane.waiting.shift();
      if (!task) return;
      lane.running++;
      lane.progress = this.#monotonic();
      const running = task.run().finally(() => {
        lane.running--;
        lane.progress = this.#monotonic();
        this.#running.delete(running);
        this.#advance(lane);
      });
      this.#running.add(running);
    }
  }
}
