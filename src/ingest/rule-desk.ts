/** RuleDesk answers people who ask about the rules in force; every answer is plain JSON. Its methods reject when the store cannot be reached. */
export interface RuleDesk {
  /** The set in force, what is wrong with the one that was refused, and which worker runs which. */
  all(): Promise<object>;
  /** One rule; undefined when there is none of this name. */
  one(name: string): Promise<object | undefined>;
  /** What a rule stands at for a key, with its last decisions; undefined when there is no such rule. */
  explain(name: string, key: string, last: number): Promise<object | undefined>;
  /** The last decisions of a rule on any key. */
  decisions(name: string, last: number): Promise<object | undefined>;
}
