import { parseSyntax, type SyntaxNode } from '#expression';
import { claimOf, pathOf } from './claims-of.ts';
import type { Doubt, Lint } from './lint.ts';

/** A share of measures that two events can make true. */
export const ratioLint: Lint = {
  code: 'ratio-without-minimum',
  severity: 'warning',
  text: 'A condition divides one measure by another and asks neither for a least size: one bad event of one is a hundred per cent.',
  look: ({ rule }) => {
    const tree = rule.when === undefined ? undefined : parseSyntax(rule.when);
    if (tree === undefined) return [];
    const bounded = new Set<string>();
    for (const part of conjunctsOf(tree)) {
      const claim = claimOf(part);
      if (!claim) continue;
      const { kind } = claim.claim;
      if (kind === 'low' && claim.claim.bound >= 0 && (claim.claim.bound > 0 || claim.claim.open)) bounded.add(claim.path);
      if (kind === 'equals' && claim.claim.number > 0) bounded.add(claim.path);
    }
    const doubts: Doubt[] = [];
    visit(tree, (node) => {
      if (node.op !== '/') return;
      const [left, right] = (node.args as [SyntaxNode, SyntaxNode]).map(pathOf);
      const counts = [left, right].filter((path) => path?.startsWith('measures.'));
      if (!right?.startsWith('measures.') || counts.some((path) => bounded.has(path!))) return;
      const message = `${rule.when!.slice(node.start, node.end)} has no least size`;
      doubts.push({ pointer: '/when', at: node.start, message, hint: `Ask for enough to judge by, e.g. ${right} >= 50.` });
    });
    return doubts;
  },
};

function conjunctsOf(node: SyntaxNode): SyntaxNode[] {
  return node.op === '&&' ? (node.args as SyntaxNode[]).flatMap(conjunctsOf) : [node];
}

function visit(node: SyntaxNode, see: (node: SyntaxNode) => void): void {
  see(node);
  const { args } = node;
  for (const one of Array.isArray(args) ? args.flat(2) : [args]) {
    if (typeof one === 'object' && one !== null && 'op' in one) visit(one as SyntaxNode, see);
  }
}
