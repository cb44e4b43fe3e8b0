import { cheapTests, type CheapTest, type Expression } from '#expression';
import type { ListenerPlan } from './signal-maker.ts';

/** A further place where a rule listens, ready to run: its name among the rule's listeners, and what every event that matches there meets. */
export interface CompiledListener extends ListenerPlan {
  readonly name: string;
  readonly tests: readonly CheapTest[];
}

/** A listener on event types, with the condition that is asked of the event where it comes in. */
export function listenerOf(name: string, types: readonly string[], where: Expression | undefined): CompiledListener {
  return { name, types, conditions: where === undefined ? [] : [where.evaluate], tests: where === undefined ? [] : cheapTests(where.tree) };
}
