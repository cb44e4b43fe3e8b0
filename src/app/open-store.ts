import type { JournalEntry } from '#action';
import { createPlanDesk, type PlanDesk } from '#budget';
import type { Settings } from '#config';
import type { MarketingEvent } from '#event';
import { systemClock } from '#kernel';
import { createGuardDesk, type GuardDesk } from '#outbox';
import { listDeadLetters, listSuppressed, RedisKillSwitches, RedisOutbox, replayDeadLetter, type KeptLetter } from '#outbox/redis';
import { auditChain, type AuditEntry, createPrivacy, vaultMasters } from '#privacy';
import { connect, createKeys, resolveRedis, type RedisFinding } from '#redis';
import type { CompiledRule } from '#rule';
import type { StageIdentity } from '#stream';
import { createRedisEventSink, createRedisIdentity, createRedisKeyBook } from '#stream/redis';
import type { RunBook } from '#workflow';
import type { ExperimentDesk } from '#ingest';
import { createExperimentDesk } from './create-experiment-desk.ts';
import { checkServer } from './check-server.ts';
import { type ContactFile, createContactFile } from './contact-file.ts';
import { type ExplainParts, explainRule, type RuleExplanation } from './explain-rule.ts';
import { openSentiment } from './open-sentiment.ts';
import { readDecisions } from './read-decisions.ts';
import { readRetained, type History } from './read-history.ts';
import { readJournal, type JournalQuery } from './read-journal.ts';
import { type Audit, createRedisAudit } from './redis-audit.ts';
import { createRedisPlanStore } from './redis-plan-store.ts';
import { createRedisRunBook } from './redis-run-book.ts';
import { rewrapKeys } from './rewrap-keys.ts';
import { readAcks, type RuleAck } from './rule-acks.ts';
import { readRunning } from './running-note.ts';
import type { ToldDecision } from './with-drivers.ts';

