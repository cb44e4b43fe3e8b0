import type { IdentifierKind } from '#event';
import { formatDuration, parseDuration } from '#kernel';
import type { AuthoredAccount, AuthoredPoller, AuthoredSettings } from './authored-settings.ts';
import { defaultSettings } from './default-settings.ts';

type Complete<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> };

type AuthoredLearned = NonNullable<NonNullable<AuthoredSettings['lead']>['learned']>;
export type NormalisedLearned = Complete<AuthoredLearned>;

/** The configuration with every default filled in and every duration in its shortest writing. Secrets are still references: it is fit to be shown. */
export interface NormalisedSettings {
  readonly partitions: number;
  readonly redis?: string;
  readonly data_folder: string;
  readonly durability: 'fsync' | 'relaxed' | 'replicated';
  readonly replicas?: number;
  readonly listen: Complete<NonNullable<AuthoredSettings['listen']>>;
  readonly write_keys: NonNullable<AuthoredSettings['write_keys']>;
  readonly admin_keys: NonNullable<AuthoredSettings['admin_keys']>;
  readonly normalise: NonNullable<AuthoredSettings['normalise']>;
  readonly privacy_key?: string;
  readonly vault_keys: readonly string[];
  readonly rules: { readonly folder?: string; readonly mode: 'own' | 'shadow' | 'active' };
  readonly topics: NonNullable<AuthoredSettings['topics']>;
  readonly lead: Complete<Omit<NonNullable<AuthoredSettings['lead']>, 'learned'>> & { readonly learned?: NormalisedLearned };
  readonly experiments: Complete<NonNullable<AuthoredSettings['experiments']>>;
  readonly text: { readonly sentiment_weights?: string; readonly external?: NormalExternal };
  readonly attribution: NormalAttribution;
  readonly budgets: NormalBudgets;
  readonly identity: {
    readonly join: boolean;
    readonly limits: { readonly [kind in IdentifierKind]: number };
    readonly shared: readonly string[];
  };
  readonly accounts: { readonly [name: string]: AuthoredAccount & { readonly per_second: number; readonly allow_private: boolean } };
  readonly sources: NonNullable<AuthoredSettings['sources']>;
  readonly pollers: {
    readonly [name: string]: AuthoredPoller & Required<Pick<AuthoredPoller, 'schedule' | 'zone' | 'restated' | 'backfill' | 'url'>>;
  };
  readonly guards: NonNullable<AuthoredSettings['guards']>;
  readonly delivery: Complete<NonNullable<AuthoredSettings['delivery']>>;
  readonly retention: Complete<NonNullable<AuthoredSettings['retention']>>;
  readonly time: Complete<NonNullable<AuthoredSettings['time']>>;
  readonly lease: string;
  readonly memory_gate: Complete<NonNullable<AuthoredSettings['memory_gate']>>;
  readonly max_lag: string;
  readonly batch_events: number;
  readonly scored_stream: boolean;
}

type AuthoredExternal = NonNullable<NonNullable<AuthoredSettings['text']>['external']>;
export type NormalExternal = AuthoredExternal &
  Required<Pick<AuthoredExternal, 'name' | 'timeout' | 'batch' | 'failures' | 'rest'>> & {
    readonly classes: NonNullable<AuthoredExternal['classes']>;
  };
type AuthoredBudgets = NonNullable<AuthoredSettings['budgets']>;
type AuthoredChannel = NonNullable<AuthoredBudgets['channels']>[string];
type NormalBudgets = Complete<Omit<AuthoredBudgets, 'currency' | 'per_day' | 'channels'>> &
  Pick<AuthoredBudgets, 'currency' | 'per_day'> & {
    readonly channels: { readonly [name: string]: AuthoredChannel & { readonly operation: string; readonly lock: boolean } };
  };
type AuthoredAttribution = NonNullable<AuthoredSettings['attribution']>;
type NormalAttribution = Complete<Omit<AuthoredAttribution, 'custom' | 'refit'>> & {
  readonly custom?: string;
  readonly refit: Complete<NonNullable<AuthoredAttribution['refit']>>;
};

/** Requests per second where an account names none: what each platform takes from an ordinary app without complaint. */
const PER_SECOND = { webhook: 20, slack: 1, 'meta-ads': 5 } as const;

