import type { Batch, Operator, OperatorContext } from '#operator';
import { Subject, tap, type Observable } from 'rxjs';
import type { Pipeline } from './pipeline.ts';

/** How an operator fared since it was last asked. Seconds are process time. */
export interface OperatorFigures {
  messages: number;
  failures: number;
  seconds: number;
}

/**
 * Flow is a pipeline at work in one lane: one long-lived RxJS subscription from the first operator to the last. `run` pushes a batch and is done when it comes out at the end.
 * An Rx error means that the flow itself is broken (an operator broke its contract): `run` rejects and the lane starts again from its last commit.
 */
export class Flow<T> {
  readonly pipeline: Pipeline<T>;
  readonly figures = new Map<string, OperatorFigures>();
  readonly #source = new Subject<Batch<T>>();
  /** Whether the batch came out. The batch itself is not kept: thousands of events would outlive their time in every lane. */
  #arrived = false;
  #error: unknown;
  #waiting: { resolve(): void; reject(error: unknown): void } | undefined;

  constructor(pipeline: Pipeline<T>, context: OperatorContext, monotonic: () => number) {
    this.pipeline = pipeline;
    let flow: Observable<Batch<T>> = this.#source;
    for (const operator of pipeline.through) flow = this.#observed(operator, flow, context, monotonic);
    flow.subscribe({
      next: () => {
        this.#arrived = true;
        this.#waiting?.resolve();
      },
      error: (error: unknown) => {
        this.#error = error ?? new Error('the flow ended with an error');
        this.#waiting?.reject(this.#error);
      },
    });
  }

  /** Runs a batch through all operators; synchronous operators need no turn of the event loop, and then there is nothing to await. */
  run(batch: Batch<T>): Promise<void> | undefined {
    this.#arrived = false;
    this.#waiting = undefined;
    this.#source.next(batch);
    if (this.#error !== undefined) throw this.#error as Error;
    if (this.#arrived) return undefined;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  // Counting is wrapped on here, so that no operator file speaks of telemetry.
  #observed(operator: Operator<T>, source: Observable<Batch<T>>, context: OperatorContext, monotonic: () => number): Observable<Batch<T>> {
    const figures: OperatorFigures = { messages: 0, failures: 0, seconds: 0 };
    this.figures.set(operator.name, figures);
    let started = 0;
    let live = 0;
    return source.pipe(
      tap((batch) => {
        started = monotonic();
        live = countLive(batch);
      }),
      operator.through(context),
      tap((batch) => {
        figures.seconds += (monotonic() - started) / 1_000;
        figures.messages += live;
        if (countLive(batch) < live) for (const message of batch) if (message.failure?.operator === operator.name) figures.failures++;
      }),
    );
  }
}

function countLive<T>(batch: Batch<T>): number {
  let live = 0;
  for (const message of batch) if (message.live) live++;
  return live;
}
