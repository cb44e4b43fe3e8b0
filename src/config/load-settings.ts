import { dirname, join, resolve } from 'node:path';
import type { RateDay } from '#guard';
import { formatFinding, type Finding, type ParsedDocument } from '#document';
import { CrosscurrentError } from '#kernel';
import type { AuthoredSettings } from './authored-settings.ts';
import { keptKeys } from './kept-keys.ts';
import { normaliseSettings, type NormalisedSettings } from './normalise-settings.ts';
import { packageFolder } from './package-folder.ts';
import { readRates } from './read-rates.ts';
import { readSettings } from './read-settings.ts';
import { resolveSecret } from './resolve-secret.ts';
import { settle, type Secrets } from './settle-settings.ts';
import type { Account, Settings } from './settings.ts';

/** What the command line may say; it outranks the environment, which outranks the file, which outranks the defaults. */
export interface SettingsFlags {
  readonly host?: string;
  readonly port?: number;
  readonly redis?: string;
  readonly dataFolder?: string;
  /** The only write key, booked under the source `default`. */
  readonly writeKey?: string;
  readonly rulesFolder?: string;
  readonly rulesMode?: 'own' | 'shadow' | 'active';
  readonly partitions?: number;
  readonly durability?: 'fsync' | 'relaxed' | 'replicated';
  /** Further accounts, those of a sandbox: an account of the file goes before one of the same name. With any of them the rules act as they say. */
  readonly accounts?: readonly Account[];
}

/** Settings ready to run with, and what the person who starts the engine should be told once. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** The configuration in its normal form, without secrets, fit to be shown. */
  readonly normalised: NormalisedSettings;
  readonly notices: readonly string[];
}

/**
 * Reads the settings of an engine: defaults, then the file, then the environment (REDIS_URL, CROSSCURRENT_DATA, CROSSCURRENT_HOST, CROSSCURRENT_PORT, CROSSCURRENT_WRITE_KEY), then flags.
 * Makes and keeps a privacy key and a write key when none is named. The result is deeply frozen.
 * Throws `invalid-settings`, one finding a line with its place, when the file has mistakes.
 */
export function loadSettings(from: {
  readonly file?: string;
  readonly environment?: { readonly [name: string]: string | undefined };
  readonly flags?: SettingsFlags;
}): LoadedSettings {
  const environment = from.environment ?? {};
  const flags = { ...environmentFlags(environment), ...from.flags };
  const document = from.file === undefined ? undefined : readSettings(from.file);
  const authored = overrule((document?.value ?? {}) as AuthoredSettings, flags);
  const normalised = normaliseSettings(authored);

  const notices: string[] = [];
  const secrets = readSecrets(normalised, document, environment);
  const dataFolder = resolve(normalised.data_folder);
  const writeKeys = flags.writeKey === undefined ? secrets.writeKeys : [{ key: flags.writeKey, source: 'default' }];
  const kept = secrets.privacyKey === undefined || writeKeys.length === 0 ? keptKeys(dataFolder) : undefined;
  if (kept?.fresh === true && writeKeys.length === 0) {
    notices.push(`A write key was made for you: ${kept.writeKey} (kept in ${join(dataFolder, 'keys.json')}; shown only this once)`);
  }
  const own = Object.keys(normalised.accounts);
  const extra = (flags.accounts ?? []).filter(({ name }) => !own.includes(name));
  const settings = settle(normalised, {
    secrets: {
      ...secrets,
      privacyKey: secrets.privacyKey ?? kept!.privacyKey,
      writeKeys: writeKeys.length > 0 ? writeKeys : [{ key: kept!.writeKey, source: 'default' }],
    },
    dataFolder,
    rulesFolder: normalised.rules.folder === undefined ? join(packageFolder(), 'rules') : resolve(normalised.rules.folder),
    extraAccounts: extra,
    rateDays: rateDaysOf(normalised, document),
  });
  return { settings, normalised, notices };
}

/** The days of the table of rates, where one is named; its mistakes are told at their places. */
function rateDaysOf({ normalise }: NormalisedSettings, document: ParsedDocument | undefined): readonly RateDay[] | undefined {
  if (normalise.rates === undefined) return undefined;
  const read = readRates(resolve(document === undefined ? '.' : dirname(document.file), normalise.rates));
  refuse(read.findings);
  return read.days;
}

function refuse(findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new CrosscurrentError('invalid-settings', errors.map(formatFinding).join('\n'));
}

function environmentFlags(environment: { readonly [name: string]: string | undefined }): SettingsFlags {
  const { REDIS_URL, CROSSCURRENT_DATA, CROSSCURRENT_HOST, CROSSCURRENT_PORT, CROSSCURRENT_WRITE_KEY } = environment;
  const port = CROSSCURRENT_PORT ? Number(CROSSCURRENT_PORT) : undefined;
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new CrosscurrentError('invalid-settings', 'The environment variable CROSSCURRENT_PORT must be a port number, 0 to 65535.');
  }
  return {
    ...(REDIS_URL && { redis: REDIS_URL }),
    ...(CROSSCURRENT_DATA && { dataFolder: CROSSCURRENT_DATA }),
    ...(CROSSCURRENT_HOST && { host: CROSSCURRENT_HOST }),
    ...(port !== undefined && { port }),
    ...(CROSSCURRENT_WRITE_KEY && { writeKey: CROSSCURRENT_WRITE_KEY }),
  };
}

