import type { MarketingEvent } from '#event';

/** What a subject is run on: a Redis of its own round, emptied before, and the events of the round. */
export interface Round {
  readonly redisUrl: string;
  readonly events: readonly MarketingEvent[];
}

/** What a run gave. */
export interface Run {
  readonly events: number;
  readonly seconds: number;
  /** How long the events took to be put into Redis before, where that is part of the comparison. */
  readonly fillSeconds?: number;
  /** Further figures, e.g. bytes of Redis memory. */
  readonly more?: { readonly [name: string]: number };
}

/** Subject is one thing that is measured: it fills what it needs, then does the work, and times the work alone. */
export type Subject = (round: Round) => Promise<Run>;
