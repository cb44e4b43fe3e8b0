import { nearest } from '#kernel';
import type { FieldTree, FieldType } from './event-fields.ts';
import type { ExpressionProblem } from './expression-problem.ts';
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

const MACROS = new Set(['exists', 'all', 'exists_one', 'filter', 'map']);
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
  walk(node: SyntaxNode, macros: number, whole: boolean): void {
    const args = node.args as SyntaxNode[];
    switch (node.op) {
      case 'value':
        if (typeof node.args === 'bigint' && !whole) this.toDouble(node);
        return;
      case 'id':
      case '.':
        return this.chain(node, macros);
      case '[]':
        this.indexed(args[0]!, args[1]!, macros);
        return this.walk(args[1]!, macros, true);
      case '!_':
        return this.walk(node.args as SyntaxNode, macros, false);
      case '-_':
        return this.walk(node.args as SyntaxNode, macros, whole);
      case 'map':
        for (const [key, value] of node.args as [SyntaxNode, SyntaxNode][]) {
          this.walk(key, macros, false);
          this.walk(value, macros, false);
        }
        return;
      case 'call': {
        const [name, inner] = node.args as [string, SyntaxNode[]];
        if (name === 'size') this.insertions.push({ at: node.start, text: 'double(' }, { at: node.end, text: ')' });
        for (const one of inner) this.walk(one, macros, name !== 'has');
        return;
      }
      case 'rcall':
        return this.method(node, macros);
      default:
        if (Array.isArray(args)) for (const one of args) this.walk(one, macros, false);
    }
  }

  private toDouble(node: SyntaxNode): void {
    const literal = this.text.slice(node.start, node.end);
    if (/^-?\d+$/.test(literal)) this.insertions.push({ at: node.end, text: '.0' });
    else this.insertions.push({ at: node.start, text: 'double(' }, { at: node.end, text: ')' });
  }

  private method(node: SyntaxNode, macros: number): void {
    const [name, receiver, inner] = node.args as [string, SyntaxNode, SyntaxNode[]];
    const at = this.text.indexOf(name, receiver.end);
    if (name === 'matches') {
      const hint = 'Use contains, startsWith or endsWith.';
      this.problems.push({ offset: at, code: 'matches-refused', message: 'regular expressions are not supported yet', hint });
    }
    if (name === 'size') {
      // The receiver's range leaves its own parentheses out; step over as many as close behind it.
      let start = receiver.start;
      for (const close of this.text.slice(receiver.end, at)) if (close === ')') start = this.text.lastIndexOf('(', start - 1);
      this.insertions.push({ at: start, text: 'double(' }, { at: node.end, text: ')' });
    }
    this.walk(receiver, macros, false);
    if (!MACROS.has(name) || inner[0]?.op !== 'id') {
      for (const one of inner) this.walk(one, macros, true);
      return;
    }
    if (macros >= MAX_MACRO_DEPTH) {
      const message = `more than ${MAX_MACRO_DEPTH} loops inside each other`;
      this.problems.push({ offset: at, code: 'expression-too-large', message, hint: 'Say it with fewer exists, all, filter or map.' });
    }
    this.bound.push(inner[0].args as string);
    for (const one of inner.slice(1)) this.walk(one, macros + 1, false);
    this.bound.pop();
  }

  /** `event.data["field"]` reads a field beyond the catalogue: the checker must not know the map's fields. */
  private indexed(container: SyntaxNode, key: SyntaxNode, macros: number): void {
    const chain = chainOf(container);
    const tree = chain && !this.bound.includes(chain[0]!) ? this.typeAt(chain) : undefined;
    if (typeof tree === 'object' && key.op === 'value' && typeof key.args === 'string' && this.text[container.end] === '[') {
      if (tree[key.args] === undefined) {
        this.insertions.push({ at: container.start, text: 'dyn(' }, { at: container.end, text: ')' });
      }
    }
    this.walk(container, macros, false);
  }

  private typeAt(chain: readonly string[]): FieldType | undefined {
    let type: FieldType | undefined = this.variables;
    for (const name of chain) type = typeof type === 'object' ? type[name] : undefined;
    return type;
  }

  private chain(node: SyntaxNode, macros: number): void {
    const chain = chainOf(node);
    if (!chain) {
      const [left, name] = node.args as [SyntaxNode, string];
      this.forbid(name, node.end);
      return this.walk(left, macros, false);
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
    const start = this.endOf(node, chain.length - 1) - chain[0]!.length;
    if (chain[0] === 'measures' && chain.length === 2) {
      this.insertions.push({ at: node.end, text: '.value' });
      this.readings.push({ path: [...chain, 'value'], start, end: node.end });
    } else this.readings.push({ path: chain, start, end: node.end });
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
      const later = ['z', 'mean', 'sd', 'baseline'].includes(name);
      const hint = later ? 'Baselines come in a later version.' : 'A measure has its value, and members when it counts distinct ones.';
      this.problems.push({ offset, code: later ? 'not-supported-yet' : 'unknown-field', message: `${parent} has no "${name}"`, hint });
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
