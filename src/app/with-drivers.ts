import type { JournalEntry } from '#action';
import type { ScoredEvent, Sentiment } from '#event';
import type { Keys, RedisClient } from '#redis';
import { detectLanguage, explainSentiment, type SentimentModels } from '#text';
import { findEvent } from './find-event.ts';

/** Why the text of a decision's event got its sentiment: the score as the built-in models in use read it, the score it `was` decided by where that is known to be another, the `model` outside that gave that one, and each word with how far it moves the score, strongest first. */
export interface SentimentDrivers {
  readonly score: number;
  readonly was?: number;
  readonly model?: string;
  readonly label: string;
  readonly language: string;
  readonly words: readonly { readonly word: string; readonly by: number }[];
}

/** A decision as it is told: with what drove the sentiment of its event, or null where its text is not retained any more, or lies too far back to be looked for. Absent where nothing can be asked: no text, or no model for its language. */
export type ToldDecision = JournalEntry & { readonly drivers?: SentimentDrivers | null };

/** Most decisions whose events are looked for: each may be a search in a stream. */
const MOST = 20;
/** Characters that are read of streams for one answer. */
const MOST_READ = 64_000_000;
/** Scores nearer to each other than this are one. */
const SAME = 0.005;

/** Adds to decisions, latest first, what drove the sentiment of their events. Worked out now, when somebody asks: no event pays for it, and no decision keeps a text for it. */
export async function withDrivers(
  client: RedisClient,
  keys: Keys,
  models: SentimentModels,
  decisions: readonly JournalEntry[],
): Promise<ToldDecision[]> {
  const told: ToldDecision[] = [];
  let asked = 0;
  const allowance = { left: MOST_READ };
  for (const decision of decisions) {
    if (decision.kind !== 'fired' || asked++ >= MOST) {
      told.push(decision);
      continue;
    }
    // The journal keeps of an event what the rule reads, shortened: the text has to be looked for.
    const kept = decision.event as unknown as ScoredEvent;
    const event = await findEvent(client, keys, kept, allowance);
    const drivers = event === undefined ? null : driversOf(event, { ...event.sentiment, ...kept.sentiment }, models);
    told.push(drivers === undefined ? decision : { ...decision, drivers });
  }
  return told;
}

function driversOf(event: ScoredEvent, known: Partial<Sentiment>, models: SentimentModels): SentimentDrivers | undefined {
  const { text, lang } = event.data;
  if (typeof text !== 'string' || text === '') return undefined;
  const language = (event.language ?? detectLanguage(text, typeof lang === 'string' ? lang : undefined)).code;
  const found = explainSentiment(text, language, 5, models);
  if (found === undefined) return undefined;
  const { score, label, drivers } = found;
  const { score: was, model } = known;
  return {
    score,
    ...(was === undefined || Math.abs(was - score) < SAME ? {} : { was }),
    ...(model === undefined ? {} : { model }),
    label,
    language,
    words: drivers,
  };
}
