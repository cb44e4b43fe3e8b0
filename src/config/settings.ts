import type { ChannelRule } from './channel-rule.ts';
import type { AttributionSettings } from '#attribution';
import type { BudgetSettings } from '#budget';
import type { IdentitySettings } from '#event';
import type { Guards, RateDay, Rates } from '#guard';
import type { ExperimentSettings } from '#experiment';
import type { LeadSettings } from '#lead';
import type { Poller } from './poller.ts';
import type { TextModelSettings, Topic } from '#text';
import type { Source } from './source.ts';

/** A write key and the source its events are booked under. */
export interface WriteKey {
  readonly key: string;
  readonly source: string;
}

/** A key that opens the routes for operators, and whose it is. */
export interface AdminKey {
  readonly key: string;
  readonly name: string;
}

/** An account on a platform that intents can name: its type picks the connector; secrets are already resolved. */
export interface Account {
  readonly name: string;
  readonly type: 'webhook' | 'slack' | 'meta-ads';
  readonly url: string;
  /** webhook: Standard Webhooks secret (`whsec_…`); slack: bot token, absent for an incoming webhook; meta-ads: access token. */
  readonly secret?: string;
  /** Extra words: `currency` of amounts, `reaches` = `no` when actions reach nobody they name; slack `channel`, `signingSecret` and `approvers` (Slack user id → name); meta-ads `audiences` (audience name → id) and `appSecret`. */
  readonly options: { readonly [name: string]: string | { readonly [name: string]: string } };
  /** Most requests per second towards this account. */
  readonly perSecond: number;
  /** Private addresses are refused (SSRF) unless this is set, as it is for the sandbox. */
  readonly allowPrivate: boolean;
}

/** How sure "accepted" is: `fsync` (appendfsync always), `replicated` (fsync and WAIT for k replicas), `relaxed` (may lose a second; documented as lossy). */
export type Durability =
  | { readonly kind: 'fsync' }
  | { readonly kind: 'relaxed' }
  | { readonly kind: 'replicated'; readonly replicas: number };

/** The frozen settings of a running engine: defaults, file, environment and flags, validated. All durations are milliseconds. */
export interface Settings {
  readonly partitions: number;
  readonly redisUrl: string | undefined;
  readonly dataFolder: string;
  readonly durability: Durability;
  readonly host: string;
  readonly port: number;
  readonly bodyLimit: number;
  /** Origins of pages whose scripts may send events; `*` for all. */
  readonly corsOrigins: readonly string[];
  readonly writeKeys: readonly WriteKey[];
  readonly adminKeys: readonly AdminKey[];
  /** What amounts and addresses are normalised by at admission. */
  readonly normalise: {
    readonly currency?: string;
    readonly rates?: { readonly base: string; readonly days: readonly RateDay[] };
    readonly links?: { readonly [short: string]: string };
    readonly channels?: readonly ChannelRule[];
    readonly standardChannels?: boolean;
  };
  /** Key material for pseudonyms and sealing: 32 bytes, base64. */
  readonly privacyKey: string;
  /** Master keys of the vault, 32 bytes in base64 each, the current one first; one derived from the privacy key stands behind them. */
  readonly vaultKeys: readonly string[];
  readonly rulesFolder: string | undefined;
  /** Overrides every rule's mode when set. */
  readonly rulesMode: 'shadow' | 'active' | undefined;
  readonly topics: readonly Topic[];
  /** Path of a file of sentiment weights of one's own, which go before those of the package. */
  readonly sentimentWeights?: string;
  /** A model outside that is asked for sentiments; none without it. */
  readonly externalModel?: TextModelSettings;
  readonly lead: LeadSettings;
  readonly experiments: ExperimentSettings;
  readonly attribution: AttributionSettings;
  readonly budgets: BudgetSettings;
  /** How names of one person are joined; absent when they are not. */
  readonly identity: IdentitySettings | undefined;
  /** Patterns of identifiers that name no single person. */
  readonly sharedIdentifiers: readonly string[];
  readonly accounts: readonly Account[];
  /** Platforms whose webhooks are taken. */
  readonly sources: readonly Source[];
  /** Reports that are pulled from ad platforms. */
  readonly pollers: readonly Poller[];
  /** Guards for the actions of all rules, and what currencies are worth. */
  readonly guards: Guards & { readonly rates?: Rates };
  /** How long an action may lie with a silent worker before another takes it over. */
  readonly delivery: { readonly takeover: number };
  /** Where connectors, scores and rules may look back to, and what is remembered for how long. */
  readonly retention: { readonly events: number; readonly dedupe: number; readonly state: number };
  readonly time: { readonly allowedLateness: number; readonly maxFutureSkew: number };
  readonly lease: number;
  /** Shares of maxmemory where admission refuses: from `high` on with 429, from `full` on with 503; everybody alike. */
  readonly memoryGate: { readonly high: number; readonly full: number };
  /** Seconds of lag after which admission answers 503. */
  readonly maxLagSeconds: number;
  readonly batchEvents: number;
  /** Keep the clean, scored stream in Redis as `scored:{p}` (bounded by retention.events). */
  readonly scoredStream: boolean;
}
