/** What conditions leave over of one value: which texts it may be, between which numbers it lies, whether it is there at all. `because` is the condition, or the sentence, that narrowed it last. */
export interface Fact {
  readonly texts?: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
  readonly low: number;
  readonly high: number;
  /** The bound itself is left out. */
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
  readonly truth?: boolean;
  readonly present?: boolean;
  readonly because: string;
}

const unknown: Fact = { refused: new Set(), low: -Infinity, high: Infinity, lowOpen: false, highOpen: false, because: '' };

/** One part of a condition about one value. */
export type Claim =
  | { readonly kind: 'in'; readonly texts: readonly string[] }
  | { readonly kind: 'not'; readonly text: string }
  | { readonly kind: 'low' | 'high'; readonly bound: number; readonly open: boolean }
  | { readonly kind: 'equals'; readonly number: number }
  | { readonly kind: 'truth'; readonly truth: boolean }
  | { readonly kind: 'present'; readonly present: boolean };

/** What is left of a value when one more claim about it must hold, or undefined when nothing is left. */
export function narrow(fact: Fact = unknown, claim: Claim, because: string): Fact | undefined {
  const present = claim.kind !== 'present' || claim.present;
  // A missing value satisfies no comparison at all.
  if (fact.present !== undefined && fact.present !== present) return undefined;
  const next = { ...fact, present, because };
  switch (claim.kind) {
    case 'present':
      return next;
    case 'truth':
      return fact.truth === undefined || fact.truth === claim.truth ? { ...next, truth: claim.truth } : undefined;
    case 'in': {
      const left = claim.texts.filter((text) => (fact.texts?.has(text) ?? true) && !fact.refused.has(text));
      return left.length === 0 ? undefined : { ...next, texts: new Set(left) };
    }
    case 'not': {
      const refused = new Set([...fact.refused, claim.text]);
      const texts = fact.texts && new Set([...fact.texts].filter((text) => text !== claim.text));
      return texts?.size === 0 ? undefined : { ...next, refused, ...(texts ? { texts } : {}) };
    }
    case 'equals': {
      const low = narrow(next, { kind: 'low', bound: claim.number, open: false }, because);
      return low && narrow(low, { kind: 'high', bound: claim.number, open: false }, because);
    }
    default: {
      const { bound, open } = claim;
      const low = claim.kind === 'low' && (bound > fact.low || (bound === fact.low && open));
      const high = claim.kind === 'high' && (bound < fact.high || (bound === fact.high && open));
      // A bound that says nothing new must not take the blame for one that did.
      if (!low && !high) return { ...fact, present };
      const bounded = low ? { ...next, low: bound, lowOpen: open } : { ...next, high: bound, highOpen: open };
      const empty = bounded.low > bounded.high || (bounded.low === bounded.high && (bounded.lowOpen || bounded.highOpen));
      return empty ? undefined : bounded;
    }
  }
}

/** A value that lies between two numbers, for reasons that no condition of the rule says. */
export function between(low: number, high: number, because: string): Fact {
  return { ...unknown, low, high, because };
}

/** A value that is one of these texts, for reasons that no condition of the rule says. */
export function oneOf(texts: Iterable<string>, because: string): Fact {
  return { ...unknown, texts: new Set(texts), because };
}
