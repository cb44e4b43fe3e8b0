import type { Timer } from './timer.ts';

/** A change to the durable timers: set adds, cancel removes; a moved timer is a cancel of the old and a set of the new. */
export interface TimerChanges {
  readonly set: readonly Timer[];
  readonly cancel: readonly Timer[];
}

/** TimerQueue holds a lane's timers in memory in order of their due time (a binary heap with lazy removal) and collects the changes for the commit. */
export class TimerQueue {
  readonly #heap: Timer[] = [];
  readonly #byId = new Map<string, Timer>();
  #set = new Map<string, Timer>();
  #cancel: Timer[] = [];

  get size(): number {
    return this.#byId.size;
  }

  /** Due time of the earliest timer, or undefined when there is none. */
  nextDue(): number | undefined {
    this.#skipRemoved();
    return this.#heap[0]?.due;
  }

  /** Puts a durable timer into memory at take-over. */
  load(timer: Timer): void {
    this.#byId.set(timer.id, timer);
    this.#push(timer);
  }

  set(timer: Timer): void {
    this.cancel(timer.id);
    this.load(timer);
    this.#set.set(timer.id, timer);
  }

  cancel(id: string): void {
    const timer = this.#byId.get(id);
    if (!timer) return;
    this.#byId.delete(id);
    // A timer set and cancelled within one batch never reached Redis.
    if (!this.#set.delete(id)) this.#cancel.push(timer);
  }

  /** Removes and returns timers due at a time, earliest first, at most `limit`; their removal is part of the batch's changes. */
  takeDue(now: number, limit: number): Timer[] {
    const due: Timer[] = [];
    while (due.length < limit) {
      this.#skipRemoved();
      const first = this.#heap[0];
      if (!first || first.due > now) break;
      this.cancel(first.id);
      due.push(first);
    }
    return due;
  }

  takeChanges(): TimerChanges {
    const changes = { set: [...this.#set.values()], cancel: this.#cancel };
    this.#set = new Map();
    this.#cancel = [];
    return changes;
  }

  #skipRemoved(): void {
    while (this.#heap.length > 0 && this.#byId.get(this.#heap[0]!.id) !== this.#heap[0]) this.#pop();
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.due <= timer.due) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (heap.length === 0 || !last) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.due < heap[child]!.due) child++;
      if (heap[child]!.due >= last.due) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}
