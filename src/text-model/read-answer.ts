import type { Sentiment } from '#event';
import { Unanswered } from './asker.ts';

const LABELS: ReadonlySet<unknown> = new Set(['negative', 'neutral', 'positive']);
const LONGEST_NAME = 100;

/**
 * The sentiments out of the JSON a model answered, `{"model": "name and version", "sentiments": [{"score", "label", "confidence"} or null, …]}`; `name` stands for a `model` that is not given.
 * What is no whole answer is refused (`Unanswered`, malformed): sentiments that belong to other texts would be worse than none.
 */
export function readAnswer(json: string, count: number, name: string): (Sentiment | undefined)[] {
  let said: { readonly model?: unknown; readonly sentiments?: unknown } | null;
  try {
    said = JSON.parse(json) as typeof said;
  } catch {
    throw new Unanswered('malformed', 'the answer is no JSON');
  }
  const sentiments = said?.sentiments;
  if (!Array.isArray(sentiments)) throw new Unanswered('malformed', 'the answer has no list "sentiments"');
  if (sentiments.length !== count)
    throw new Unanswered('malformed', `the answer has ${sentiments.length} sentiments where ${count} texts were asked about`);
  const model = typeof said?.model === 'string' && said.model !== '' ? said.model.slice(0, LONGEST_NAME) : name;
  return sentiments.map((one) => sentimentOf(one, model));
}

function sentimentOf(one: unknown, model: string): Sentiment | undefined {
  if (one === null) return undefined;
  const { score, label, confidence } = (typeof one === 'object' ? one : {}) as { [name: string]: unknown };
  if (!within(score, -1) || !within(confidence, 0) || !LABELS.has(label))
    throw new Unanswered(
      'malformed',
      'a sentiment needs a score in [−1, 1], a label (negative, neutral, positive) and a confidence in [0, 1]',
    );
  return { score, label: label as Sentiment['label'], confidence, model };
}

function within(value: unknown, least: number): value is number {
  return typeof value === 'number' && value >= least && value <= 1;
}
