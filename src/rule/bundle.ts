import type { ScoredEvent } from '#event';
import type { CallAccounts } from './accounts.ts';
import type { CompiledRule, RuleBundle } from './compiled-rule.ts';
import type { IndexedRule } from './compile.ts';
import { contentHash } from './content-hash.ts';
import { restoreStep } from './restore-step.ts';

const NONE: readonly CompiledRule[] = Object.freeze([]);
/** Stands for every value that no rule names; YAML texts cannot hold it unless they escape it. */
const UNKNOWN = '\u0000';

/** Puts compiled rules together into one set that switches at once. Its hash names the rules by content, in any order of files. `accounts` are those the rules were compiled against. */
export function makeBundle(rules: readonly IndexedRule[], accounts: CallAccounts): RuleBundle {
  const sorted = [...rules].sort((a, b) => (a.compiled.name < b.compiled.name ? -1 : 1));
  const byType = new Map<string, TypeIndex>();
  for (const rule of sorted) {
    for (const type of rule.compiled.types) {
      let index = byType.get(type);
      if (!index) byType.set(type, (index = new TypeIndex()));
      index.add(rule);
    }
  }
  return {
    hash: contentHash(sorted.map(({ compiled }) => [compiled.name, compiled.version, compiled.mode])),
    rules: new Map(sorted.map(({ compiled }) => [compiled.name, compiled])),
    steps: (source) => source.map((one) => restoreStep(one, accounts)),
    candidates: (event) => byType.get(event.type)?.find(event) ?? NONE,
  };
}

/**
 * The rules of one event type. A rule that asks for `event.data.platform == "x"` is found only by events that say so. Answers are remembered
 * by the combination of known values an event has, so asking allocates nothing but a short key, and there are few combinations: values that
 * no rule names count as one.
 */
class TypeIndex {
  private readonly rules: { rule: CompiledRule; path?: string; values?: readonly string[] }[] = [];
  private readonly paths = new Map<string, { path: readonly string[]; known: Set<string> }>();
  private readonly answers = new Map<string, readonly CompiledRule[]>();

  add({ compiled, equalities }: IndexedRule): void {
    const equality = equalities.find((one) => one.path[0] !== 'type');
    if (!equality) {
      this.rules.push({ rule: compiled });
      return;
    }
    const name = equality.path.join('.');
    let entry = this.paths.get(name);
    if (!entry) this.paths.set(name, (entry = { path: equality.path, known: new Set() }));
    for (const value of equality.values) entry.known.add(value);
    this.rules.push({ rule: compiled, path: name, values: equality.values });
  }

  find(event: ScoredEvent): readonly CompiledRule[] {
    let key = '';
    for (const { path, known } of this.paths.values()) {
      const value = valueAt(event, path);
      const word = typeof value === 'string' && known.has(value) ? value : UNKNOWN;
      // One path, the usual case, needs no key to be put together.
      key = this.paths.size === 1 ? word : `${key}${word.length}:${word}`;
    }
    const answer = this.answers.get(key);
    if (answer) return answer;
    const rules = this.rules.filter((one) => {
      if (one.path === undefined) return true;
      const value = valueAt(event, this.paths.get(one.path)!.path);
      return typeof value === 'string' && one.values!.includes(value);
    });
    const found = Object.freeze(rules.map((one) => one.rule));
    this.answers.set(key, found);
    return found;
  }
}

function valueAt(event: object, path: readonly string[]): unknown {
  let value: unknown = event;
  for (const name of path) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return value;
}
