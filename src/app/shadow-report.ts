import type { JournalEntry } from '#action';

/** What a rule in shadow mode would have done. Times are epoch milliseconds. */
export interface ShadowRule {
  readonly rule: string;
  readonly versions: readonly string[];
  readonly fired: number;
  readonly groups: number;
  readonly busiest: readonly { readonly group: string; readonly fired: number }[];
  readonly first?: number;
  readonly last?: number;
  /** Why it fired last. */
  readonly because?: string;
  readonly actions: readonly { readonly connector: string; readonly operation: string; readonly count: number; readonly members: number }[];
}

const BUSIEST = 5;

/** Sums up journal entries of rules in shadow mode, the busiest rule first. Pure. */
export function shadowReport(entries: readonly JournalEntry[]): ShadowRule[] {
  const byRule = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    const list = byRule.get(entry.rule);
    if (list) list.push(entry);
    else byRule.set(entry.rule, [entry]);
  }
  const rules = [...byRule].map(([rule, list]) => ruleOf(rule, list));
  return rules.toSorted((a, b) => b.fired - a.fired || (a.rule < b.rule ? -1 : 1));
}

function ruleOf(rule: string, entries: readonly JournalEntry[]): ShadowRule {
  const groups = new Map<string, number>();
  const actions = new Map<string, { connector: string; operation: string; count: number; members: number }>();
  let fired = 0;
  let latest: Extract<JournalEntry, { kind: 'fired' }> | undefined;
  let first: number | undefined;
  for (const entry of entries) {
    if (entry.kind === 'fired') {
      fired++;
      groups.set(entry.key, (groups.get(entry.key) ?? 0) + 1);
      first = Math.min(first ?? entry.at, entry.at);
      if (latest === undefined || entry.at >= latest.at) latest = entry;
      continue;
    }
    const { connector, operation, members = 0 } = entry;
    const name = `${connector} ${operation}`;
    const action = actions.get(name) ?? { connector, operation, count: 0, members: 0 };
    action.count++;
    action.members += members;
    actions.set(name, action);
  }
  const busiest = [...groups].toSorted((a, b) => b[1] - a[1]).slice(0, BUSIEST);
  return {
    rule,
    versions: [...new Set(entries.map((entry) => entry.version))],
    fired,
    groups: groups.size,
    busiest: busiest.map(([group, times]) => ({ group, fired: times })),
    ...(first === undefined ? {} : { first }),
    ...(latest === undefined ? {} : { last: latest.at, because: latest.because }),
    actions: [...actions.values()].toSorted((a, b) => b.count - a.count),
  };
}
