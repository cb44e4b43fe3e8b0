import { formatFinding, type Finding } from '#document';
import type { RuleDesk } from '#ingest';
import type { CompiledRule, RuleBundle } from '#rule';
import { explainRule, type ExplainParts } from './explain-rule.ts';
import { readDecisions } from './read-decisions.ts';
import { readAcks } from './rule-acks.ts';

/** RuleDesk over the rules of this process and what Redis holds. `findings` are what the last look at the rules folder found; `machineNow` is the machine's clock, which acknowledgements go by. */
export function createRuleDesk(
  parts: ExplainParts & {
    readonly rules: () => RuleBundle;
    readonly findings: () => readonly Finding[];
    readonly machineNow: () => number;
  },
): RuleDesk {
  const { client, keys, rules, findings, machineNow } = parts;
  const find = (name: string): CompiledRule | undefined => rules().rules.get(name);
  return {
    async all() {
      const { hash, rules: all } = rules();
      const found = findings();
      return {
        hash,
        rules: [...all.values()].map(({ name, version, mode, summary }) => ({ name, version, mode, summary })),
        refused: found.some((one) => one.severity === 'error'),
        findings: found.map(formatFinding),
        workers: await readAcks(client, keys, machineNow()),
      };
    },
    async one(name) {
      const rule = find(name);
      if (rule === undefined) return undefined;
      const { version, mode, summary, because, types, measures, cooldown, purposes, workflow, errors } = rule;
      return {
        name,
        version,
        rules: rules().hash,
        mode,
        summary,
        because,
        on: types,
        conditions: (rule.conditions?.() ?? []).map((one) => one.text),
        measures: measures.map((one) => ({ name: one.name, fn: one.fn, window: one.window })),
        cooldown,
        consent: purposes,
        steps: workflow.map((step) => ({ id: step.id, kind: step.kind })),
        errors: { ...errors },
      };
    },
    async explain(name, key, last) {
      const rule = find(name);
      return rule && explainRule(parts, rule, key, last);
    },
    async decisions(name, last) {
      const rule = find(name);
      return rule && { rule: name, decisions: await readDecisions(parts, rule, { most: last }) };
    },
  };
}
