import { join, resolve } from 'node:path';
import { parseDuration } from '#kernel';
import type { AuthoredSettings } from './authored-settings.ts';
import { normaliseSettings } from './normalise-settings.ts';
import { packageFolder } from './package-folder.ts';
import { readSettings } from './read-settings.ts';
import type { Account } from './settings.ts';

/** What the configuration says of rules. `stateRetention` is milliseconds; `rulesMode` is undefined when every rule acts as it says. */
export interface RuleSettings {
  readonly accounts: readonly Pick<Account, 'name' | 'type'>[];
  readonly rulesFolder: string;
  readonly rulesMode: 'shadow' | 'active' | undefined;
  readonly stateRetention: number;
}

/**
 * Reads of a configuration file only what checking rules needs. Secrets are neither followed nor made, so this works where there are none, such as on a build machine.
 * Throws `invalid-settings` when the file cannot be read or has mistakes.
 */
export function ruleSettings(file: string): RuleSettings {
  const { accounts, rules, retention } = normaliseSettings(readSettings(file).value as AuthoredSettings);
  return {
    accounts: Object.entries(accounts).map(([name, { type }]) => ({ name, type })),
    rulesFolder: rules.folder === undefined ? join(packageFolder(), 'rules') : resolve(rules.folder),
    rulesMode: rules.mode === 'own' ? undefined : rules.mode,
    stateRetention: parseDuration(retention.state) ?? 0,
  };
}
