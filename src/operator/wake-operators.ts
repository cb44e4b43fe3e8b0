import { contactField } from '#contact';
import type { Message } from '#message';
import type { Timer } from '#state';
import type { OperatorContext } from './operator-context.ts';
import type { Operator } from './operator.ts';
import type { Wakening } from './wakening.ts';

/** WakeOperators gives due timers of the enrich lane to the operators that set them. An operator that stands in several pipelines is woken once. */
export class WakeOperators {
  readonly #byPurpose = new Map<string, { readonly name: string; readonly wakening: Wakening }>();

  constructor(operators: Iterable<Pick<Operator<never>, 'name' | 'wakes'>>) {
    for (const { name, wakes } of operators)
      if (wakes && !this.#byPurpose.has(wakes.purpose)) this.#byPurpose.set(wakes.purpose, { name, wakening: wakes });
  }

  /** State fields that waking for this timer may read. */
  reads(timer: Timer, context: OperatorContext): string[] {
    const wakening = this.#byPurpose.get(timer.purpose)?.wakening;
    if (wakening === undefined) return [];
    const contact = wakening.contact?.(timer);
    return [...(contact === undefined ? [] : [contactField(contact)]), ...(wakening.reads?.(timer, context) ?? [])];
  }

  /** Wakes the operator; what it throws becomes the failure of the timer's message. A timer whose operator is no longer there is over. */
  wake(message: Message<Timer>, context: OperatorContext): void {
    const found = this.#byPurpose.get(message.value.purpose);
    if (!message.live || found === undefined) return;
    try {
      found.wakening.wake(message.value, context);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      message.fail({ code: 'operator-failed', reason, operator: found.name });
    }
  }
}
