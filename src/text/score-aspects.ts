import type { Aspect, Sentiment } from '#event';
import { hashOf } from './hash-of.ts';
import { scanText } from './scan-text.ts';
import type { SentimentModels } from './sentiment-models.ts';
import { mentionsIn, type Mention } from './tag-topics.ts';
import { type TextScan, tokenKind } from './text-scan.ts';
import type { TopicMatcher } from './topic-matcher.ts';

const wordSet = (words: string): ReadonlySet<number> => new Set(words.split(' ').map(hashOf));

/** Words that begin another thought, English and Polish. */
const contrasts = wordSet(
  'but however although though whereas while yet unlike instead ale lecz jednak jednakze natomiast zas chociaz choc podczas zamiast',
);
/** Words that say that what comes first is better, or worse, than what comes after. */
const better = wordSet(
  'better prefer preferred nicer faster cheaper beats lepszy lepsza lepsze lepiej wole wolimy wolalem wolalam szybszy szybsza tanszy tansza smaczniejszy smaczniejsza wygrywa bije',
);
const worse = wordSet('worse slower pricier gorszy gorsza gorsze gorzej wolniejszy wolniejsza drozszy drozsza przegrywa');
const comparators = wordSet('than over to niz od nad z');
/** What a comparison says at least of both sides, whatever else the clause says. */
const leastComparison = 0.3;

const part = new Uint8Array(1_024);
const clauseOf = new Uint16Array(1_024);

/**
 * How a text speaks of each of its topics. With one topic, and for topics that only a field names, that is the sentiment of the whole. With several, each is judged by the clauses that
 * name it and those that follow without naming another; a contrast word (but, ale, jednak …) and punctuation end a clause. Clauses that name two topics count for both, unless they are compared
 * ("X is better than Y"): then the second gets the opposite. `topics` as `tagTopics` found them.
 */
export function scoreAspects(
  text: string,
  topics: readonly string[],
  matcher: TopicMatcher,
  language: string,
  sentiment: Sentiment,
  models: SentimentModels,
): Aspect[] {
  const whole = ({ score, label }: Sentiment, topic: string): Aspect => ({ topic, score, label });
  if (topics.length < 2) return topics.map((topic) => whole(sentiment, topic));
  const scan = scanText(text);
  const mentions = mentionsIn(scan, matcher);
  const named = new Set(mentions.map(({ topic }) => topic));
  if (named.size < 2) return topics.map((topic) => whole(sentiment, topic));
  const clauses = divide(scan, mentions);
  return topics.map((topic) => {
    if (!named.has(topic)) return whole(sentiment, topic);
    part.fill(0, 0, scan.tokens);
    let compared = 0;
    for (let token = 0; token < scan.tokens; token++) {
      const clause = clauses[clauseOf[token]!]!;
      if (!clause.topics.includes(topic)) continue;
      part[token] = 1;
      if (clause.compares !== 0 && clause.topics.length > 1) compared = clause.topics[0] === topic ? clause.compares : -clause.compares;
    }
    const scored = models.score(text, language, part) ?? sentiment;
    if (compared === 0) return whole(scored, topic);
    const score = compared * Math.max(leastComparison, Math.abs(scored.score));
    return { topic, score, label: compared > 0 ? 'positive' : 'negative' };
  });
}

interface Clause {
  topics: string[];
  /** 1 when the clause says that its first topic is better than the others, −1 when worse. */
  compares: -1 | 0 | 1;
}

/** Divides the tokens into clauses (`clauseOf`) and gives each the topics it speaks of: those it names, else those of the clause before, at the beginning those of the first that names any. */
function divide(scan: TextScan, mentions: readonly Mention[]): Clause[] {
  const clauses: Clause[] = [{ topics: [], compares: 0 }];
  let direction: Clause['compares'] = 0;
  for (let token = 0; token < scan.tokens; token++) {
    const hash = scan.hash[token]!;
    const isWord = scan.kind[token] === tokenKind.word;
    if (token > 0 && (scan.clause[token] === 1 || (isWord && contrasts.has(hash)))) {
      clauses.push({ topics: [], compares: 0 });
      direction = 0;
    }
    const clause = clauses.at(-1)!;
    clauseOf[token] = clauses.length - 1;
    if (isWord) {
      if (better.has(hash)) direction = 1;
      else if (worse.has(hash)) direction = -1;
      else if (direction !== 0 && comparators.has(hash)) clause.compares = direction;
    }
    for (const { topic, token: at } of mentions) if (at === token && !clause.topics.includes(topic)) clause.topics.push(topic);
  }
  let last = clauses.find((clause) => clause.topics.length > 0)!.topics;
  for (const clause of clauses) {
    if (clause.topics.length === 0) clause.topics = last;
    last = clause.topics;
  }
  return clauses;
}
