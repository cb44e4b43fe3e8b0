import { nearest } from '#kernel';
import { functions, macros, methods, specialFunctions, wholeResults } from './builtins.ts';
import type { FieldTree, FieldType } from './event-fields.ts';
import type { ExpressionProblem } from './expression-problem.ts';
import { compilePattern } from './pattern.ts';
import { chainOf, type SyntaxNode } from './syntax-node.ts';

/** One thing an expression reads: the path from a variable (`['event', 'data', 'platform']`, measures with their `value`) and where it stands in the text. */
export interface Reading {
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** What a walk over a parsed expression found. `rewritten` is the text to check and run; `originalOffset` maps its offsets back to the author's text. */
export interface Survey {
  readonly problems: readonly ExpressionProblem[];
  readonly readings: readonly Reading[];
  readonly rewritten: string;
  originalOffset(offset: number): number;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** How many macros may stand inside each other. */
const MAX_MACRO_DEPTH = 2;

/** Walks a parsed expression once: what it reads, which names do not exist (with the nearest that does), what is refused, and what must be rewritten so that every number is a double. */
export function surveyExpression(tree: SyntaxNode, text: string, variables: FieldTree): Survey {
  const surveyor = new Surveyor(text, variables);
  surveyor.walk(tree, 0, false);
  const insertions = surveyor.insertions.sort((a, b) => a.at - b.at);
  let rewritten = '';
  let from = 0;
  for (const { at, text: inserted } of insertions) {
    rewritten += text.slice(from, at) + inserted;
    from = at;
  }
  rewritten += text.slice(from);
  return {
    problems: surveyor.problems,
    readings: surveyor.readings,
    rewritten,
    originalOffset(offset) {
      let shift = 0;
      for (const one of insertions) {
        if (one.at + shift > offset) break;
        shift += Math.min(one.text.length, offset - (one.at + shift));
      }
      return offset - shift;
    },
  };
}

class Surveyor {
  readonly problems: ExpressionProblem[] = [];
  readonly readings: Reading[] = [];
  readonly insertions: Insertion[] = [];
  private readonly text: string;
  private readonly variables: FieldTree;
  private readonly bound: string[] = [];

  constructor(text: string, variables: FieldTree) {
    this.text = text;
    this.variables = variables;
  }

  /** `whole` says that a number literal here is an index or an argument and stays a whole number. */
  walk(node: SyntaxNode, loops: number, whole: boolean): void {
    const args = node.args as SyntaxNode[];
    switch (node.op) {
      case 'value':
        if (typeof node.args === 'bigint' && !whole) this.toDouble(node);
        else if (typeof node.args === 'object' && node.args !== null) {
          this.problems.push({ offset: node.start, code: 'expression-type', message: 'bytes and unsigned numbers are not supported' });
        }
        return;
      case 'id':
      case '.':
        return this.chain(node, loops);
      case '[]':
        this.indexed(args[0]!, args[1]!, loops);
        return this.walk(args[1]!, loops, true);
      case '!_':
        return this.walk(node.args as SyntaxNode, loops, false);
      case '-_':
        return this.walk(node.args as SyntaxNode, loops, whole);
      case 'map':
        for (const [key, value] of node.args as [SyntaxNode, SyntaxNode][]) {
          this.walk(key, loops, false);
          this.walk(value, loops, false);
        }
        return;
      case 'call': {
        const [name, inner] = node.args as [string, SyntaxNode[]];
        if (!Object.hasOwn(functions, name) && !Object.hasOwn(specialFunctions, name)) return this.unknownCall(name, node.start);
        if (name === 'matches') this.pattern(inner[1]);
        if (wholeResults.has(name)) this.insertions.push({ at: node.start, text: 'double(' }, { at: node.end, text: ')' });
        for (const one of inner) this.walk(one, loops, name !== 'has' && !takesDoubles(name));
        return;
      }
      case '==':
      case '!=':
        if (args.some((one) => one.op === 'value' && one.args === null)) {
          const hint = 'Ask has(field) whether there is a value.';
          this.problems.push({ offset: node.start, code: 'expression-type', message: 'nothing is equal to null: null is no value', hint });
        }
        this.walk(args[0]!, loops, false);
        return this.walk(args[1]!, loops, false);
      case 'rcall':
        return this.method(node, loops);
      default:
        if (Array.isArray(args)) for (const one of args) this.walk(one, loops, false);
    }
  }

  private toDouble(node: SyntaxNode): void {
    const literal = this.text.slice(node.start, node.end);
    if (/^-?\d+$/.test(literal)) this.insertions.push({ at: node.end, text: '.0' });
    else this.insertions.push({ at: node.start, text: 'double(' }, { at: node.end, text: ')' });
  }

  private method(node: SyntaxNode, loops: number): void {
    const [name, receiver, inner] = node.args as [string, SyntaxNode, SyntaxNode[]];
    const at = this.text.indexOf(name, receiver.end);
    const loop = macros.has(name) && inner[0]?.op === 'id';
    if (!loop && name !== 'matches' && !Object.hasOwn(methods, name)) return this.unknownCall(name, at);
    if (name === 'matches') this.pattern(inner[0]);
    if (wholeResults.has(name)) {
      // The receiver's range leaves its own parentheses out; step over as many as close behind it.
      let start = receiver.start;
      for (const close of this.text.slice(receiver.end, at)) if (close === ')') start = this.text.lastIndexOf('(', start - 1);
      this.insertions.push({ at: start, text: 'double(' }, { at: node.end, text: ')' });
    }
    this.walk(receiver, loops, false);
    if (!loop) {
      for (const one of inner) this.walk(one, loops, true);
      return;
    }
    if (loops >= MAX_MACRO_DEPTH) {
      const message = `more than ${MAX_MACRO_DEPTH} loops inside each other`;
      this.problems.push({ offset: at, code: 'expression-too-large', message, hint: 'Say it with fewer exists, all, filter or map.' });
    }
    this.bound.push(inner[0]!.args as string);
    for (const one of inner.slice(1)) this.walk(one, loops + 1, false);
    this.bound.pop();
  }

