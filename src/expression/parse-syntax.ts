import { expressionSpace, type ExpressionSpace } from './expression-space.ts';
import type { SyntaxNode } from './syntax-node.ts';

let space: ExpressionSpace | undefined;

/** The syntax tree of CEL text as its author wrote it, for those who ask what a text says and not whether it is right; undefined when it cannot be parsed. Offsets are in the text. */
export function parseSyntax(text: string): SyntaxNode | undefined {
  // Names and types do not matter for the tree, so one empty space serves every text.
  space ??= expressionSpace({});
  try {
    return space.environment.parse(text).ast as unknown as SyntaxNode;
  } catch {
    return undefined;
  }
}
