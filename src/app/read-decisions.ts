import type { Keys, RedisClient } from '#redis';
import type { CompiledRule } from '#rule';
import type { SentimentModels } from '#text';
import { readJournal, type JournalQuery } from './read-journal.ts';
import { type ToldDecision, withDrivers } from './with-drivers.ts';

/** What telling decisions reads from. */
export interface DecisionParts {
  readonly client: RedisClient;
  readonly keys: Keys;
  /** The models that posts are read with; opened when they are first needed. */
  readonly sentiment: () => Promise<SentimentModels>;
}

/** What is kept of a rule's decisions, latest first; where the rule reads a sentiment, with the words that drove it. */
export async function readDecisions(
  { client, keys, sentiment }: DecisionParts,
  rule: CompiledRule,
  query: Omit<JournalQuery, 'rule'>,
): Promise<readonly ToldDecision[]> {
  const decisions = await readJournal(client, keys, { ...query, rule: rule.name });
  return rule.readsSentiment === true ? withDrivers(client, keys, await sentiment(), decisions) : decisions;
}
