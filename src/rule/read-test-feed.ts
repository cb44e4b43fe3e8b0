import type { ScoredEvent } from '#event';
import { parseDuration, type Json } from '#kernel';
import { expandTemplate } from './expand-template.ts';
import { chance, feedValues, type FeedGenerator } from './feed-values.ts';
import type { RuleTestFeed } from './rule-test.ts';
import type { AuthoredTests } from './test-schema.ts';

type AuthoredFeed = AuthoredTests['tests'][number]['feed'][number];

/** Spreads one written feed over time: its repetitions with their values, what comes again, what comes late. `index` is its place in the test, `start` epoch milliseconds, `seed` what chance follows. */
export function readFeed(feed: AuthoredFeed, index: number, start: number, seed: string): RuleTestFeed[] {
  const first = start + milliseconds(feed.at);
  if (feed.answer !== undefined) {
    const { step, decision, by = 'somebody', comment = '' } = feed.answer;
    return [{ at: first, answer: { step, decision: decision === 'yes' ? 'yes' : 'no', by, comment } }];
  }
  if (feed.event === undefined) return [{ at: first, restart: true }];
  const feeds: RuleTestFeed[] = [];
  const redelivered = feed.redelivery === true;
  for (let place = 0; place < (feed.repeat ?? 1); place++) {
    const values = feedValues((feed.values ?? {}) as { [name: string]: FeedGenerator }, place, `${seed}|${index}`);
    const written = expandTemplate(feed.event as Json, values) as unknown as WrittenEvent;
    const due = first + place * milliseconds(feed.every ?? '0s');
    const late = feed.out_of_order === undefined ? 0 : Math.floor(chance(seed, `late ${index}`, place) * milliseconds(feed.out_of_order));
    const event = readEvent(written, `${index}-${place}`, due - milliseconds(feed.delay ?? '0s'), due + late);
    feeds.push({ at: event.received, event, redelivered });
    if (feed.duplicate === undefined) continue;
    const again = event.received + (feed.duplicate === true ? 0 : milliseconds(feed.duplicate));
    feeds.push({ at: again, event: { ...event, received: again }, redelivered });
  }
  return feeds;
}

type Named = 'id' | 'source' | 'subject' | 'contact';

/** An event after its holes were filled: a name that is nothing but a hole has become what the hole held. */
type WrittenEvent = Omit<NonNullable<AuthoredFeed['event']>, Named | 'topics' | 'sentiment'> & {
  readonly [name in Named]?: string | number;
} & { readonly topics?: readonly (string | number)[]; readonly sentiment?: number | string | Sentiment };
type Sentiment = Exclude<NonNullable<NonNullable<AuthoredFeed['event']>['sentiment']>, string | number>;

function readEvent(written: WrittenEvent, id: string, at: number, received: number): ScoredEvent {
  const { type, subject, contact, topics, segments, language, lead, sentiment, intent, aspects } = written;
  const event: ScoredEvent = {
    id: String(written.id ?? id),
    source: String(written.source ?? 'test'),
    type,
    time: new Date(at).toISOString(),
    at,
    received,
    data: (written.data ?? {}) as ScoredEvent['data'],
    topics: topics === undefined ? [] : topics.map(String),
    ...(subject === undefined ? {} : { subject: String(subject) }),
    ...(contact === undefined ? {} : { contact: String(contact) }),
    ...(language === undefined ? {} : { language: { code: language, confidence: 1 } }),
    ...(lead === undefined ? {} : { lead }),
    ...(segments === undefined ? {} : { segments: [...segments] }),
    ...(intent === undefined ? {} : { intent: { label: intent, confidence: 0.9, labels: [intent], cues: [] } }),
    ...(aspects === undefined ? {} : { aspects: aspects.map(({ topic, score }) => ({ topic, score, label: labelOf(score) })) }),
  };
  if (sentiment !== undefined) {
    const { score, label, confidence, model } = typeof sentiment === 'object' ? sentiment : { score: Number(sentiment) };
    event.sentiment = { score, label: label ?? labelOf(score), confidence: confidence ?? 0.9, ...(model === undefined ? {} : { model }) };
  }
  return event;
}

function labelOf(score: number): 'negative' | 'neutral' | 'positive' {
  if (score <= -0.2) return 'negative';
  return score >= 0.2 ? 'positive' : 'neutral';
}

function milliseconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}
