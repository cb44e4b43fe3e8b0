import { normaliseGuards, type RateDay } from '#guard';
import { parseDuration } from '#kernel';
import type { LearnedLeadSettings } from '#lead';
import type { TextModelSettings } from '#text';
import type { NormalExternal, NormalisedLearned, NormalisedSettings } from './normalise-settings.ts';
import type { Poller } from './poller.ts';
import type { Account, AdminKey, Settings, WriteKey } from './settings.ts';
import { settleSource, shortestRetention, type SourceSecrets } from './settle-source.ts';

/** What the references of a configuration led to. */
export interface Secrets {
  readonly redisUrl: string | undefined;
  readonly privacyKey: string;
  readonly vaultKeys: readonly string[];
  readonly writeKeys: readonly WriteKey[];
  readonly adminKeys: readonly AdminKey[];
  readonly textHeaders: { readonly [name: string]: string };
  readonly sources: ReadonlyMap<string, SourceSecrets>;
  readonly pollers: ReadonlyMap<string, { readonly secret: string; readonly appSecret?: string; readonly developerToken?: string }>;
  readonly accounts: ReadonlyMap<string, { readonly secret?: string; readonly appSecret?: string; readonly signingSecret?: string }>;
}

/** Makes the settings the engine runs on, deeply frozen, from a normalised configuration and its secrets. Durations become milliseconds, folders are absolute. */
export function settle(
  normalised: NormalisedSettings,
  found: {
    readonly secrets: Secrets;
    readonly dataFolder: string;
    readonly rulesFolder: string;
    readonly extraAccounts: readonly Account[];
    readonly rateDays?: readonly RateDay[] | undefined;
  },
): Settings {
  const { secrets } = found;
  const { lead, attribution, retention, time } = normalised;
  const accounts = Object.entries(normalised.accounts).map(([name, account]): Account => {
    const { secret, appSecret, signingSecret } = secrets.accounts.get(name) ?? {};
    return {
      name,
      type: account.type,
      url: account.url,
      ...(secret !== undefined && { secret }),
      options: {
        ...(account.channel !== undefined && { channel: account.channel }),
        ...(signingSecret !== undefined && { signingSecret }),
        ...(account.approvers !== undefined && { approvers: account.approvers }),
        ...(account.audiences !== undefined && { audiences: account.audiences }),
        ...(appSecret !== undefined && { appSecret }),
        ...(account.ad_account !== undefined && { adAccount: account.ad_account }),
        ...(account.extern_ids !== undefined && { externIds: String(account.extern_ids) }),
        ...(account.currency !== undefined && { currency: account.currency }),
        ...(account.reaches_people === false && { reaches: 'no' }),
        ...(account.country_code !== undefined && { countryCode: account.country_code }),
      },
      perSecond: account.per_second,
      allowPrivate: account.allow_private,
    };
  });
  const sources = Object.entries(normalised.sources).map(([name, one]) => settleSource(name, one, secrets.sources.get(name)));
  return deepFreeze({
    partitions: normalised.partitions,
    redisUrl: secrets.redisUrl,
    dataFolder: found.dataFolder,
    durability:
      normalised.durability === 'replicated' ? { kind: 'replicated', replicas: normalised.replicas ?? 1 } : { kind: normalised.durability },
    host: normalised.listen.host,
    port: normalised.listen.port,
    bodyLimit: normalised.listen.body_limit,
    corsOrigins: normalised.listen.cors_origins,
    writeKeys: secrets.writeKeys,
    adminKeys: secrets.adminKeys,
    normalise: {
      ...(normalised.normalise.currency !== undefined && { currency: normalised.normalise.currency }),
      ...(found.rateDays !== undefined && { rates: { base: 'EUR', days: found.rateDays } }),
      ...(normalised.normalise.links !== undefined && { links: normalised.normalise.links }),
      ...(normalised.normalise.channels !== undefined && { channels: normalised.normalise.channels }),
      ...(normalised.normalise.standard_channels === true && { standardChannels: true }),
    },
    privacyKey: secrets.privacyKey,
    vaultKeys: secrets.vaultKeys,
    rulesFolder: found.rulesFolder,
    rulesMode: normalised.rules.mode === 'own' ? undefined : normalised.rules.mode,
    topics: normalised.topics,
    lead: {
      halfLife: milliseconds(lead.half_life),
      ceiling: lead.ceiling,
      points: lead.points,
      ...(lead.learned && { learned: learnedOf(lead.learned) }),
    },
    experiments: {
      convertedOn: normalised.experiments.converted_on,
      horizon: milliseconds(normalised.experiments.horizon),
      alpha: normalised.experiments.alpha,
      effect: normalised.experiments.effect,
    },
    ...(normalised.text.sentiment_weights !== undefined && { sentimentWeights: normalised.text.sentiment_weights }),
    ...(normalised.text.external !== undefined && { externalModel: textModelOf(normalised.text.external, secrets.textHeaders) }),
    attribution: {
      models: attribution.models,
      lookback: milliseconds(attribution.lookback),
      viewLookback: milliseconds(attribution.view_lookback),
      views: attribution.views,
      level: attribution.level,
      halfLife: milliseconds(attribution.half_life),
      firstShare: attribution.position.first,
      lastShare: attribution.position.last,
      ...(attribution.custom !== undefined && { custom: attribution.custom }),
      corrections: milliseconds(attribution.corrections),
      maxTouches: attribution.max_touches,
      maxConversions: attribution.max_conversions,
      refit: { every: milliseconds(attribution.refit.every), window: milliseconds(attribution.refit.window) },
    },
    budgets: settleBudgets(normalised.budgets),
    identity: normalised.identity.join ? { limits: normalised.identity.limits } : undefined,
    sharedIdentifiers: normalised.identity.shared,
    accounts: [...accounts, ...found.extraAccounts],
    sources,
    pollers: Object.entries(normalised.pollers).map(([name, one]): Poller => ({
      name,
      type: one.type,
      account: one.account,
      url: one.url.replace(/\/$/, ''),
      ...(secrets.pollers.get(name) ?? { secret: '' }),
      ...(one.login_customer !== undefined && { loginCustomer: one.login_customer }),
      ...(one.currency !== undefined && { currency: one.currency }),
      schedule: one.schedule,
      zone: one.zone,
      restated: milliseconds(one.restated),
      backfill: milliseconds(one.backfill),
      allowPrivate: one.allow_private ?? false,
    })),
    guards: { ...normaliseGuards(normalised.guards), ...ratesOf(normalised.guards) },
    delivery: { takeover: milliseconds(normalised.delivery.takeover) },
    retention: {
      // The scored stream is one for all: nobody's events may lie in it longer than the strictest of its sources allows.
      events: shortestRetention(milliseconds(retention.events), sources),
      dedupe: milliseconds(retention.dedupe),
      state: milliseconds(retention.state),
    },
    time: { allowedLateness: milliseconds(time.allowed_lateness), maxFutureSkew: milliseconds(time.max_future_skew) },
    lease: milliseconds(normalised.lease),
    memoryGate: normalised.memory_gate,
    maxLagSeconds: milliseconds(normalised.max_lag) / 1_000,
    batchEvents: normalised.batch_events,
    scoredStream: normalised.scored_stream,
  });
}

