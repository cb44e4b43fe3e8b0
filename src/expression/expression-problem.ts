import { nearest } from '#kernel';
import { functions, macros, methods, specialFunctions } from './builtins.ts';
import type { ExpressionSpace } from './expression-space.ts';
import { speak } from './speak.ts';

/** What is wrong in an expression, at an offset in its text. */
export interface ExpressionProblem {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly hint?: string;
}

const KNOWN = [...Object.keys(methods), ...Object.keys(functions), ...Object.keys(specialFunctions), ...macros];

/** Puts an error of the CEL parser or checker into words for a person who does not know CEL's types. `original` maps an offset of the rewritten text back. */
export function expressionProblem(
  error: unknown,
  text: string,
  space: ExpressionSpace,
  original: (offset: number) => number,
): ExpressionProblem {
  const { code, summary, range } = error as { code?: string; summary?: string; range?: { start: number; end: number } };
  const message = summary ?? (error instanceof Error ? error.message.split('\n')[0]! : String(error));
  const offset = Math.min(original(range?.start ?? 0), Math.max(0, text.length - 1));
  switch (code) {
    case 'unknown_variable': {
      const name = message.slice(message.lastIndexOf(' ') + 1);
      const names = Object.keys(space.variables);
      const suggestion = nearest(name, names) ?? names.find((one) => name in Object(space.variables[one]));
      const place =
        typeof space.variables[suggestion ?? ''] === 'object' && name in Object(space.variables[suggestion!])
          ? `${suggestion}.${name}`
          : suggestion;
      const hint = LATER.has(name) ? `${name}.* is not supported yet.` : `Known here: ${names.join(', ')}.`;
      return {
        offset,
        code: 'unknown-name',
        message: `there is no "${name}" here`,
        ...(place === undefined ? {} : { suggestion: place }),
        hint,
      };
    }
    case 'no_matching_overload': {
      const called = /'(?:.*\.)?([A-Za-z_]\w*)\(/.exec(message)?.[1] ?? '';
      const known = KNOWN.includes(called);
      const suggestion = known ? undefined : nearest(called, KNOWN);
      const at = text.indexOf(`${called}(`, offset);
      const words = known ? `"${called}" does not take these values` : `there is no function "${called}"`;
      return {
        offset: at < 0 ? offset : at,
        code: 'unknown-function',
        message: words,
        ...(suggestion === undefined ? {} : { suggestion }),
      };
    }
    case 'no_such_overload': {
      const match = /^no such overload: (\S+) (\S+) (\S+)$/.exec(message);
      if (!match) return { offset, code: 'expression-type', message: message.replaceAll('double', 'number') };
      const [, left, operator, right] = match as unknown as [string, string, string, string];
      const hint = [left, right].includes('null') ? 'Ask has(field) whether there is a value.' : undefined;
      const words = `"${operator}" does not go between ${speak(left)} and ${speak(right)}`;
      return { offset, code: 'expression-type', message: words, ...(hint === undefined ? {} : { hint }) };
    }
    case 'unexpected_character':
    case 'unexpected_token': {
      const hint = hintFor(text, offset);
      return { offset, code: 'expression-syntax', message: lower(message), ...(hint === undefined ? {} : { hint }) };
    }
    default: {
      const tooLarge = /[Ee]xceeded|limit/.test(message);
      return {
        offset,
        code: tooLarge ? 'expression-too-large' : range && code?.startsWith('invalid') ? 'expression-type' : 'expression-syntax',
        message: lower(message),
      };
    }
  }
}

const LATER = new Set(['match', 'baseline']);

function hintFor(text: string, offset: number): string | undefined {
  const rest = text.slice(offset);
  if (rest.startsWith('=')) return 'Write == to compare.';
  if (/^and\b/i.test(rest)) return 'Write && for "and".';
  if (/^or\b/i.test(rest)) return 'Write || for "or".';
  if (rest.startsWith('&') || rest.startsWith('|')) return 'Write && for "and", || for "or".';
  return undefined;
}

const lower = (message: string): string => (message === '' ? message : message[0]!.toLowerCase() + message.slice(1));
