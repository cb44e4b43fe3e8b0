import type { Sentiment } from '#event';
import { scoreSentiment } from './score-sentiment.ts';

/**
 * Scores a text and names the words that drove the score, strongest first (at most `limit`): each word is left out in turn, and the words whose absence moves the score most are named.
 * Costs one scoring per word: for people who ask why, not for the hot path.
 */
export function explainSentiment(text: string, language: string, limit = 5): Sentiment | undefined {
  const whole = scoreSentiment(text, language);
  if (whole === undefined) return undefined;
  const words = text
    .slice(0, 2_000)
    .split(/\s+/)
    .filter((word) => word !== '');
  const moved: { word: string; by: number }[] = [];
  for (const [place, word] of words.entries()) {
    if (word.startsWith('@') || word.startsWith('http')) continue;
    const rest = scoreSentiment(words.toSpliced(place, 1).join(' '), language);
    if (rest === undefined) continue;
    // Only words that pull towards the score's own side drove it.
    const by = (whole.score - rest.score) * (whole.score < 0 ? -1 : 1);
    if (by > 0.02) moved.push({ word: word.replaceAll(/^[^\p{L}\p{N}#\p{So}]+|[^\p{L}\p{N}\p{So}]+$/gu, '') || word, by });
  }
  moved.sort((one, other) => other.by - one.by);
  return { ...whole, words: [...new Set(moved.slice(0, limit).map((one) => one.word))] };
}
