import type { Expression, ExpressionSpace, FieldTree } from '#expression';

/** What the compiler of a rule lends to those who compile a part of it. */
export interface RuleTools {
  /** The fields of a rule's groups. */
  readonly group: FieldTree;
  /** Compiles a condition at the author's place; undefined when it has a mistake, which is told. */
  condition(text: string, pointer: string, space: ExpressionSpace): Expression | undefined;
  /** Tells a mistake at the author's place. */
  find(pointer: string, at: 'key' | 'value', problem: { code: string; message: string; hint?: string; severity?: 'warning' }): void;
}
