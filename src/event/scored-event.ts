import type { MarketingEvent } from './marketing-event.ts';

/** What text says about how its author feels: `score` in [−1, 1], `confidence` in [0, 1], and the words that drove it (worked out when they are read); `model` says whose it is where a model outside is asked. */
export interface Sentiment {
  readonly score: number;
  readonly label: 'negative' | 'neutral' | 'positive';
  readonly confidence: number;
  readonly words?: readonly string[];
  readonly model?: string;
}

/** What the author of a text wants or does: the intent with most evidence, all that are clear (strongest first), and the phrases that speak for the first. `confidence` in [0, 1] is no probability. */
export interface Intent {
  readonly label: 'question' | 'complaint' | 'purchase' | 'churn' | 'praise' | 'spam';
  readonly confidence: number;
  readonly labels: readonly string[];
  readonly cues: readonly string[];
}

/** How a text speaks of one of its topics: `score` in [−1, 1]. */
export interface Aspect {
  readonly topic: string;
  readonly score: number;
  readonly label: 'negative' | 'neutral' | 'positive';
}

/** A share of a conversion's value, given to a touch: `share` in [0, 1], `value` in the conversion's currency. Where an event corrects credit given before, both may be negative. `conversion` names what it is for. */
export interface Credit {
  readonly channel: string;
  readonly campaign?: string;
  readonly share: number;
  readonly value: number;
  readonly model: string;
  readonly conversion: string;
}

/** ScoredEvent is a MarketingEvent as operators enrich it on its way: what a rule's conditions and a workflow's templates may read as `event.*`. */
export interface ScoredEvent extends MarketingEvent {
  language?: { code: string; confidence: number };
  sentiment?: Sentiment;
  topics?: string[];
  intent?: Intent;
  aspects?: readonly Aspect[];
  /** `score` and `before` are points; `probability` that the contact converts within the horizon, what it was moved by, and the version of the model that said so. */
  lead?: { score: number; before: number; probability?: number; because?: string[]; model?: number };
  credit?: Credit[];
  /** Segments the contact is in after this event; written only where a rule reads them. */
  segments?: string[];
}
