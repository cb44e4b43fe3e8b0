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

/** The files of the shipped rules. */
export function shippedRuleFiles({ rulesFolder }: Settings): Promise<RuleFile[]> {
  return readRuleFolder(rulesFolder!);
}

/** The shipped rules, active. */
export async function shippedRules(from: Settings): Promise<RuleBundle> {
  const { bundle, findings } = checkRules(await shippedRuleFiles(from));
  if (!bundle) throw new Error(`the shipped rules have mistakes: ${JSON.stringify(findings)}`);
  return bundle;
}
