import { chainOf, type SyntaxNode } from './syntax-node.ts';

/** A condition every matching event meets: the field at `path` (below `event`) is one of `values`. */
export interface CheapEquality {
  readonly path: readonly string[];
  readonly values: readonly string[];
}

/** The equalities with literal texts that stand in the top `&&` of a condition: `event.data.platform == "x"`, `"x" == …`, `… in ["x", "y"]`. */
export function cheapEqualities(tree: SyntaxNode): CheapEquality[] {
  const args = tree.args as SyntaxNode[];
  if (tree.op === '&&') return [...cheapEqualities(args[0]!), ...cheapEqualities(args[1]!)];
  if (tree.op === '==') {
    const [left, right] = args as [SyntaxNode, SyntaxNode];
    const one = equality(left, [right]) ?? equality(right, [left]);
    return one ? [one] : [];
  }
  if (tree.op === 'in' && args[1]!.op === 'list') {
    const one = equality(args[0]!, args[1]!.args as SyntaxNode[]);
    return one ? [one] : [];
  }
  return [];
}

function equality(field: SyntaxNode, literals: readonly SyntaxNode[]): CheapEquality | undefined {
  const chain = chainOf(field);
  if (!chain || chain.length < 2 || chain[0] !== 'event') return undefined;
  if (!literals.every((one) => one.op === 'value' && typeof one.args === 'string')) return undefined;
  return { path: chain.slice(1), values: literals.map((one) => one.args as string) };
}
