import type { Faults } from './closure.ts';
import { compileExpression, type Expression } from './expression.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import type { ExpressionSpace } from './expression-space.ts';
import { plainText } from './plain-text.ts';

/** Text with `${CEL}` holes, ready to be filled. `value` keeps the type when the whole template is one hole. */
export interface Template {
  readonly expressions: readonly Expression[];
  render(scope: object): string;
  value(scope: object): unknown;
}

const HOLE_TYPES = ['string', 'double', 'int', 'bool', 'list<string>', 'list<dyn>', 'list<double>', 'map<string, dyn>', 'dyn'];

/** Compiles a template. `$${` writes a literal `${`. Offsets of problems are in the given text. */
export function compileTemplate(
  text: string,
  space: ExpressionSpace,
  faults: Faults,
  place: string,
): { template: Template } | { problems: readonly ExpressionProblem[] } {
  const parts: (string | Expression)[] = [];
  const problems: ExpressionProblem[] = [];
  let literal = '';
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      literal += '${';
      at += 3;
    } else if (text.startsWith('${', at)) {
      const end = endOfHole(text, at + 2);
      if (end === undefined) {
        problems.push({ offset: at, code: 'template-open', message: 'the hole that begins here is not closed', hint: 'Close it with }.' });
        break;
      }
      const compiled = compileExpression(text.slice(at + 2, end), space, faults, place, HOLE_TYPES);
      if ('expression' in compiled) {
        if (literal !== '') parts.push(literal);
        literal = '';
        parts.push(compiled.expression);
      } else {
        const start = at + 2;
        problems.push(...compiled.problems.map((problem) => ({ ...problem, offset: problem.offset + start })));
      }
      at = end + 1;
    } else {
      literal += text[at]!;
      at += 1;
    }
  }
  if (problems.length > 0) return { problems };
  if (literal !== '') parts.push(literal);
  const render = (scope: object): string =>
    parts.map((part) => (typeof part === 'string' ? part : plainText(part.evaluate(scope)))).join('');
  const only = parts.length === 1 ? parts[0]! : undefined;
  return {
    template: {
      expressions: parts.filter((part) => typeof part !== 'string'),
      render,
      value: typeof only === 'object' ? (scope) => only.evaluate(scope) : render,
    },
  };
}

/** The offset of the `}` that closes a hole, past braces and quoted texts inside it. */
function endOfHole(text: string, from: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const unit = text[at]!;
    if (quote !== '') {
      if (unit === '\\') at += 1;
      else if (unit === quote) quote = '';
    } else if (unit === '"' || unit === "'") quote = unit;
    else if (unit === '{') depth += 1;
    else if (unit === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return undefined;
}