  private unknownCall(name: string, offset: number): void {
    const near = nearest(name, [...Object.keys(methods), ...Object.keys(functions), ...Object.keys(specialFunctions), ...macros]);
    const message = `there is no function "${name}"`;
    this.problems.push({ offset, code: 'unknown-function', message, ...(near === undefined ? {} : { suggestion: near }) });
  }

  /** A pattern is written out, so that it is compiled once and its size is known. */
  private pattern(node: SyntaxNode | undefined): void {
    if (node === undefined) return;
    if (node.op !== 'value' || typeof node.args !== 'string') {
      const hint = 'Write it in quotes, e.g. event.data.text.matches("(?i)kaw[aęy]").';
      this.problems.push({ offset: node.start, code: 'pattern-literal', message: 'the pattern must be a text of its own', hint });
      return;
    }
    const compiled = compilePattern(node.args);
    if (!('refused' in compiled)) return;
    const code = compiled.refused === 'invalid' ? 'bad-pattern' : 'expression-too-large';
    const hint = compiled.refused === 'invalid' ? 'Patterns have the RE2 syntax: no look-around and no back references.' : undefined;
    this.problems.push({ offset: node.start, code, message: compiled.reason, ...(hint === undefined ? {} : { hint }) });
  }

  /** `event.data["field"]` reads a field beyond the catalogue: the checker must not know the map's fields. */
  private indexed(container: SyntaxNode, key: SyntaxNode, loops: number): void {
    const chain = chainOf(container);
    const tree = chain && !this.bound.includes(chain[0]!) ? this.typeAt(chain) : undefined;
    if (typeof tree === 'object' && key.op === 'value' && typeof key.args === 'string' && this.text[container.end] === '[') {
      if (tree[key.args] === undefined) {
        this.insertions.push({ at: container.start, text: 'dyn(' }, { at: container.end, text: ')' });
      }
    }
    this.walk(container, loops, false);
  }

  private typeAt(chain: readonly string[]): FieldType | undefined {
    let type: FieldType | undefined = this.variables;
    for (const name of chain) type = typeof type === 'object' ? type[name] : undefined;
    return type;
  }

  private chain(node: SyntaxNode, loops: number): void {
    const chain = chainOf(node);
    if (!chain) {
      const [left, name] = node.args as [SyntaxNode, string];
      this.forbid(name, node.end);
      return this.walk(left, loops, false);
    }
    for (const name of chain) this.forbid(name, node.end);
    if (this.bound.includes(chain[0]!) || this.variables[chain[0]!] === undefined) return;
    let type: unknown = this.variables;
    for (const [depth, name] of chain.entries()) {
      if (typeof type !== 'object') break;
      const tree = type as FieldTree;
      type = Object.hasOwn(tree, name) ? tree[name] : undefined;
      if (type === undefined) return this.unknownField(chain, depth, tree, this.endOf(node, chain.length - 1 - depth));
    }
    const start = this.startOf(node);
    if (chain[0] === 'measures' && chain.length === 2) {
      this.insertions.push({ at: node.end, text: '.value' });
      this.readings.push({ path: [...chain, 'value'], start, end: node.end });
    } else this.readings.push({ path: chain, start, end: node.end });
  }

  /** Where the name at the root of this chain begins. */
  private startOf(node: SyntaxNode): number {
    let inner = node;
    while (inner.op === '.') inner = (inner.args as [SyntaxNode])[0];
    return inner.end - (inner.args as string).length;
  }

  /** Where the select `up` levels inside this chain ends. */
  private endOf(node: SyntaxNode, up: number): number {
    let inner = node;
    for (let level = 0; level < up; level++) inner = (inner.args as [SyntaxNode])[0];
    return inner.end;
  }

  private unknownField(chain: readonly string[], depth: number, tree: FieldTree, end: number): void {
    const name = chain[depth]!;
    const parent = chain.slice(0, depth).join('.');
    const offset = end - name.length;
    if (chain[0] === 'measures' && depth === 2) {
      const isUsual = ['z', 'mean', 'sd', 'expected', 'spread', 'baseline'].includes(name);
      const hint = isUsual
        ? `Only a measure with a baseline has z, expected and spread: baseline: { of: ${chain[1]!} }.`
        : 'A measure has its value, and members when it counts distinct ones.';
      this.problems.push({ offset, code: 'unknown-field', message: `${parent} has no "${name}"`, hint });
      return;
    }
    const suggestion = nearest(name, Object.keys(tree));
    const hint =
      parent === 'event.data' && suggestion === undefined
        ? `Write event.data["${name}"] for a field of your own.`
        : suggestion === undefined && Object.keys(tree).length > 0
          ? `Known here: ${Object.keys(tree).join(', ')}.`
          : undefined;
    const message = `${parent} has no "${name}"`;
    this.problems.push({ offset, code: 'unknown-field', message, ...(suggestion ? { suggestion } : {}), ...(hint ? { hint } : {}) });
  }

  private forbid(name: string, end: number): void {
    if (name in Object.prototype || name === 'prototype') {
      this.problems.push({ offset: Math.max(0, end - name.length), code: 'forbidden-name', message: `the name "${name}" is not allowed` });
    }
  }
}

/** Functions over numbers want doubles for whole-number literals too; those that CEL brings take any number. */
function takesDoubles(name: string): boolean {
  return (Object.hasOwn(functions, name) && functions[name]!.signatures.length > 0) || name === 'coalesce';
}
