import type { Sentiment } from '#event';
import type { AskedText } from '#text';

/** Why there was no answer: the wait was over, the model or the way to it failed, or what it said is no answer. */
export type Failing = 'timeout' | 'failed' | 'malformed';

/** Raised when a question got no answer; the words never hold what was asked, nor what was said. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly why: Failing;

  constructor(why: Failing, words: string) {
    super(words);
    this.why = why;
  }
}

/** Asks once, about some texts: a sentiment for each in their order, undefined where the model has none. Rejects with `Unanswered`, with anything else, or never answers: whoever calls bounds it. */
export type Asker = (texts: readonly AskedText[], signal: AbortSignal) => Promise<readonly (Sentiment | undefined)[]>;
