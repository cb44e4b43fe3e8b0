import type { CallAccounts } from './accounts.ts';
import type { CompiledRule, RuleBundle } from './compiled-rule.ts';
import type { IndexedRule } from './compile.ts';
import { contentHash } from '#kernel';
import { type CompiledSegment, SegmentSet } from '#segment';
import { restoreStep } from './restore-step.ts';
import { RuleIndex, type Listening } from './rule-index.ts';

const NONE: readonly CompiledRule[] = Object.freeze([]);

/** Puts compiled rules together into one set that switches at once. Its hash names the rules by content, in any order of files. `accounts` are those the rules were compiled against. */
export function makeBundle(rules: readonly IndexedRule[], accounts: CallAccounts, segments: readonly CompiledSegment[] = []): RuleBundle {
  const sorted = [...rules].sort((a, b) => (a.compiled.name < b.compiled.name ? -1 : 1));
  const listening = new Map<string, Listening[]>();
  for (const { compiled, listens } of sorted) {
    for (const { types, tests } of listens) {
      for (const type of types) {
        // A rule that asks for another type never hears of this one.
        if (tests.some((test) => test.path[0] === 'type' && 'values' in test && !test.values.includes(type))) continue;
        const one = { compiled, tests: tests.filter((test) => test.path[0] !== 'type') };
        const list = listening.get(type);
        if (list) list.push(one);
        else listening.set(type, [one]);
      }
    }
  }
  const byType = new Map([...listening].map(([type, list]) => [type, new RuleIndex(list)]));
  return {
    hash: contentHash([
      ...sorted.map(({ compiled }) => [compiled.name, compiled.version, compiled.mode]),
      ...segments.map(({ name, version }) => [name, version]),
    ]),
    splits: rules.some(({ compiled }) => compiled.splits === true),
    ...(segments.length > 0 && { segments: new SegmentSet(segments), readsSegments: typesOfReaders(rules) }),
    readsCredit: sorted.some(({ compiled }) => compiled.readsCredit === true),
    rules: new Map(sorted.map(({ compiled }) => [compiled.name, compiled])),
    steps: (source) => source.map((one) => restoreStep(one, accounts)),
    hears: (type) => byType.has(type),
    candidates: (event) => byType.get(event.type)?.find(event) ?? NONE,
  };
}

function typesOfReaders(rules: readonly IndexedRule[]): ReadonlySet<string> {
  const readers = rules.filter(({ compiled }) => compiled.readsSegments === true);
  return new Set(readers.flatMap(({ listens }) => listens.flatMap(({ types }) => types)));
}
