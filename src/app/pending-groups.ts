import type { CompiledRule, Signal } from '#rule';
import { openMatches, type SequenceRecord } from '#sequence';

/** Reads out of what a lane has stored which groups of a rule are on their way to a fire at `now`: their condition is held, or a sequence of theirs has begun and may still be completed. */
export function pendingGroups(rule: CompiledRule | undefined, stored: ReadonlyMap<string, string>, now: number): Signal['group'][] {
  if (rule === undefined) return [];
  const groups: Signal['group'][] = [];
  for (const [field, json] of stored) {
    if (field.startsWith(`g|${rule.name}|`)) {
      const { gate } = JSON.parse(json) as { readonly gate?: { readonly hold?: readonly [number, string, Signal['group'], unknown] } };
      if (gate?.hold !== undefined) groups.push(gate.hold[2]);
    } else if (rule.sequence !== undefined && field.startsWith(`q|${rule.name}|`)) {
      const record = JSON.parse(json) as SequenceRecord;
      if (openMatches(rule.sequence, record, now).length > 0) groups.push(record.group);
    }
  }
  return groups;
}
