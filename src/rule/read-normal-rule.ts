import type { RuleFile } from './check-rules.ts';
import { normalise } from './normalise.ts';
import type { NormalRule } from './normal-rule.ts';
import { readRuleDocument } from './rule-document.ts';

/** The rule in a file in its normal form, for those who look at what it says; undefined when the file has not the shape of a rule. */
export function readNormalRule(file: RuleFile): NormalRule | undefined {
  const { rule } = readRuleDocument(file.text, file.path);
  return rule && normalise(rule.authored);
}