/** Fills in defaults and brings durations into one writing. Normalising what is normal changes nothing. */
export function normaliseSettings(authored: AuthoredSettings): NormalisedSettings {
  const accounts = Object.fromEntries(
    Object.entries(authored.accounts ?? {}).map(([name, account]) => [
      name,
      { ...account, per_second: account.per_second ?? PER_SECOND[account.type], allow_private: account.allow_private ?? false },
    ]),
  );
  const retention = { ...defaultSettings.retention, ...authored.retention };
  const time = { ...defaultSettings.time, ...authored.time };
  const experiments = { ...defaultSettings.experiments, ...authored.experiments };
  const lead = { ...defaultSettings.lead, ...authored.lead };
  const durability = authored.durability ?? (authored.replicas === undefined ? defaultSettings.durability : 'replicated');
  const { redis, privacy_key, rules } = authored;
  return {
    partitions: authored.partitions ?? defaultSettings.partitions,
    ...(redis !== undefined && { redis }),
    data_folder: authored.data_folder ?? defaultSettings.data_folder,
    durability,
    ...(durability === 'replicated' && { replicas: authored.replicas ?? 1 }),
    listen: { ...defaultSettings.listen, ...authored.listen },
    write_keys: authored.write_keys ?? [],
    admin_keys: authored.admin_keys ?? [],
    normalise: authored.normalise ?? {},
    ...(privacy_key !== undefined && { privacy_key }),
    vault_keys: authored.vault_keys ?? [],
    rules: {
      ...(rules?.folder !== undefined && { folder: rules.folder }),
      // A fresh engine must not act on anybody; who configures accounts wants the rules to act as they say.
      mode: rules?.mode ?? (Object.keys(accounts).length > 0 ? 'own' : 'shadow'),
    },
    topics: authored.topics ?? defaultSettings.topics.map((topic) => ({ ...topic, words: [...topic.words] })),
    lead: {
      half_life: shortest(lead.half_life),
      ceiling: lead.ceiling,
      points: [...lead.points],
      ...(authored.lead?.learned && { learned: normaliseLearned(authored.lead.learned) }),
    },
    experiments: {
      ...experiments,
      converted_on: [...experiments.converted_on],
      // Where nobody says how long, it is no longer than contacts are remembered.
      horizon: shortest(authored.experiments?.horizon ?? shorter(experiments.horizon, retention.state)),
    },
    text: {
      ...(authored.text?.sentiment_weights !== undefined && { sentiment_weights: authored.text.sentiment_weights }),
      ...(authored.text?.external !== undefined && { external: normaliseExternal(authored.text.external) }),
    },
    attribution: normaliseAttribution(authored.attribution),
    budgets: normaliseBudgets(authored.budgets),
    identity: {
      join: authored.identity?.join ?? defaultSettings.identity.join,
      limits: { ...defaultSettings.identity.limits, ...authored.identity?.limits },
      shared: authored.identity?.shared ?? defaultSettings.identity.shared,
    },
    accounts,
    sources: authored.sources ?? {},
    pollers: Object.fromEntries(Object.entries(authored.pollers ?? {}).map(([name, one]) => [name, normalPoller(one)])),
    guards: authored.guards ?? {},
    delivery: { takeover: shortest(authored.delivery?.takeover ?? defaultSettings.delivery.takeover) },
    retention: { events: shortest(retention.events), dedupe: shortest(retention.dedupe), state: shortest(retention.state) },
    time: { allowed_lateness: shortest(time.allowed_lateness), max_future_skew: shortest(time.max_future_skew) },
    lease: shortest(authored.lease ?? defaultSettings.lease),
    memory_gate: { ...defaultSettings.memory_gate, ...authored.memory_gate },
    max_lag: shortest(authored.max_lag ?? defaultSettings.max_lag),
    batch_events: authored.batch_events ?? defaultSettings.batch_events,
    scored_stream: authored.scored_stream ?? defaultSettings.scored_stream,
  };
}

function normaliseBudgets(authored: AuthoredSettings['budgets']): NormalBudgets {
  const budgets = { ...defaultSettings.budgets, ...authored };
  return {
    ...budgets,
    every: shortest(budgets.every),
    learning: shortest(budgets.learning),
    freshness: shortest(budgets.freshness),
    stage_wait: shortest(budgets.stage_wait),
    approve_within: shortest(budgets.approve_within),
    channels: Object.fromEntries(
      Object.entries<AuthoredChannel>(budgets.channels).map(
        ([name, channel]) => [name, { operation: 'send', lock: false, ...channel }] as const,
      ),
    ),
  };
}

function normaliseAttribution(authored: AuthoredSettings['attribution']): NormalAttribution {
  const attribution = { ...defaultSettings.attribution, ...authored };
  const refit = { ...defaultSettings.attribution.refit, ...authored?.refit };
  return {
    ...attribution,
    models: [...attribution.models],
    lookback: shortest(attribution.lookback),
    view_lookback: shortest(attribution.view_lookback),
    half_life: shortest(attribution.half_life),
    corrections: shortest(attribution.corrections),
    refit: { every: shortest(refit.every), window: shortest(refit.window) },
  };
}

function normaliseExternal(authored: AuthoredExternal): NormalExternal {
  const external = { ...defaultSettings.text.external, ...authored };
  return {
    ...external,
    classes: [...external.classes],
    timeout: shortest(external.timeout),
    rest: shortest(external.rest),
  };
}

function normaliseLearned({ foretell_on, converted_on, horizon, stages, columns, counts }: AuthoredLearned): NormalisedLearned {
  return {
    foretell_on,
    converted_on,
    horizon: shortest(horizon ?? '14d'),
    stages: stages ?? ['asked'],
    columns: columns ?? {},
    counts: counts ?? [],
  };
}

/** Where each platform's reports are, and how long it goes on restating them (its own documentation, or what is usual where it says nothing). */
const REPORTS = {
  'meta-insights': { url: 'https://graph.facebook.com', restated: '3d' },
  'google-ads-report': { url: 'https://googleads.googleapis.com', restated: '7d' },
  'linkedin-analytics': { url: 'https://api.linkedin.com', restated: '3d' },
  'tiktok-report': { url: 'https://business-api.tiktok.com', restated: '3d' },
} as const;

function normalPoller(one: AuthoredPoller): NormalisedSettings['pollers'][string] {
  const usual = REPORTS[one.type];
  return {
    ...one,
    schedule: one.schedule ?? '*/15 * * * *',
    zone: one.zone ?? 'UTC',
    url: one.url ?? usual.url,
    restated: shortest(one.restated ?? usual.restated),
    backfill: shortest(one.backfill ?? '14d'),
  };
}

function shorter(one: string, other: string): string {
  return (parseDuration(other) ?? 0) < (parseDuration(one) ?? 0) ? other : one;
}

function shortest(duration: string): string {
  const milliseconds = parseDuration(duration);
  return milliseconds === undefined ? duration : formatDuration(milliseconds);
}
