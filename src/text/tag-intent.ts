import type { Intent, Sentiment } from '#event';
import { intentCues, intents } from './intent-cues.ts';
import { IntentMatcher } from './intent-matcher.ts';
import { scanText } from './scan-text.ts';
import type { TextScan } from './text-scan.ts';

/** Evidence from which on an intent is told; the weights of the cues are measured by it. */
const enough = 1.6;
/** How fast the confidence grows with evidence beyond that. */
const slope = 1.1;

const place = Object.fromEntries(intents.map((intent, index) => [intent, index])) as {
  readonly [intent in (typeof intents)[number]]: number;
};
const matchers = new Map<string, IntentMatcher>();
const evidence = new Float64Array(intents.length);

/**
 * What the author of a text wants or does (question, complaint, purchase, churn, praise, spam): by cues in the text, its question marks and links, and the sentiment. A text may show several; the
 * one with most evidence is `label`. Undefined when nothing speaks clearly enough, and for languages other than English and Polish, unless there is a clear sign that needs no words.
 * `confidence` grows with the evidence and is no probability.
 */
export function tagIntent(text: string, language: string, sentiment?: Sentiment): Intent | undefined {
  const scan = scanText(text);
  const matcher = matcherOf(language);
  matcher.match(scan);
  weigh(scan, matcher, sentiment);
  let best = -1;
  for (let intent = 0; intent < intents.length; intent++)
    if (evidence[intent]! >= enough && (best < 0 || evidence[intent]! > evidence[best]!)) best = intent;
  if (best < 0) return undefined;
  const labels = intents
    .filter((_, intent) => evidence[intent]! >= enough)
    .sort((one, other) => evidence[place[other]]! - evidence[place[one]]!);
  const confidence = Math.round(1_000 / (1 + Math.exp(-slope * (evidence[best]! - enough + 0.2)))) / 1_000;
  return { label: intents[best]!, confidence, labels, cues: matcher.cuesOf(best) };
}

/** Evidence of every intent: its cues, and what the whole of the text adds or takes away. */
function weigh(scan: TextScan, { sums, strongest }: IntentMatcher, sentiment: Sentiment | undefined): void {
  const score = sentiment?.score ?? 0;
  const bad = score < 0 ? -score : 0;
  const good = score > 0 ? score : 0;
  const asked = scan.questions > 0;
  evidence.set(sums);
  const cued = (intent: keyof typeof place): boolean => sums[place[intent]]! > 0;
  // A question mark makes a question of what has a word that asks, and of a short text without a mood; alone it may be rhetorical.
  if (asked) evidence[place.question]! += cued('question') ? 1.5 : 1.7 - bad - good;
  else evidence[place.question] = strongest[place.question]! >= 2 ? evidence[place.question]! * 0.85 : 0;
  // A mood of its own is neither complaint nor praise: both need words that say what it is about, or a very clear mood.
  if (cued('complaint')) evidence[place.complaint]! += 1.5 * bad - 2.5 * good;
  if (cued('praise')) evidence[place.praise]! += 1.2 * good - 3 * bad;
  if (cued('purchase')) evidence[place.purchase]! += (asked ? 0.5 : 0) - 1.2 * bad;
  if (cued('churn')) evidence[place.churn]! += 0.5 * bad - 1.5 * good;
  // Links, many hashtags and capitals make advertising likelier, but only of what already sounds like it.
  if (cued('spam')) evidence[place.spam]! += (scan.links > 0 ? 0.8 : 0) + (scan.shouts > 3 ? 0.4 : 0) + (scan.exclamations > 2 ? 0.3 : 0);
  // Who asks where to buy asks, but wants to buy: what is more special goes first.
  const special = Math.max(evidence[place.purchase]!, evidence[place.complaint]!, evidence[place.churn]!);
  if (special >= enough) evidence[place.question] = Math.min(evidence[place.question]!, special - 0.01);
  if (evidence[place.spam]! >= enough) {
    evidence[place.praise]! -= 1.5;
    evidence[place.purchase]! -= 1.5;
    evidence[place.question]! -= 1.5;
  }
}

function matcherOf(language: string): IntentMatcher {
  const known = language === 'en' || language === 'pl' ? language : language === 'und' ? 'und' : '';
  let matcher = matchers.get(known);
  if (matcher === undefined) {
    const { en, pl } = intentCues;
    matcher = new IntentMatcher(known === 'en' ? en : known === 'pl' ? pl : known === 'und' ? [...en, ...pl] : []);
    matchers.set(known, matcher);
  }
  return matcher;
}
