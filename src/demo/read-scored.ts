import type { ScoredEvent } from '#event';
import type { Keys, RedisClient } from '#redis';

/** How the posts of a platform feel. */
export interface PlatformMood {
  readonly platform: string;
  readonly posts: number;
  readonly negative: number;
  readonly neutral: number;
  readonly positive: number;
  /** Mean score from −1 to 1, two decimals. */
  readonly mean: number;
}

/** What a channel is credited with. */
export interface ChannelCredit {
  readonly channel: string;
  readonly conversions: number;
  readonly value: number;
}

/** A contact, by pseudonym, with the highest lead score it reached. */
export interface Lead {
  readonly contact: string;
  readonly score: number;
}

/** What the clean, scored stream says after the story. */
export interface ScoredFigures {
  readonly sentiment: readonly PlatformMood[];
  readonly credit: readonly ChannelCredit[];
  readonly leads: readonly Lead[];
}

/** Reads the scored stream of all partitions from the stream id `since` on and adds it up. */
export async function readScored(client: RedisClient, keys: Keys, since: string, hottest = 5): Promise<ScoredFigures> {
  const moods = new Map<string, { posts: number; negative: number; neutral: number; positive: number; sum: number }>();
  const credit = new Map<string, { conversions: number; value: number }>();
  const leads = new Map<string, number>();
  for (let partition = 0; partition < keys.partitions; partition++) {
    for (const [, fields] of await client.xrange(keys.scored(partition), since, '+')) {
      for (const event of JSON.parse(fields[fields.indexOf('e') + 1] ?? '[]') as ScoredEvent[]) add(event);
    }
  }

  function add(event: ScoredEvent): void {
    if (event.sentiment) {
      const platform = typeof event.data['platform'] === 'string' ? event.data['platform'] : 'unknown';
      const mood = moods.get(platform) ?? { posts: 0, negative: 0, neutral: 0, positive: 0, sum: 0 };
      mood.posts += 1;
      mood[event.sentiment.label] += 1;
      mood.sum += event.sentiment.score;
      moods.set(platform, mood);
    }
    for (const one of event.credit ?? []) {
      const sum = credit.get(one.channel) ?? { conversions: 0, value: 0 };
      sum.conversions += one.share;
      sum.value += one.value;
      credit.set(one.channel, sum);
    }
    if (event.lead && event.contact !== undefined) leads.set(event.contact, Math.max(leads.get(event.contact) ?? 0, event.lead.score));
  }

  return {
    sentiment: [...moods]
      .map(([platform, { sum, ...counts }]) => ({ platform, ...counts, mean: rounded(sum / counts.posts) }))
      .sort((a, b) => b.posts - a.posts),
    credit: [...credit]
      .map(([channel, { conversions, value }]) => ({ channel, conversions: rounded(conversions), value: rounded(value) }))
      .sort((a, b) => b.value - a.value),
    leads: [...leads]
      .map(([contact, score]) => ({ contact, score }))
      .sort((a, b) => b.score - a.score)
      .slice(0, hottest),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
