import { functions, macros, methods } from './builtins.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** Elements a loop may walk over; a loop inside another gets fewer, so that both together stay small. Longer lists have no value. */
export const loopLimits: readonly [outer: number, inner: number] = [1_000, 100];
/** What an expression may cost at worst. A unit is about ten nanoseconds, so the dearest expression takes some milliseconds on the longest lists. */
export const maxCost = 2_000_000;
/** A pattern over a text. */
const PATTERN = 500;
/** A look through a list that is not written in the expression. */
const LOOK_THROUGH = 100;

/** The most that evaluating a tree can cost, in units of one step, with every loop at its longest. */
export function expressionCost(node: SyntaxNode, loops = 0): number {
  const args = node.args as SyntaxNode[];
  const sum = (nodes: readonly SyntaxNode[]): number => nodes.reduce((total, one) => total + expressionCost(one, loops), 1);
  switch (node.op) {
    case 'value':
    case 'id':
      return 1;
    case '.':
      return 1 + expressionCost(args[0]!, loops);
    case '!_':
    case '-_':
      return 1 + expressionCost(node.args as SyntaxNode, loops);
    case 'in':
      return sum(args) + (args[1]!.op === 'list' ? 0 : LOOK_THROUGH);
    case 'map':
      return (node.args as [SyntaxNode, SyntaxNode][]).reduce((total, [key, value]) => total + sum([key, value]), 1);
    case 'call': {
      const [name, given] = node.args as unknown as [string, SyntaxNode[]];
      return sum(given) + (name === 'matches' ? PATTERN : Object.hasOwn(functions, name) ? functions[name]!.cost : 1);
    }
    case 'rcall': {
      const [name, receiver, given] = node.args as unknown as [string, SyntaxNode, SyntaxNode[]];
      if (macros.has(name)) {
        const longest = receiver.op === 'list' ? (receiver.args as SyntaxNode[]).length : loopLimits[Math.min(loops, 1)]!;
        const body = given.slice(1).reduce((total, one) => total + expressionCost(one, loops + 1), 1);
        return expressionCost(receiver, loops) + longest * body;
      }
      return sum([receiver, ...given]) + (name === 'matches' ? PATTERN : Object.hasOwn(methods, name) ? methods[name]!.cost : 1);
    }
    default:
      return Array.isArray(args) ? sum(args) : 1;
  }
}
