/** What a checker holds against a run: which guarantee is broken, and what shows it. */
export interface Finding {
  readonly check: string;
  readonly words: string;
}

/** The first few of a list, in words. */
export function someOf(list: readonly string[]): string {
  return list.length <= 5 ? list.join(', ') : `${list.slice(0, 5).join(', ')} and ${list.length - 5} more`;
}
