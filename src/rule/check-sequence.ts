import type { NormalSequence } from './normal-sequence.ts';
import type { RuleTools } from './rule-tools.ts';

/** Tells what in a sequence cannot be meant: the shape alone does not show it. */
export function checkSequence(sequence: NormalSequence, { find }: RuleTools): void {
  const { parts, within, anyOf, overlap, cancel } = sequence;
  const say = (pointer: string, code: string, message: string, hint: string): void => find(pointer, 'key', { code, message, hint });
  const steps = parts.flatMap((part, place) => (part.kind === 'events' ? [{ ...part, place }] : []));
  if (steps.length === 0) {
    say('/sequence', 'sequence-without-step', 'a sequence needs an event to begin with', 'Say after which event something is absent.');
    return;
  }
  const names = new Set<string>();
  for (const step of steps) {
    if (names.has(step.as))
      say(`/sequence/${step.place}`, 'duplicate-step', `two steps are called "${step.as}"`, 'Name them apart with as.');
    names.add(step.as);
    if (step.max !== undefined && step.max < step.min)
      say(`/sequence/${step.place}/times`, 'sequence-times', `"times" has a max below its min`, 'Swap them.');
  }
  const long = steps.length > 1 || steps.some((step) => step.min > 1 || step.max !== 1);
  if (long && within === undefined)
    say('/sequence', 'missing-within', 'a sequence of several events needs "within"', 'Say how long it may take, e.g. within: 2h.');
  for (const [place, part] of parts.entries()) {
    if (part.on.length === 0)
      say(`/sequence/${place}`, 'missing-on', 'the step says no event types', 'Give it on: […], or give the rule one.');
    if (part.kind !== 'absent') continue;
    const pointer = `/sequence/${place}`;
    const first = place < steps[0]!.place;
    const last = place > steps.at(-1)!.place;
    if ((first || last) && part.lasting === undefined)
      say(
        pointer,
        'missing-for',
        `an absence ${first ? 'before the first' : 'after the last'} event needs "for"`,
        'Say for how long, e.g. for: 24h.',
      );
    if (!first && !last && part.lasting !== undefined && within !== undefined && part.lasting > within)
      say(`${pointer}/for`, 'sequence-never', 'the absence lasts longer than the whole sequence may take', 'Make within longer.');
    if (anyOf !== undefined) say(pointer, 'any-of', '"any_of" counts events that come; nothing can be absent', 'Use cancel_if.');
  }
  if (cancel !== undefined && cancel.on.length === 0)
    say('/cancel_if', 'missing-on', '"cancel_if" says no event types', 'Give it on: […], or give the rule one.');
  if (anyOf === undefined) return;
  if (anyOf > steps.length) say('/any_of', 'any-of', `"any_of" is ${anyOf}, but there are only ${steps.length} steps`, 'Lower it.');
  if (overlap !== undefined) say('/overlap', 'any-of', '"any_of" does not overlap', 'Leave overlap out.');
  for (const step of steps)
    if (step.min > 1 || step.max !== 1)
      say(`/sequence/${step.place}/times`, 'any-of', 'a step of "any_of" is filled once', 'Leave times out.');
}
