import type { Json } from '#kernel';

/** What a rule says of itself when it fires and when its fire is over: an event that other rules may listen to. */
export const ruleEventType = (rule: string, what: 'fired' | 'resolved'): string => `rule.${rule}.${what}`;

/** The rule that says events of a type; undefined for types that no rule says of itself. */
export function ruleOfEventType(type: string): string | undefined {
  return /^rule\.([a-z][a-z0-9-]*)\.(?:fired|resolved)$/.exec(type)?.[1];
}

/** Reads what another rule said: whose fire it is, and until when it holds (0: until it is said to be over, -1: it is over). */
export function inhibitorOf(event: { readonly [name: string]: Json }): { readonly name: string; readonly until: number } | undefined {
  const said = event['data'];
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return undefined;
  const { rule, key, until } = said as { readonly [name: string]: Json };
  if (typeof rule !== 'string' || typeof key !== 'string') return undefined;
  const name = `${rule}|${key}`;
  if (event['type'] === ruleEventType(rule, 'resolved')) return { name, until: -1 };
  return { name, until: typeof until === 'number' ? until : 0 };
}
