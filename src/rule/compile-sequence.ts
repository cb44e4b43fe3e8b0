import { cheapTests, eventFields, expressionSpace, type Conjunct, type FieldTree } from '#expression';
import type { Absence, Pattern, PatternCondition, PatternStep } from '#sequence';
import type { CompiledListener } from './compiled-listener.ts';
import { contentHash } from '#kernel';
import { checkSequence } from './check-sequence.ts';
import type { NormalEvents, NormalSequence } from './normal-sequence.ts';
import type { RuleTools } from './rule-tools.ts';

/** A sequence that is ready to run: what it looks for, where it listens, and what conditions may read of a match. */
export interface CompiledSequence {
  readonly pattern: Pattern;
  readonly listeners: readonly CompiledListener[];
  /** Conditions that are asked only when steps are matched: what they read must be carried there. */
  readonly expressions: readonly Pick<Conjunct, 'readings'>[];
  readonly match: FieldTree;
  /** It in words: `cart, then no order for 1d`. */
  readonly words: string;
}

/**
 * Compiles a sequence. A condition that asks the event alone is asked where the event comes in; one that reads earlier steps is asked when the steps are matched. `first` is the place of
 * its first listener among the rule's, which is its bit in a signal's hits.
 */
export function compileSequence(sequence: NormalSequence, first: number, tools: RuleTools): CompiledSequence {
  checkSequence(sequence, tools);
  const listeners: CompiledListener[] = [];
  const expressions: Conjunct[] = [];
  const match: { [name: string]: FieldTree } = {};
  const listen = (name: string, events: NormalEvents, pointer: string): { bit: number; holds?: PatternCondition } => {
    const fields = { event: eventFields(events.on), match: { ...match }, group: tools.group };
    const where = events.where === undefined ? undefined : tools.condition(events.where, `${pointer}/where`, expressionSpace(fields));
    const parts = where?.conjuncts() ?? [];
    const late = parts.filter((part) => part.readings.some(({ path }) => path[0] !== 'event'));
    const early = parts.filter((part) => !late.includes(part)).map((part) => part.evaluate);
    expressions.push(...late);
    listeners.push({ name, types: events.on, conditions: early, tests: where === undefined ? [] : cheapTests(where.tree) });
    const bit = 1 << (first + listeners.length - 1);
    if (late.length === 0) return { bit };
    return { bit, holds: (event, matched, group) => late.every((part) => part.evaluate({ event, match: matched, group }) === true) };
  };

  const steps: (PatternStep & { absent: Absence[] })[] = [];
  const before: Absence[] = [];
  for (const [place, part] of sequence.parts.entries()) {
    const pointer = `/sequence/${place}`;
    if (part.kind === 'events') {
      const heard = listen(`step ${part.as}`, part, pointer);
      steps.push({ name: part.as, ...heard, min: part.min, max: part.max ?? Infinity, absent: [] });
      match[part.as] = eventFields(part.on);
      continue;
    }
    const heard = listen(`absent ${place}`, part, `${pointer}/absent`);
    (steps.at(-1)?.absent ?? before).push({ ...heard, ...(part.lasting === undefined ? {} : { lasting: part.lasting }) });
  }
  // What cancels may come after any step, so it may read what every pending match has: the first.
  const all = { ...match };
  const [firstStep] = steps;
  for (const name of Object.keys(match)) if (name !== firstStep?.name) delete match[name];
  const cancel = sequence.cancel === undefined ? undefined : listen('cancel', sequence.cancel, '/cancel_if');
  const { within = 0, anyOf, keep, overlap, reorder, grace } = sequence;
  return {
    pattern: {
      hash: contentHash(sequence),
      steps,
      before,
      within,
      ...(anyOf === undefined ? {} : { anyOf }),
      ...(cancel === undefined ? {} : { cancel }),
      keep,
      ...(overlap === undefined ? {} : { overlap }),
      reorder,
      grace,
    },
    listeners,
    expressions,
    match: all,
    words: inWords(sequence),
  };
}

function inWords({ parts, within, anyOf }: NormalSequence): string {
  const words = parts.map((part) => {
    if (part.kind === 'absent') return `no ${part.on.join(' or ')}${part.lasting === undefined ? '' : ` for ${span(part.lasting)}`}`;
    const times = part.max === 1 ? '' : part.max === undefined ? ` ${part.min} times` : ` ${part.min} to ${part.max} times`;
    return part.as + times;
  });
  const bound = within === undefined ? '' : ` within ${span(within)}`;
  return anyOf === undefined ? words.join(', then ') + bound : `${anyOf} of ${words.join(', ')}${bound}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

function span(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
