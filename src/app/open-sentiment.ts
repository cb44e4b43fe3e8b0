import { readFile } from 'node:fs/promises';
import { CrosscurrentError } from '#kernel';
import { readSentimentModel, SentimentModels } from '#text';

/** Sentiment models, with weights of the user's own before those of the package where a file of them is named. A file that is not there or is damaged is refused with `invalid-weights`, before the engine takes an event. */
export async function openSentiment(path: string | undefined): Promise<SentimentModels> {
  if (path === undefined) return new SentimentModels();
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new CrosscurrentError('invalid-weights', `the sentiment weights ${path} cannot be read; look at text.sentiment_weights`, {
      cause,
    });
  }
  try {
    return new SentimentModels([readSentimentModel(bytes)]);
  } catch (cause) {
    if (!(cause instanceof CrosscurrentError)) throw cause;
    throw new CrosscurrentError('invalid-weights', `${path} (text.sentiment_weights): ${cause.message}`, { cause });
  }
}
