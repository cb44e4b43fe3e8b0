import type { JournalEntry, JournalMeasure } from '#action';
import type { Json } from '#kernel';
import type { Decision } from '#operator';

/** Longest text and most members that are kept of a decision: it must stay small, because every fire has one. */
const MOST_TEXT = 500;
const MOST_MEMBERS = 20;

/** What is kept of a decision; `rules` is the hash of the set of rules in force. */
export function journalOf(decision: Decision, rules: string): JournalEntry {
  const { rule, version, key, fire, at, mode, because, signal } = decision;
  const measures: { [name: string]: JournalMeasure } = {};
  for (const [name, { value, members }] of Object.entries(decision.measures)) {
    const more = members !== undefined && members.length > MOST_MEMBERS ? { of: members.length } : {};
    measures[name] = members === undefined ? { value } : { value, members: members.slice(0, MOST_MEMBERS), ...more };
  }
  return {
    kind: 'fired',
    rule,
    version,
    rules,
    key,
    fire,
    at,
    mode,
    because: shortened(because) as string,
    event: shortened(signal.event) as { [name: string]: Json },
    measures,
  };
}

function shortened(value: Json): Json {
  if (typeof value === 'string') return value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}…` : value;
  if (Array.isArray(value)) return value.slice(0, MOST_MEMBERS).map(shortened);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortened(one as Json)]));
}
