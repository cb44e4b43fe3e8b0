import type { Message } from '#message';
import { concatMap, from, map, type OperatorFunction } from 'rxjs';
import type { OperatorContext } from './operator-context.ts';
import type { Wakening } from './wakening.ts';

/** Batch is what flows between operators: messages of one lane in stream order. Settled messages stay in it, for the count; operators pass them by. */
export type Batch<T> = readonly Message<T>[];

/** Operator is one step of a pipeline. It passes every batch on, once, with the same messages in the same order; what it decides about a message it writes on the message. */
export interface Operator<T> {
  readonly name: string;
  readonly summary: string;
  /** State fields the operator may read for this value; called again after those are loaded, until it asks for nothing new. */
  reads?(value: T, context: OperatorContext): readonly string[];
  /** Contacts whose record the operator may read for this value. */
  contacts?(value: T): string | undefined;
  /** What it does when a timer that it set in the enrich lane is due. */
  readonly wakes?: Wakening;
  through(context: OperatorContext): OperatorFunction<Batch<T>, Batch<T>>;
}

/** Declaration of an operator of the light weight: a plain function per live message. It may settle the message, change the value's enrichments, and use the context. */
export interface EachOperator<T> {
  readonly name: string;
  readonly summary: string;
  /** When given, only values it accepts are worked on. */
  applies?(value: T): boolean;
  reads?(value: T, context: OperatorContext): readonly string[];
  contacts?(value: T): string | undefined;
  readonly wakes?: Wakening;
  each(value: T, context: OperatorContext, message: Message<T>): void;
}

/**
 * Defines an operator from a function per message. What the function throws becomes the message's failure (`operator-failed`); its neighbours go on.
 *
 *     in:   [a, b!, c]      b! makes the function throw
 *     out:  [a, b†, c]      b† is settled as dead, a and c went through
 */
export function defineOperator<T>(declaration: EachOperator<T>): Operator<T> {
  const { name, summary, applies, reads, contacts, wakes, each } = declaration;
  return {
    name,
    summary,
    ...(reads ? { reads } : {}),
    ...(contacts ? { contacts } : {}),
    ...(wakes ? { wakes } : {}),
    through: (context) =>
      map((batch: Batch<T>) => {
        for (const message of batch) {
          if (!message.live) continue;
          if (applies && !applies(message.value)) continue;
          try {
            each(message.value, context, message);
          } catch (error) {
            failMessage(message, name, error);
          }
        }
        return batch;
      }),
  };
}

/** Defines an operator whose work on a batch is awaited (an external model, say). The batch waits as a whole, so the work must bound its own time. */
export function defineAsyncOperator<T>(
  declaration: Omit<EachOperator<T>, 'each' | 'applies'> & { batch(batch: Batch<T>, context: OperatorContext): Promise<void> },
): Operator<T> {
  const { name, summary, reads, contacts, batch: work } = declaration;
  return {
    name,
    summary,
    ...(reads ? { reads } : {}),
    ...(contacts ? { contacts } : {}),
    through: (context) =>
      concatMap((batch: Batch<T>) =>
        from(
          work(batch, context).then(
            () => batch,
            (error: unknown) => {
              for (const message of batch) if (message.live) failMessage(message, name, error);
              return batch;
            },
          ),
        ),
      ),
  };
}

function failMessage<T>(message: Message<T>, operator: string, error: unknown): void {
  if (!message.live) throw error;
  message.fail({ code: 'operator-failed', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error), operator });
}