function textModelOf(external: NormalExternal, headers: Secrets['textHeaders']): TextModelSettings {
  const { name, url = '', onnx, classes, languages, timeout, batch, failures, rest } = external;
  return {
    name,
    at:
      onnx === undefined
        ? { kind: 'http', url, headers, allowPrivate: external.allow_private ?? false }
        : { kind: 'onnx', path: onnx, classes },
    ...(languages !== undefined && { languages }),
    timeout: milliseconds(timeout),
    batch,
    failures,
    rest: milliseconds(rest),
  };
}

function learnedOf(learned: NormalisedLearned): LearnedLeadSettings {
  return {
    foretellOn: learned.foretell_on,
    convertedOn: learned.converted_on,
    horizon: milliseconds(learned.horizon),
    stages: learned.stages,
    columns: Object.entries(learned.columns).map(([name, { on, path, known_at }]) => ({
      name,
      on,
      path,
      ...(known_at !== undefined && { knownAt: known_at }),
    })),
    counts: learned.counts,
  };
}

function settleBudgets(budgets: NormalisedSettings['budgets']): Settings['budgets'] {
  const { mode, response, currency, stages, channels } = budgets;
  return {
    mode,
    every: milliseconds(budgets.every),
    response,
    ...(currency !== undefined && { currency }),
    ...(budgets.per_day !== undefined && { perDay: budgets.per_day }),
    cap: [budgets.cap.lowest, budgets.cap.highest],
    learning: milliseconds(budgets.learning),
    freshness: milliseconds(budgets.freshness),
    minDays: budgets.min_days,
    stages,
    stageWait: milliseconds(budgets.stage_wait),
    approveWithin: milliseconds(budgets.approve_within),
    channels,
  };
}

function ratesOf({ currency, rates }: NormalisedSettings['guards']): Pick<Settings['guards'], 'rates'> {
  if (currency === undefined || rates === undefined) return {};
  return { rates: { base: currency, worth: Object.fromEntries(Object.entries(rates).map(([name, worth]) => [name, String(worth)])) } };
}

function milliseconds(duration: string): number {
  const found = parseDuration(duration);
  if (found === undefined) throw new TypeError(`"${duration}" passed the schema but is no duration`);
  return found;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
