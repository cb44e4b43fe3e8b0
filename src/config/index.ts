export { authoredSettingsSchema, type AuthoredSettings } from './authored-settings.ts';
export { keptKeys, type KeptKeys } from './kept-keys.ts';
export { loadSettings, type LoadedSettings, type SettingsFlags } from './load-settings.ts';
export { packageFolder } from './package-folder.ts';
export { ruleSettings, type RuleSettings } from './rule-settings.ts';
export { describeSettings } from './describe-settings.ts';
export type { Account, AdminKey, Durability, Settings, WriteKey } from './settings.ts';
export type { OwnMapping, OwnSignature, Source } from './source.ts';
export { sourceTypes, type SourceType } from './source-types.ts';
