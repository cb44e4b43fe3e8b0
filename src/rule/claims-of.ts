import { chainOf, type SyntaxNode } from '#expression';
import type { Claim } from './facts.ts';

/** One part of a condition read as a claim about the value at a path such as `event.data.platform`. */
export interface PathClaim {
  readonly path: string;
  readonly claim: Claim;
}

const flipped: { readonly [op: string]: string } = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' };

/** What a part of a condition (no `&&` and no `||`) claims; undefined when it says more than this reading understands, and `false` when it is false whatever is read. */
export function claimOf(node: SyntaxNode): PathClaim | false | undefined {
  const path = pathOf(node);
  if (path !== undefined) return { path, claim: { kind: 'truth', truth: true } };
  if (node.op === 'value') return node.args === false ? false : undefined;
  if (node.op === '!_') {
    const inner = node.args as SyntaxNode;
    const bare = pathOf(inner);
    if (bare !== undefined) return { path: bare, claim: { kind: 'truth', truth: false } };
    const asked = askedOf(inner);
    return asked === undefined ? undefined : { path: asked, claim: { kind: 'present', present: false } };
  }
  const asked = askedOf(node);
  if (asked !== undefined) return { path: asked, claim: { kind: 'present', present: true } };
  if (node.op === 'in') {
    const [left, right] = node.args as [SyntaxNode, SyntaxNode];
    const texts = right.op === 'list' ? (right.args as SyntaxNode[]).map(literalOf) : [];
    const named = pathOf(left);
    if (named === undefined || texts.length === 0 || !texts.every((one) => typeof one === 'string')) return undefined;
    return { path: named, claim: { kind: 'in', texts } };
  }
  return comparisonOf(node);
}

function comparisonOf(node: SyntaxNode): PathClaim | undefined {
  if (flipped[node.op] === undefined) return undefined;
  const [left, right] = node.args as [SyntaxNode, SyntaxNode];
  const path = pathOf(left) ?? pathOf(right);
  const value = literalOf(pathOf(left) === undefined ? left : right);
  const op = pathOf(left) === undefined ? flipped[node.op]! : node.op;
  if (path === undefined || value === undefined) return undefined;
  if (typeof value === 'boolean') {
    return op === '==' || op === '!=' ? { path, claim: { kind: 'truth', truth: (op === '==') === value } } : undefined;
  }
  if (typeof value === 'string') {
    if (op === '==') return { path, claim: { kind: 'in', texts: [value] } };
    return op === '!=' ? { path, claim: { kind: 'not', text: value } } : undefined;
  }
  if (op === '==') return { path, claim: { kind: 'equals', number: value } };
  if (op === '!=') return { path, claim: { kind: 'present', present: true } };
  return { path, claim: { kind: op.startsWith('>') ? 'low' : 'high', bound: value, open: op.length === 1 } };
}

/** The path a node reads; `measures.talk` and `measures.talk.value` are the same. */
export function pathOf(node: SyntaxNode): string | undefined {
  const chain = chainOf(node);
  if (chain === undefined || chain.length < 2) return undefined;
  if (chain[0] === 'measures' && chain.length === 3 && chain[2] === 'value') chain.pop();
  return chain.join('.');
}

function askedOf(node: SyntaxNode): string | undefined {
  if (node.op !== 'call') return undefined;
  const [name, inner] = node.args as [string, SyntaxNode[]];
  return name === 'has' && inner[0] ? pathOf(inner[0]) : undefined;
}

function literalOf(node: SyntaxNode): string | number | boolean | undefined {
  if (node.op === '-_') {
    const inner = literalOf(node.args as SyntaxNode);
    return typeof inner === 'number' ? -inner : undefined;
  }
  if (node.op !== 'value') return undefined;
  if (typeof node.args === 'bigint') return Number(node.args);
  return typeof node.args === 'string' || typeof node.args === 'number' || typeof node.args === 'boolean' ? node.args : undefined;
}
