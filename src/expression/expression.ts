import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { closureOf, type Closure, type Faults } from './closure.ts';
import { expressionProblem, type ExpressionProblem } from './expression-problem.ts';
import { expressionCost, maxCost } from './expression-cost.ts';
import type { ExpressionSpace } from './expression-space.ts';
import { speak } from './speak.ts';
import { surveyExpression, type Reading } from './survey-expression.ts';
import type { SyntaxNode } from './syntax-node.ts';

/** An expression that was parsed, checked against the names it may read, and made ready to run. */
export interface Expression {
  readonly text: string;
  /** CEL type of the result: `bool`, `double`, `string`, `list<string>`, `dyn` … */
  readonly type: string;
  /** What it reads, as it stands in `text`, outermost selects only. */
  readonly readings: readonly Reading[];
  /** The checked tree, for those who look for cheap equalities in it. */
  readonly tree: SyntaxNode;
  readonly evaluate: Closure;
  /** The most that one evaluation can cost, see expression-cost.ts. */
  readonly cost: number;
  /** The parts that must all hold: what stands between the `&&` at the top, each ready to be asked by itself. Made when asked for, because only explaining needs them. */
  conjuncts(): readonly Conjunct[];
}

/** One part of a condition. */
export interface Conjunct {
  readonly text: string;
  readonly readings: readonly Reading[];
  readonly evaluate: Closure;
}

/** Longest expression, in characters. */
const MAX_LENGTH = 2_000;

/**
 * Compiles CEL text. `wanted` are the result types the place can use, `place` its name for messages. All numbers are doubles: whole-number
 * literals are rewritten to `1.0` and sizes to doubles before the check, and `measures.NAME` to `measures.NAME.value`, so that people need not
 * know of CEL's number types. Problems carry offsets in the given text.
 */
export function compileExpression(
  text: string,
  space: ExpressionSpace,
  faults: Faults,
  place: string,
  wanted: readonly string[],
): { expression: Expression } | { problems: readonly ExpressionProblem[] } {
  if (text.trim() === '') {
    return { problems: [{ offset: 0, code: 'expression-syntax', message: `${place} is empty`, hint: 'Write a CEL expression.' }] };
  }
  if (text.length > MAX_LENGTH) {
    return { problems: [{ offset: 0, code: 'expression-too-large', message: `${place} has more than ${MAX_LENGTH} characters` }] };
  }
  let tree: SyntaxNode;
  try {
    tree = asNode(space.environment.parse(text).ast);
  } catch (error) {
    return { problems: [expressionProblem(error, text, space, (offset) => offset)] };
  }
  const survey = surveyExpression(tree, text, space.variables);
  if (survey.problems.length > 0) return { problems: survey.problems };

  let parsed: ParseResult;
  try {
    parsed = space.environment.parse(survey.rewritten);
  } catch (error) {
    return { problems: [expressionProblem(error, text, space, survey.originalOffset)] };
  }
  const checked = parsed.check();
  if (!checked.valid) return { problems: [expressionProblem(checked.error, text, space, survey.originalOffset)] };
  const type = checked.type ?? 'dyn';
  if (type !== 'dyn' && !wanted.includes(type)) {
    const first = wanted[0] ?? 'dyn';
    const hint = first === 'bool' ? 'Compare it with something, for example with == or >.' : undefined;
    const message = `${place} must be ${speak(first)}, but this is ${speak(type)}`;
    return { problems: [{ offset: 0, code: 'expression-type', message, ...(hint ? { hint } : {}) }] };
  }
  const rewrittenTree = asNode(parsed.ast);
  const cost = expressionCost(rewrittenTree);
  if (cost > maxCost) {
    const hint = 'Loop over fewer lists inside each other, or say less in the loop.';
    return { problems: [{ offset: 0, code: 'expression-too-costly', message: `${place} may take too long on long lists`, hint }] };
  }
  const conjunctOf = (node: SyntaxNode): Conjunct => {
    const [start, end] = [survey.originalOffset(node.start), survey.originalOffset(node.end)];
    // Explaining must not count as a mistake of the rule.
    const evaluate = closureOf(node, { count: 0 });
    return { text: text.slice(start, end), readings: survey.readings.filter((one) => one.start >= start && one.end <= end), evaluate };
  };
  return {
    expression: {
      text,
      type,
      cost,
      readings: survey.readings,
      tree: rewrittenTree,
      evaluate: closureOf(rewrittenTree, faults),
      conjuncts: () => topConjuncts(rewrittenTree).map(conjunctOf),
    },
  };
}

function topConjuncts(node: SyntaxNode): SyntaxNode[] {
  if (node.op !== '&&') return [node];
  const [left, right] = node.args as [SyntaxNode, SyntaxNode];
  return [...topConjuncts(left), ...topConjuncts(right)];
}

function asNode(ast: ASTNode): SyntaxNode {
  return ast as unknown as SyntaxNode;
}
