import { parseSyntax, type SyntaxNode } from '#expression';
import { pathOf } from '#rule';
import type { RuleWords } from './rule-words.ts';

/** Says CEL text in plain words; `measures` are what the names of measures stand for. Text that cannot be parsed is said as it is. */
export function sayCondition(text: string, words: RuleWords, measures: ReadonlyMap<string, string> = new Map()): string {
  const tree = parseSyntax(text);
  return tree === undefined ? text : new Speaker(text, words, measures).say(tree);
}

const binding: { readonly [op: string]: number } = { '||': 1, '&&': 2 };

class Speaker {
  private readonly text: string;
  private readonly words: RuleWords;
  private readonly measures: ReadonlyMap<string, string>;

  constructor(text: string, words: RuleWords, measures: ReadonlyMap<string, string>) {
    this.text = text;
    this.words = words;
    this.measures = measures;
  }

  say(node: SyntaxNode): string {
    const path = pathOf(node);
    if (path !== undefined) return this.field(path);
    const args = node.args as SyntaxNode[];
    switch (node.op) {
      case 'value':
        return typeof node.args === 'string' ? `"${node.args}"` : String(node.args as number | bigint | boolean);
      case 'list':
        return args.map((one) => this.say(one)).join(', ');
      case '&&':
      case '||':
        return args.map((one) => this.inside(one, node.op)).join(` ${node.op === '&&' ? this.words.and : this.words.or} `);
      case '!_':
        return this.denied(node.args as SyntaxNode);
      case '-_':
        return `-${this.say(node.args as SyntaxNode)}`;
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.comparison(args[0]!, node.op, args[1]!);
      case 'in':
        return this.words.among(this.say(args[0]!), this.say(args[1]!));
      case '/':
        return this.words.divided(this.say(args[0]!), this.say(args[1]!));
      case '+':
      case '-':
      case '*':
      case '%':
        return `${this.say(args[0]!)} ${node.op} ${this.say(args[1]!)}`;
      case '[]': {
        const [of, key] = args as [SyntaxNode, SyntaxNode];
        return key.op === 'value' && typeof key.args === 'string' && pathOf(of) !== undefined ? key.args : this.asWritten(node);
      }
      case 'call': {
        const [name, inner] = node.args as [string, SyntaxNode[]];
        const asked = name === 'has' && inner[0] ? pathOf(inner[0]) : undefined;
        if (asked !== undefined) return this.words.has(this.field(asked));
        if (name === 'coalesce' && inner.length === 2) return this.words.fallback(this.say(inner[0]!), this.say(inner[1]!));
        return this.asWritten(node);
      }
      case 'rcall':
        return this.method(node);
      default:
        return node.op === 'id' && node.args === 'now' ? this.words.now : this.asWritten(node);
    }
  }

  private comparison(left: SyntaxNode, op: string, right: SyntaxNode): string {
    const type = pathOf(left) === 'event.type' && op === '==' && typeof right.args === 'string' ? right.args : undefined;
    if (type !== undefined) return this.words.areOf(this.words.events.get(type) ?? type);
    const counted = left.op === 'call' ? (left.args as [string, SyntaxNode[]]) : undefined;
    const list = counted?.[0] === 'size' && counted[1][0] ? pathOf(counted[1][0]) : undefined;
    // Whether a list has anything in it is whether there is such a thing.
    if (list !== undefined && op === '>' && String(right.args) === '0') return this.words.has(this.field(list));
    return this.words.compare(this.say(left), op, this.say(right));
  }

  private inside(node: SyntaxNode, op: string): string {
    const said = this.say(node);
    return (binding[node.op] ?? 3) < binding[op]! ? `(${said})` : said;
  }

  private denied(node: SyntaxNode): string {
    const [name, inner] = node.op === 'call' ? (node.args as [string, SyntaxNode[]]) : ['', []];
    const asked = name === 'has' && inner[0] ? pathOf(inner[0]) : undefined;
    return asked === undefined ? this.words.not(this.say(node)) : this.words.lacks(this.field(asked));
  }

  private method(node: SyntaxNode): string {
    const [name, receiver, inner] = node.args as [string, SyntaxNode, SyntaxNode[]];
    // Loops over lists have no short words that would be plainer than what was written.
    if (inner.some((one) => typeof one !== 'object' || !('op' in one)) || inner[0]?.op === 'id') return this.asWritten(node);
    return this.words.method(name, this.say(receiver), inner.map((one) => this.say(one)).join(', '));
  }

  private field(path: string): string {
    const [root, ...names] = path.split('.');
    if (root === 'measures') {
      const known = this.measures.get(names[0] ?? '');
      const part = names[1];
      if (known !== undefined && (part === 'z' || part === 'expected' || part === 'spread')) return this.words.usual(part, known);
      if (known !== undefined) return names.length === 1 ? known : `${names.slice(1).join('.')} (${known})`;
    }
    if (root === 'match' && names.length > 1) {
      const step = `event.${names.slice(1).join('.')}`;
      return this.words.ofStep(this.words.fields.get(step) ?? names.at(-1)!, names[0]!);
    }
    return this.words.fields.get(path) ?? names.at(-1) ?? path;
  }

  private asWritten(node: SyntaxNode): string {
    return this.text.slice(node.start, node.end);
  }
}