function overrule(authored: AuthoredSettings, flags: SettingsFlags): AuthoredSettings {
  const mode = flags.rulesMode ?? (flags.accounts === undefined ? undefined : (authored.rules?.mode ?? 'own'));
  return {
    ...authored,
    ...(flags.redis !== undefined && { redis: flags.redis }),
    ...(flags.dataFolder !== undefined && { data_folder: flags.dataFolder }),
    ...(flags.partitions !== undefined && { partitions: flags.partitions }),
    ...(flags.durability !== undefined && { durability: flags.durability }),
    listen: {
      ...authored.listen,
      ...(flags.host !== undefined && { host: flags.host }),
      ...(flags.port !== undefined && { port: flags.port }),
    },
    rules: {
      ...authored.rules,
      ...(flags.rulesFolder !== undefined && { folder: flags.rulesFolder }),
      ...(mode !== undefined && { mode }),
    },
  };
}

/** Follows every reference of the configuration; all that lead nowhere are told at once. */
function readSecrets(
  normalised: NormalisedSettings,
  document: ParsedDocument | undefined,
  environment: { readonly [name: string]: string | undefined },
): Omit<Secrets, 'privacyKey'> & { readonly privacyKey: string | undefined } {
  const findings: Finding[] = [];
  const folder = document === undefined ? '.' : dirname(document.file);
  const follow = (pointer: string, reference: string | undefined): string | undefined => {
    if (reference === undefined) return undefined;
    const resolved = resolveSecret(reference, folder, environment);
    if ('value' in resolved) return resolved.value;
    const place = document?.locate(pointer) ?? { line: 1, column: 1 };
    findings.push({
      file: document?.file ?? 'settings',
      ...place,
      severity: 'error',
      code: 'missing-secret',
      message: resolved.problem,
      hint: 'Set it and start again.',
    });
    return undefined;
  };
  const followKey = (pointer: string, reference: string | undefined, name: string): string | undefined => {
    const key = follow(pointer, reference);
    if (key !== undefined && Buffer.from(key, 'base64').length !== 32) {
      findings.push({
        file: document?.file ?? 'settings',
        ...(document?.locate(pointer) ?? { line: 1, column: 1 }),
        severity: 'error',
        code: 'wrong-form',
        message: `the ${name} key is not 32 bytes in base64`,
        hint: 'Make one with: openssl rand -base64 32',
      });
    }
    return key;
  };
  const { redis } = normalised;
  const redisUrl = redis !== undefined && /^(env|file):/.test(redis) ? follow('/redis', redis) : redis;
  const privacyKey = followKey('/privacy_key', normalised.privacy_key, 'privacy');
  const vaultKeys = normalised.vault_keys.map((reference, index) => followKey(`/vault_keys/${index}`, reference, 'vault') ?? '');
  const writeKeys = normalised.write_keys.map(({ source, secret }, index) => ({
    source,
    key: follow(`/write_keys/${index}/secret`, secret) ?? '',
  }));
  const adminKeys = normalised.admin_keys.map(({ name, secret }, index) => ({
    name,
    key: follow(`/admin_keys/${index}/secret`, secret) ?? '',
  }));
  const accounts = new Map(
    Object.entries(normalised.accounts).map(([name, account]) => {
      const secret = follow(`/accounts/${name}/secret`, account.secret);
      const appSecret = follow(`/accounts/${name}/app_secret`, account.app_secret);
      const signingSecret = follow(`/accounts/${name}/signing_secret`, account.signing_secret);
      return [
        name,
        {
          ...(secret !== undefined && { secret }),
          ...(appSecret !== undefined && { appSecret }),
          ...(signingSecret !== undefined && { signingSecret }),
        },
      ];
    }),
  );
  const sources = new Map(
    Object.entries(normalised.sources).map(([name, source]) => {
      const verifyToken = follow(`/sources/${name}/verify_token`, source.verify_token);
      const all = (source.secrets ?? []).map((reference, index) => follow(`/sources/${name}/secrets/${index}`, reference) ?? '');
      return [name, { secrets: all, ...(verifyToken !== undefined && { verifyToken }) }];
    }),
  );
  const textHeaders: { [name: string]: string } = {};
  for (const [name, reference] of Object.entries(normalised.text.external?.headers ?? {}))
    textHeaders[name.toLowerCase()] = follow(`/text/external/headers/${name}`, reference) ?? '';
  refuse(findings);
  const pollers = new Map(
    Object.entries(normalised.pollers).map(([name, one]) => {
      const appSecret = follow(`/pollers/${name}/app_secret`, one.app_secret);
      const developerToken = follow(`/pollers/${name}/developer_token`, one.developer_token);
      const secret = follow(`/pollers/${name}/secret`, one.secret) ?? '';
      return [
        name,
        { secret, ...(appSecret === undefined ? {} : { appSecret }), ...(developerToken === undefined ? {} : { developerToken }) },
      ] as const;
    }),
  );
  return { redisUrl, privacyKey, vaultKeys, writeKeys, adminKeys, accounts, textHeaders, sources, pollers };
}