/** The Redis of a deployment, opened to be looked at while its engines run, or while none does. */
export interface Store {
  readonly redisUrl: string;
  /** Where the engine of this data folder listens, when it runs. */
  readonly engineUrl: string | undefined;
  readonly embedded: boolean;
  /** Partitions as the first start fixed them; undefined when no engine has run on this Redis yet. */
  readonly partitions: number | undefined;
  findings(): Promise<readonly RedisFinding[]>;
  identity(): Promise<StageIdentity[]>;
  /** At most `most` dead letters of all partitions, oldest first within each. */
  deadLetters(most: number): Promise<KeptLetter[]>;
  /** The events that are still retained, oldest first. */
  history(): History;
  /** What is kept of decisions, latest first. */
  journal(query: JournalQuery): Promise<JournalEntry[]>;
  /** What is kept of the decisions of a rule, latest first; where it reads a sentiment, with the words that drove it. */
  decisions(rule: CompiledRule, query: Omit<JournalQuery, 'rule'>): Promise<readonly ToldDecision[]>;
  /** What a rule stands at for a key, as committed. */
  explain(rule: CompiledRule, key: string, last: number): Promise<RuleExplanation>;
  /** Which rules the living workers run. */
  acks(): Promise<RuleAck[]>;
  /** Puts an undelivered action back on its way; false when the letter is gone or is no action. */
  replay(partition: number, id: string): Promise<boolean>;
  /** Held actions, actions that guards gave up, and kill switches. */
  readonly guards: GuardDesk;
  /** How experiments stand. */
  readonly experiments: ExperimentDesk;
  /** Plans of budgets. */
  readonly budgets: PlanDesk;
  /** Workflow runs, as their lanes committed them. */
  readonly runs: RunBook;
  /** What is held of people, for those who ask for it. */
  readonly contacts: ContactFile;
  readonly audit: Audit;
  /** Whether the audit chain is whole, and how many entries it has; the first broken one where it is not. */
  verifyAudit(): Promise<{ entries: number; broken: number | undefined }>;
  /** Puts the keys of all contacts under the current master key. */
  rewrapKeys(): Promise<{ rewrapped: number; current: number }>;
  /** The pseudonym of an e-mail address or a phone number. */
  pseudonym(kind: 'email' | 'phone', value: string): string;
  /** Admits an event of the engine's own, durably. */
  say(event: MarketingEvent): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the Redis that the settings name; else that of the engine running on the data folder; else an embedded one on the folder's log, for the time of the look.
 * Rejects with `store-unavailable` or `unsafe-redis` in words.
 */
export async function openStore(settings: Settings, announce: (line: string) => void): Promise<Store> {
  const running = await findRunning(settings.dataFolder);
  const named = settings.redisUrl ?? running?.redis;
  const redis = await resolveRedis({ ...settings, redisUrl: named, announce });
  try {
    const client = await connect(redis.url, 'command', () => undefined);
    const fixed = Number(await client.hget(createKeys(settings.partitions).manifest, 'partitions'));
    const partitions = fixed > 0 ? fixed : undefined;
    const keys = createKeys(partitions ?? settings.partitions);
    const privacy = createPrivacy({ key: settings.privacyKey, vaultKeys: settings.vaultKeys, book: createRedisKeyBook(client, keys) });
    const sink = createRedisEventSink({ client, keys, replicas: 0, boundedEntries: 1 });
    const chain = auditChain(settings.privacyKey);
    const audit = createRedisAudit(client, keys, chain);
    const explaining: ExplainParts = {
      client,
      keys,
      clock: systemClock,
      stateGeneration: settings.retention.state,
      sentiment: () => openSentiment(settings.sentimentWeights),
    };
    return {
      redisUrl: redis.url,
      engineUrl: running?.url,
      embedded: settings.redisUrl === undefined,
      partitions,
      findings: () => checkServer(client, settings.durability.kind),
      identity: createRedisIdentity(client, keys),
      async deadLetters(most) {
        const letters: KeptLetter[] = [];
        for (let partition = 0; partition < keys.partitions && letters.length < most; partition++) {
          letters.push(...(await listDeadLetters(client, keys, partition, { count: most - letters.length })));
        }
        return letters;
      },
      history: () => readRetained(client, keys),
      journal: (query) => readJournal(client, keys, query),
      decisions: (rule, query) => readDecisions(explaining, rule, query),
      explain: (rule, key, last) => explainRule(explaining, rule, key, last),
      acks: () => readAcks(client, keys, systemClock.now()),
      replay: async (partition, id) => partition < keys.partitions && replayDeadLetter(client, keys, partition, id),
      guards: createGuardDesk(
        new RedisOutbox({ client, keys, clock: systemClock, observe: () => undefined }),
        new RedisKillSwitches(client, keys),
        (partition, most) => listSuppressed(client, keys, partition, most),
      ),
      experiments: createExperimentDesk(
        { client, keys, clock: systemClock, stateGeneration: settings.retention.state },
        settings.experiments,
      ),
      budgets: createPlanDesk(createRedisPlanStore(client, keys)),
      runs: createRedisRunBook(client, keys, systemClock, settings.retention.state),
      contacts: createContactFile({
        client,
        keys,
        privacy,
        audit,
        sink,
        now: () => systemClock.now(),
        stateGeneration: settings.retention.state,
      }),
      audit,
      async verifyAudit() {
        const entries: AuditEntry[] = [];
        for await (const entry of audit.entries()) entries.push(entry);
        return { entries: entries.length, broken: chain.firstBroken(entries) };
      },
      rewrapKeys: () => rewrapKeys(client, keys, vaultMasters({ key: settings.privacyKey, vaultKeys: settings.vaultKeys })),
      pseudonym: (kind, value) => privacy.pseudonym(kind, value),
      say: async (event) => sink.append([event]),
      async close() {
        client.disconnect();
        await redis.stop();
      },
    };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

/** The note may outlive a killed engine: it counts only while the engine answers. */
async function findRunning(dataFolder: string): Promise<{ redis: string; url: string } | undefined> {
  const note = readRunning(dataFolder);
  if (note?.url === undefined) return undefined;
  const answer = await fetch(`${note.url}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true ? { redis: note.redis, url: note.url } : undefined;
}
