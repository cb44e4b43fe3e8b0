import type { Json } from '#kernel';

/**
 * Signal is one event's contribution to one rule and one group, on its way from enrich to decide.
 * `inputs` has one cell per measure of the rule, in the rule's order: a number for sum and avg, 1 for count, the member for distinct, null when the measure's own `where` did not match.
 * `event` is the event cut down to the paths that the rule's `when` and templates read, plus id, source, type, at and contact.
 */
export interface Signal {
  readonly rule: string;
  /** Group key of the rule, e.g. `topic=kawa`; with the rule it decides the partition. */
  readonly key: string;
  readonly group: { readonly [name: string]: string };
  readonly at: number;
  readonly inputs: readonly (number | string | null)[];
  /** `CompiledRule.layout` of the rule that made `inputs`: a signal that was on its way while the rule's measures changed must not be folded into the wrong windows. */
  readonly layout?: string;
  /** Which of the rule's listeners the event matched: bit i is `CompiledRule.listeners[i]`, bit 0 the rule's own `on` and `where`. Absent means bit 0 alone. */
  readonly hits?: number;
  readonly event: { readonly [name: string]: Json };
}
