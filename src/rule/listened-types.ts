import type { NormalRule } from './normal-rule.ts';

/** Every event type whose events a rule decides by: its own, those of a sequence's steps, and those that end its fires. */
export function listenedTypes(rule: NormalRule): readonly string[] {
  const { sequence, firing } = rule;
  const types = [...rule.on, ...(sequence?.parts ?? []).flatMap((part) => part.on), ...(sequence?.cancel?.on ?? [])];
  if (typeof firing?.resolveIf === 'object') types.push(...firing.resolveIf.on);
  return [...new Set(types)];
}
