/** A node of the syntax tree that the CEL parser makes, seen as this room uses it: `start` and `end` are offsets in the expression's text. */
export interface SyntaxNode {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

/** The names of a select chain such as `event.data.platform`, or undefined when the node is something else. `contact.segments` is another writing of `event.segments`, which is where a signal carries them. */
export function chainOf(node: SyntaxNode): string[] | undefined {
  if (node.op === 'id') return [node.args as string];
  if (node.op !== '.') return undefined;
  const [left, name] = node.args as [SyntaxNode, string];
  const chain = chainOf(left);
  chain?.push(name);
  if (chain?.length === 2 && chain[0] === 'contact' && name === 'segments') chain[0] = 'event';
  return chain;
}
