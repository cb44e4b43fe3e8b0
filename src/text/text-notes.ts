import type { Intent } from '#event';
import type { Language } from './language-detector.ts';
import type { ReadSentiment } from './read-sentiment.ts';
import { sampleText } from './sample-text.ts';
import type { SentimentModels } from './sentiment-models.ts';

/** What was found out about one text: a post that is shared, or sent by many, is read once. */
export interface TextNotes {
  text: string;
  /** The language under the platform's hint. */
  hint: string | undefined;
  language: Language | undefined;
  /** The sentiment by these models in that language. */
  models: SentimentModels | undefined;
  scoredAs: string;
  sentiment: ReadSentiment | undefined;
  /** The intent in that language and with that sentiment's score; `told` says whether it was asked. */
  told: boolean;
  toldAs: string;
  score: number | undefined;
  intent: Intent | undefined;
}

/** Texts remembered, some 400 bytes each. */
const slotBits = 12;
const slots: (TextNotes | undefined)[] = Array.from({ length: 1 << slotBits }, () => undefined);

/** The notes of a text, empty when it was not seen lately. They are valid until the notes of another text are asked for. */
export function notesOf(text: string): TextNotes {
  const slot = sampleText(text) >>> (32 - slotBits);
  const notes = slots[slot];
  if (notes !== undefined && notes.text === text) return notes;
  if (notes === undefined) return (slots[slot] = emptyNotes(text));
  notes.text = text;
  notes.language = notes.models = notes.sentiment = notes.intent = undefined;
  notes.told = false;
  return notes;
}

function emptyNotes(text: string): TextNotes {
  return {
    text,
    hint: undefined,
    language: undefined,
    models: undefined,
    scoredAs: '',
    sentiment: undefined,
    told: false,
    toldAs: '',
    score: undefined,
    intent: undefined,
  };
}
