import type { Sentiment } from '#event';
import { scanText } from './scan-text.ts';
import { SentimentModels } from './sentiment-models.ts';
import { tokenKind, type TextScan } from './text-scan.ts';

/** A sentiment with what drove it: each word and how far its absence moves the score (of the score's own sign), and the words alone. */
export interface ExplainedSentiment extends Sentiment {
  readonly words: readonly string[];
  readonly drivers: readonly { readonly word: string; readonly by: number }[];
}

/** What a word must move the score by to be named. */
const leastMove = 0.02;

const shipped = new SentimentModels();

/**
 * Scores a text and names the words that drove the score, strongest first (at most `limit`): each word is left out in turn, and the words whose absence moves the score most are named, as they
 * are read (lower case; hashtags with their #). Costs one scoring per word: for people who ask why and for rules that want to tell, not for every event.
 */
export function explainSentiment(
  text: string,
  language: string,
  limit = 5,
  models: SentimentModels = shipped,
): ExplainedSentiment | undefined {
  const whole = models.score(text, language);
  if (whole === undefined) return undefined;
  const scan = scanText(text);
  const { tokens } = scan;
  const part = new Uint8Array(tokens).fill(1);
  const sign = whole.score < 0 ? -1 : 1;
  const moved = new Map<string, number>();
  for (let token = 0; token < tokens; token++) {
    // The parts of a hashtag go and are named with it.
    if (scan.kind[token] === tokenKind.part) continue;
    let next = token;
    do part[next++] = 0;
    while (next < tokens && scan.kind[next] === tokenKind.part);
    const rest = models.score(text, language, part)!;
    part.fill(1, token, next);
    // Only words that pull towards the score's own side drove it.
    const by = (whole.score - rest.score) * sign;
    if (by <= leastMove) continue;
    const word = wordOf(scan, token);
    moved.set(word, Math.max(by, moved.get(word) ?? 0));
  }
  const drivers = [...moved].toSorted(([, one], [, other]) => other - one).slice(0, limit);
  return {
    ...whole,
    words: drivers.map(([word]) => word),
    drivers: drivers.map(([word, by]) => ({ word, by: Math.round(by * sign * 1_000) / 1_000 })),
  };
}

function wordOf(scan: TextScan, token: number): string {
  const kind = scan.kind[token]!;
  if (kind >= tokenKind.emoji) return String.fromCodePoint(scan.hash[token]!);
  const word = String.fromCharCode(...scan.lower.subarray(scan.start[token], scan.end[token]));
  return kind === tokenKind.hashtag ? `#${word}` : word;
}
