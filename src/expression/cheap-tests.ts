import { chainOf, type SyntaxNode } from './syntax-node.ts';

/** A value that a cheap test compares with. */
export type Plain = string | number | boolean;

/**
 * Something every matching event meets and that can be looked up instead of evaluated; `path` leads from `event`. `one-of`: the field is one of the values. `holds`: the field is a list that
 * has one of them. `above` and `below`: the field is a number not below, or not above, the bound.
 */
export type CheapTest =
  | { readonly kind: 'one-of' | 'holds'; readonly path: readonly string[]; readonly values: readonly Plain[] }
  | { readonly kind: 'above' | 'below'; readonly path: readonly string[]; readonly bound: number };

/**
 * The cheap tests among the parts of a condition that must all hold: `event.data.platform == "x"`, `… in ["x", "y"]`, `"kawa" in event.topics`, `event.topics.exists(t, t == "kawa")`,
 * `event.data.author.verified`, `event.lead.score >= 80`, and `||` of tests of one kind over one field. Each is implied by the condition; none says it whole.
 */
export function cheapTests(tree: SyntaxNode): CheapTest[] {
  const args = tree.args as SyntaxNode[];
  if (tree.op === '&&') return [...cheapTests(args[0]!), ...cheapTests(args[1]!)];
  const one = testOf(tree);
  return one ? [one] : [];
}

function testOf(tree: SyntaxNode): CheapTest | undefined {
  const args = tree.args as SyntaxNode[];
  switch (tree.op) {
    case '||':
      return either(testOf(args[0]!), testOf(args[1]!));
    case '==':
      return equality(args[0]!, [args[1]!]) ?? equality(args[1]!, [args[0]!]);
    case 'in':
      if (args[1]!.op === 'list') return equality(args[0]!, args[1]!.args as SyntaxNode[]);
      return membership(args[1]!, [args[0]!]);
    case 'rcall':
      return exists(tree);
    case '.': {
      const path = pathOf(tree);
      return path ? { kind: 'one-of', path, values: [true] } : undefined;
    }
    case '>':
    case '>=':
      return bounded('above', args[0]!, args[1]!) ?? bounded('below', args[1]!, args[0]!);
    case '<':
    case '<=':
      return bounded('below', args[0]!, args[1]!) ?? bounded('above', args[1]!, args[0]!);
    default:
      return undefined;
  }
}

function either(a: CheapTest | undefined, b: CheapTest | undefined): CheapTest | undefined {
  if (!a || !b || a.kind !== b.kind || a.path.join('.') !== b.path.join('.')) return undefined;
  if ('values' in a && 'values' in b) return { ...a, values: [...a.values, ...b.values] };
  if ('bound' in a && 'bound' in b) return { ...a, bound: a.kind === 'above' ? Math.min(a.bound, b.bound) : Math.max(a.bound, b.bound) };
  return undefined;
}

/** `event.topics.exists(t, t == "kawa")` and `exists(t, t in ["kawa", "herbata"])`. */
function exists(tree: SyntaxNode): CheapTest | undefined {
  const [name, list, [variable, body]] = tree.args as [string, SyntaxNode, SyntaxNode[]];
  if (name !== 'exists' || variable?.op !== 'id' || !body) return undefined;
  const isVariable = (node: SyntaxNode): boolean => node.op === 'id' && node.args === variable.args;
  const args = body.args as SyntaxNode[];
  if (body.op === '==' && isVariable(args[0]!)) return membership(list, [args[1]!]);
  if (body.op === '==' && isVariable(args[1]!)) return membership(list, [args[0]!]);
  if (body.op === 'in' && isVariable(args[0]!) && args[1]!.op === 'list') return membership(list, args[1]!.args as SyntaxNode[]);
  return undefined;
}

function equality(field: SyntaxNode, literals: readonly SyntaxNode[]): CheapTest | undefined {
  const path = pathOf(field);
  const values = plainValues(literals);
  return path && values ? { kind: 'one-of', path, values } : undefined;
}

function membership(list: SyntaxNode, literals: readonly SyntaxNode[]): CheapTest | undefined {
  const path = pathOf(list);
  const values = plainValues(literals);
  return path && values ? { kind: 'holds', path, values } : undefined;
}

function bounded(kind: 'above' | 'below', field: SyntaxNode, literal: SyntaxNode): CheapTest | undefined {
  const path = pathOf(field);
  const bound = numberOf(literal);
  return path && bound !== undefined ? { kind, path, bound } : undefined;
}

function pathOf(field: SyntaxNode): string[] | undefined {
  const chain = chainOf(field);
  return chain && chain.length >= 2 && chain[0] === 'event' ? chain.slice(1) : undefined;
}

function numberOf(node: SyntaxNode): number | undefined {
  if (node.op === '-_') {
    const value = numberOf(node.args as SyntaxNode);
    return value === undefined ? undefined : -value;
  }
  if (node.op !== 'value') return undefined;
  return typeof node.args === 'number' ? node.args : typeof node.args === 'bigint' ? Number(node.args) : undefined;
}

function plainValues(nodes: readonly SyntaxNode[]): Plain[] | undefined {
  const values: Plain[] = [];
  for (const node of nodes) {
    const value = node.op === 'value' && (typeof node.args === 'string' || typeof node.args === 'boolean') ? node.args : numberOf(node);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}
