import { eventCatalogue } from '#event';
import { between, oneOf, type Fact } from './facts.ts';
import type { NormalRule } from './normal-rule.ts';

const scores: { readonly [path: string]: Fact } = {
  'event.sentiment.score': between(-1, 1, 'the score lies between -1 and 1'),
  'event.sentiment.confidence': between(0, 1, 'a confidence lies between 0 and 1'),
  'event.language.confidence': between(0, 1, 'a confidence lies between 0 and 1'),
  'event.intent.confidence': between(0, 1, 'a confidence lies between 0 and 1'),
  'event.intent.label': oneOf(
    ['question', 'complaint', 'purchase', 'churn', 'praise', 'spam'],
    'an intent is question, complaint, purchase, churn, praise or spam',
  ),
  'event.sentiment.label': oneOf(['negative', 'neutral', 'positive'], 'a label is negative, neutral or positive'),
};

/** What is true of the values a rule reads whatever events come: the types it listens to, the bounds of scores, of fields of the catalogue and of counts. */
export function knownFacts(rule: NormalRule): (path: string) => Fact | undefined {
  return (path) => {
    if (path === 'event.type') return oneOf(rule.on, `the rule listens to ${rule.on.join(', ')}`);
    if (path.startsWith('measures.')) {
      const measure = rule.measures[path.slice('measures.'.length)];
      if (measure?.fn === 'ratio' && measure.to === undefined) return between(0, 1, 'a share lies between 0 and 1');
      const fn = measure?.fn;
      return fn === 'count' || fn === 'distinct' ? between(0, Infinity, `a ${fn} is never below 0`) : undefined;
    }
    return scores[path] ?? (path.startsWith('event.data.') ? fieldFact(rule.on, path.slice('event.data.'.length)) : undefined);
  };
}

type Bounded = { readonly minimum?: number; readonly maximum?: number };

/** The bounds of a top field of `data`, when every type of the rule that has the field agrees that there are some. */
function fieldFact(types: readonly string[], field: string): Fact | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const type of types) {
    const kind = eventCatalogue.get(type);
    if (kind === undefined) return undefined;
    const schema = (kind.data.properties as { readonly [name: string]: Bounded | undefined })[field];
    if (schema === undefined) continue;
    low = Math.min(low, schema.minimum ?? -Infinity);
    high = Math.max(high, schema.maximum ?? Infinity);
  }
  if (low > high || (low === -Infinity && high === Infinity)) return undefined;
  return between(low, high, `event.data.${field} is ${high === Infinity ? `never below ${low}` : `between ${low} and ${high}`}`);
}
