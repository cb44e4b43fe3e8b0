import { parseSyntax, type SyntaxNode } from '#expression';
import { claimOf } from './claims-of.ts';
import { narrow, type Fact } from './facts.ts';

/** A condition and where it stands in its author's document. */
export interface PlacedCondition {
  readonly pointer: string;
  readonly text: string;
}

/** Why conditions can never hold together: the part at `offset` of the text at `pointer`, and what stands against it. */
export interface Contradiction {
  readonly pointer: string;
  readonly offset: number;
  readonly part: string;
  readonly against: string;
}

type Facts = ReadonlyMap<string, Fact>;

/**
 * Looks for a contradiction between conditions that must all hold. `known` says what is true of a path anyway, such as the bounds of a score. It understands comparisons of a field with a
 * literal, `in`, `has`, truth values, `&&` and `||`; whatever else a condition says is taken to be possible, so what is found is certain and not everything is found.
 */
export function findContradiction(
  conditions: readonly PlacedCondition[],
  known: (path: string) => Fact | undefined,
): Contradiction | undefined {
  let facts: Facts = new Map();
  const choices: Part[] = [];
  for (const { pointer, text } of conditions) {
    const tree = parseSyntax(text);
    if (tree === undefined) continue;
    for (const part of partsOf(tree, pointer, text)) {
      if (part.node.op === '||') {
        choices.push(part);
        continue;
      }
      const next = take(facts, part, known);
      if ('against' in next) return next;
      facts = next;
    }
  }
  for (const choice of choices) {
    const against = refuted(facts, choice, known);
    if (against !== undefined) return against;
  }
  return undefined;
}

interface Part {
  readonly node: SyntaxNode;
  readonly pointer: string;
  readonly text: string;
}

function partsOf(node: SyntaxNode, pointer: string, text: string): Part[] {
  if (node.op !== '&&') return [{ node, pointer, text }];
  return (node.args as SyntaxNode[]).flatMap((one) => partsOf(one, pointer, text));
}

/** The facts with one part more, or the contradiction it makes. */
function take(facts: Facts, { node, pointer, text }: Part, known: (path: string) => Fact | undefined): Facts | Contradiction {
  const part = text.slice(node.start, node.end);
  const claim = claimOf(node);
  if (claim === undefined) return facts;
  if (claim === false) return { pointer, offset: node.start, part, against: 'false is never true' };
  const before = facts.get(claim.path) ?? known(claim.path);
  const after = narrow(before, claim.claim, part);
  if (after === undefined) return { pointer, offset: node.start, part, against: before?.because ?? '' };
  return new Map(facts).set(claim.path, after);
}

/** A choice is refuted when each of its branches is; the first branch's reason is told. */
function refuted(facts: Facts, choice: Part, known: (path: string) => Fact | undefined): Contradiction | undefined {
  let first: Contradiction | undefined;
  for (const branch of choice.node.args as SyntaxNode[]) {
    const found =
      branch.op === '||' ? refuted(facts, { ...choice, node: branch }, known) : refutedAll(facts, { ...choice, node: branch }, known);
    if (found === undefined) return undefined;
    first ??= found;
  }
  return first;
}

function refutedAll(facts: Facts, branch: Part, known: (path: string) => Fact | undefined): Contradiction | undefined {
  let reached = facts;
  for (const part of partsOf(branch.node, branch.pointer, branch.text)) {
    if (part.node.op === '||') continue;
    const next = take(reached, part, known);
    if ('against' in next) return next;
    reached = next;
  }
  return undefined;
}
