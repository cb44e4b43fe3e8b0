import { Ajv } from 'ajv';
import { eventKinds } from '#event';
import { guardMistakes } from '#guard';
import { parseDuration, nearest } from '#kernel';
import { schemaFindings, type Finding, type ParsedDocument } from '#document';
import { externalMistakes } from './external-mistakes.ts';
import { pollerMistakes } from './poller-mistakes.ts';
import { authoredSettingsSchema, type AuthoredSettings } from './authored-settings.ts';
import { sourceMistakes } from './source-mistakes.ts';

const matches = new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true }).compile(authoredSettingsSchema);

/** Everything wrong with a configuration file, at its place: what the schema says, and then what a schema cannot say. */
export function checkSettings(document: ParsedDocument): readonly Finding[] {
  if (document.findings.some((finding) => finding.severity === 'error')) return document.findings;
  if (!matches(document.value ?? {})) return [...document.findings, ...schemaFindings(document, matches.errors ?? [])];
  return [...document.findings, ...meaningFindings(document, (document.value ?? {}) as AuthoredSettings)];
}

function meaningFindings(document: ParsedDocument, authored: AuthoredSettings): Finding[] {
  const findings: Finding[] = [];
  const report = (pointer: string, code: string, message: string, more: { hint?: string; suggestion?: string } = {}): void => {
    findings.push({ file: document.file, ...document.locate(pointer), severity: 'error', code, message, ...more });
  };
  const secret = (pointer: string, reference: string | undefined): void => {
    if (reference === undefined || /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/s.test(reference)) return;
    // The text itself is never repeated: it may be the very secret, and findings end in logs.
    report(pointer, 'inline-secret', 'a secret must not stand in the file itself', {
      hint: 'Write env:NAME for an environment variable, or file:PATH for a file.',
    });
  };
  authored.write_keys?.forEach((writeKey, index) => secret(`/write_keys/${index}/secret`, writeKey.secret));
  authored.admin_keys?.forEach((adminKey, index) => secret(`/admin_keys/${index}/secret`, adminKey.secret));
  secret('/privacy_key', authored.privacy_key);
  authored.vault_keys?.forEach((reference, index) => secret(`/vault_keys/${index}`, reference));
  const { redis } = authored;
  if (redis !== undefined && !/^(env:|file:)/.test(redis)) {
    if (!/^(rediss?:\/\/|redis-cluster:\/\/|unix:\/)/.test(redis)) {
      report('/redis', 'wrong-form', '"redis" is not an address of Redis', {
        hint: 'Write redis://host:port, rediss://…, redis-cluster://host:port,host:port or unix:/path.',
      });
    } else if (/\/\/[^/]*@/.test(redis)) secret('/redis', 'inline');
  }
  for (const [name, account] of Object.entries(authored.accounts ?? {})) {
    const pointer = `/accounts/${name}`;
    secret(`${pointer}/secret`, account.secret);
    secret(`${pointer}/app_secret`, account.app_secret);
    secret(`${pointer}/signing_secret`, account.signing_secret);
    const url = URL.canParse(account.url) ? new URL(account.url) : undefined;
    if (url === undefined || (url.protocol !== 'https:' && !(url.protocol === 'http:' && account.allow_private === true))) {
      report(`${pointer}/url`, 'wrong-form', `"${name}" needs an https address`, { hint: 'Only with allow_private: true may it be http.' });
    } else if (url.password !== '' || url.username !== '') secret(`${pointer}/url`, 'inline');
    if (account.secret === undefined && account.type !== 'slack') {
      report(pointer, 'missing-field', `the field "secret" is missing for an account of type ${account.type}`, {
        hint: 'Write secret: env:NAME.',
      });
    }
    for (const [field, type] of [
      ['channel', 'slack'],
      ['signing_secret', 'slack'],
      ['approvers', 'slack'],
      ['audiences', 'meta-ads'],
      ['app_secret', 'meta-ads'],
      ['ad_account', 'meta-ads'],
      ['extern_ids', 'meta-ads'],
      ['country_code', 'meta-ads'],
    ] as const) {
      if (account[field] !== undefined && account.type !== type) {
        report(`${pointer}/${field}`, 'unknown-field', `"${field}" is only for accounts of type ${type}`);
      }
    }
  }
  const external = authored.text?.external;
  for (const [name, reference] of Object.entries(external?.headers ?? {})) secret(`/text/external/headers/${name}`, reference);
  for (const { field, code, message, hint } of external === undefined ? [] : externalMistakes(external))
    report(`/text/external${field}`, code, message, { hint });
  for (const [name, one] of Object.entries(authored.pollers ?? {})) {
    const pointer = `/pollers/${name}`;
    for (const field of ['secret', 'app_secret', 'developer_token'] as const) secret(`${pointer}/${field}`, one[field]);
    for (const { field, code, message, hint } of pollerMistakes(one)) report(`${pointer}${field}`, code, message, { hint });
  }
  for (const [name, source] of Object.entries(authored.sources ?? {})) {
    source.secrets?.forEach((reference, index) => secret(`/sources/${name}/secrets/${index}`, reference));
    secret(`/sources/${name}/verify_token`, source.verify_token);
    if (name === 'slack-interactivity') report(`/sources/${name}`, 'not-allowed', 'this name is the address of Slack’s buttons');
    for (const { field, code, message, ...more } of sourceMistakes(source)) report(`/sources/${name}${field}`, code, message, more);
  }
  for (const { pointer, code, message, ...more } of guardMistakes(authored.guards ?? {})) report(`/guards${pointer}`, code, message, more);
  if (authored.normalise?.rates !== undefined && authored.normalise.currency === undefined)
    report('/normalise/rates', 'missing-field', 'rates need "currency"', {
      hint: 'Write currency: PLN, the currency that amounts shall stand in too.',
    });
  if (authored.guards?.rates !== undefined && authored.guards.currency === undefined)
    report('/guards/rates', 'missing-field', 'rates need "currency"', {
      hint: 'Write currency: EUR, the currency in which the rates are given.',
    });
  if (authored.delivery?.takeover !== undefined && (parseDuration(authored.delivery.takeover) ?? 0) < 5_000)
    report('/delivery/takeover', 'not-allowed', '"takeover" must be at least 5s');
  const { custom, models, position } = authored.attribution ?? {};
  if (models?.includes('custom') === true && custom === undefined)
    report('/attribution/models', 'missing-field', 'the model "custom" needs "custom"', {
      hint: 'Write custom: the weight of a touch in CEL.',
    });
  if (position !== undefined && position.first + position.last > 1)
    report('/attribution/position', 'not-allowed', '"first" and "last" must not sum to more than 1');
  for (const [name, { account, floor = 0, ceiling = Infinity }] of Object.entries(authored.budgets?.channels ?? {})) {
    const pointer = `/budgets/channels/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const accounts = Object.keys(authored.accounts ?? {});
    if (account !== undefined && !accounts.includes(account)) {
      const near = nearest(account, accounts);
      report(`${pointer}/account`, 'unknown-account', `there is no account "${account}"`, near === undefined ? {} : { suggestion: near });
    }
    if (floor > ceiling) report(`${pointer}/floor`, 'contradiction', '"floor" must not be above "ceiling"');
  }
  const { every: drafted = '1d', stage_wait: stageWait = '7d' } = authored.budgets ?? {};
  if ((parseDuration(drafted) ?? 0) < 3_600_000) report('/budgets/every', 'not-allowed', '"every" must be at least 1h');
  if ((parseDuration(stageWait) ?? 0) < 3 * 86_400_000) report('/budgets/stage_wait', 'not-allowed', '"stage_wait" must be at least 3d');
  const types = eventKinds.map((kind) => kind.type);
  const known = (on: string, pointer: string): void => {
    const word = types.includes(on) || on.startsWith('product.') ? undefined : nearest(on, types);
    if (word !== undefined) report(pointer, 'unknown-event', `there is no event "${on}"`, { suggestion: word });
  };
  authored.lead?.points?.forEach(({ on }, index) => known(on, `/lead/points/${index}/on`));
  const learned = authored.lead?.learned;
  learned?.foretell_on.forEach((on, index) => known(on, `/lead/learned/foretell_on/${index}`));
  learned?.converted_on.forEach(({ on }, index) => known(on, `/lead/learned/converted_on/${index}/on`));
  learned?.counts?.forEach((on, index) => known(on, `/lead/learned/counts/${index}`));
  for (const [name, { on, known_at: stage }] of Object.entries(learned?.columns ?? {})) {
    on.forEach((type, index) => known(type, `/lead/learned/columns/${name}/on/${index}`));
    const stages = learned?.stages ?? [];
    if (stage === undefined || stages.includes(stage)) continue;
    const near = nearest(stage, stages);
    report(`/lead/learned/columns/${name}/known_at`, 'unknown-stage', `there is no stage "${stage}"`, {
      ...(near === undefined ? {} : { suggestion: near }),
      hint: stages.length === 0 ? 'Write the stages in order: stages: [form, call, offer].' : `The stages are ${stages.join(', ')}.`,
    });
  }
  authored.experiments?.converted_on?.forEach(({ on }, index) => known(on, `/experiments/converted_on/${index}/on`));
  const horizon = parseDuration(learned?.horizon ?? '14d') ?? 0;
  const kept = parseDuration(authored.retention?.state ?? '90d') ?? 0;
  if ((parseDuration(authored.experiments?.horizon ?? '0s') ?? 0) > kept)
    report('/experiments/horizon', 'contradiction', '"horizon" is longer than contacts are remembered', {
      hint: 'Shorten it, or let retention.state be longer.',
    });
  if (learned !== undefined && horizon > kept)
    report('/lead/learned/horizon', 'contradiction', '"horizon" is longer than contacts are remembered', {
      hint: 'Shorten it, or let retention.state be longer.',
    });
  const names = new Set<string>();
  authored.topics?.forEach(({ name }, index) => {
    if (names.has(name))
      report(`/topics/${index}/name`, 'duplicate', `the topic "${name}" stands here twice`, { hint: 'Join their words.' });
    names.add(name);
  });
  if (authored.replicas !== undefined && authored.durability !== undefined && authored.durability !== 'replicated') {
    report('/replicas', 'contradiction', `"replicas" means nothing with durability ${authored.durability}`, {
      hint: 'Write durability: replicated.',
    });
  }
  const { high = 0, full = 1 } = authored.memory_gate ?? {};
  if (high > full) report('/memory_gate/high', 'contradiction', '"high" must not be above "full"');
  if ((parseDuration(authored.lease ?? '10s') ?? 0) < 1_000) report('/lease', 'not-allowed', '"lease" must be at least 1s');
  return findings;
}
