import type { Sentiment } from '#event';

/** A text that somebody else's model is asked about, and its language as it was detected. */
export interface AskedText {
  readonly text: string;
  readonly language: string;
}

/** TextModel is the port for a model that lies outside: asked about many texts at once, awaited no longer than its own bound. */
export interface TextModel {
  /** Whether it is asked about texts of a language. */
  speaks(language: string): boolean;
  /** Sentiments of the texts, in their order, each with the `model` that gave it; undefined where it has none to give, in time or at all. Never rejects. */
  ask(texts: readonly AskedText[]): Promise<readonly (Sentiment | undefined)[]>;
}
