import { Message } from '#message';
import { WakeOperators, type Batch, type Operator, type OperatorContext } from '#operator';
import type { LaneState, Timer } from '#state';
import { Subject } from 'rxjs';

/** OperatorChain runs values one by one through some operators in order, as a lane of one process does: operators keep between batches what they keep in memory. */
export class OperatorChain<T> {
  readonly #operators: readonly Operator<T>[];
  readonly #context: OperatorContext & { readonly state: LaneState };
  readonly #waking: WakeOperators;
  readonly #batches = new Subject<Batch<T>>();

  constructor(operators: readonly Operator<T>[], context: OperatorContext & { readonly state: LaneState }) {
    this.#operators = operators;
    this.#context = context;
    this.#waking = new WakeOperators(operators);
    let flow = this.#batches.asObservable();
    for (const operator of operators) flow = flow.pipe(operator.through(context));
    flow.subscribe();
  }

  /** Loads what the operators announce for a value out of what is stored, and runs the value through them. Answers why an operator failed on it, if one did. */
  run(value: T, stored: ReadonlyMap<string, string>): string | undefined {
    for (const operator of this.#operators) this.#load(() => operator.reads?.(value, this.#context) ?? [], stored);
    const message = new Message(value, '0-0', 0);
    this.#batches.next([message]);
    return message.failure && `${message.failure.operator}: ${message.failure.reason}`;
  }

  /** Whether one of the operators set timers of this purpose to be woken by. */
  wakesFor({ purpose }: Timer): boolean {
    return this.#operators.some(({ wakes }) => wakes?.purpose === purpose);
  }

  /** Wakes the operator that set a timer. Answers why it failed, if it did. */
  wake(timer: Timer, stored: ReadonlyMap<string, string>): string | undefined {
    this.#load(() => this.#waking.reads(timer, this.#context), stored);
    const message = new Message(timer, 'timer', 0);
    this.#waking.wake(message, this.#context);
    return message.failure && `${message.failure.operator}: ${message.failure.reason}`;
  }

  #load(reads: () => readonly string[], stored: ReadonlyMap<string, string>): void {
    const { state } = this.#context;
    for (;;) {
      const missing = reads().filter((field) => !state.has(field));
      if (missing.length === 0) return;
      for (const field of missing) state.load(field, stored.get(field) ?? null);
    }
  }
}
