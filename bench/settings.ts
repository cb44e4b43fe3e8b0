import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, type Settings } from '#config';
import { checkRules, readRuleFolder, type RuleBundle, type RuleFile } from '#rule';
import { sandboxAccounts } from '#sandbox';

let settings: Settings | undefined;

/** The default settings, as a user starts with, with the sandbox's accounts so that rules act. */
export function benchSettings(): Settings {
  settings ??= loadSettings({
    environment: {},
    flags: {
      dataFolder: mkdtempSync(join(tmpdir(), 'crosscurrent-bench-')),
      accounts: sandboxAccounts('http://127.0.0.1:9'),
      writeKey: 'bench',
    },
  }).settings;
  return settings;
}

/** Ten shipped rules by name, so that figures of one month can be set beside those of another while the library of rules grows. */
const measuredRules = [
  'brand/influencer-mention',
  'brand/product-buzz-retarget',
  'brand/viral-share',
  'budget/click-flood',
  'budget/cost-per-lead',
  'care/angry-customer-with-reach',
  'care/complaint-wave',
  'care/review-bombing',
  'lead/high-value-thanks',
  'lead/hot-lead',
];

/** The files of the rules that are measured. */
export async function shippedRuleFiles({ rulesFolder }: Settings): Promise<RuleFile[]> {
  const files = await readRuleFolder(rulesFolder!);
  const chosen = files.filter(({ path }) => measuredRules.some((name) => path.endsWith(`${name}.yaml`)));
  if (chosen.length !== measuredRules.length)
    throw new Error(`of the rules to measure only these are there: ${chosen.map(({ path }) => path).join(', ')}`);
  return chosen;
}

/** The shipped rules, active. */
export async function shippedRules(from: Settings): Promise<RuleBundle> {
  const { bundle, findings } = checkRules(await shippedRuleFiles(from));
  if (!bundle) throw new Error(`the shipped rules have mistakes: ${JSON.stringify(findings)}`);
  return bundle;
}
