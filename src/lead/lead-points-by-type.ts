import type { LeadPoints } from './lead-settings.ts';

/** Points for one kind of event with its filter taken apart: the event earns them when every path holds its value. */
export interface LeadEntry {
  readonly points: number;
  readonly filter: readonly { readonly path: readonly string[]; readonly value: string | number | boolean }[];
}

/** Compiles the points of the configuration by event type, so that an event that earns none costs one look-up. */
export function leadPointsByType(points: readonly LeadPoints[]): ReadonlyMap<string, readonly LeadEntry[]> {
  const byType = new Map<string, LeadEntry[]>();
  for (const { on, points: earned, when } of points) {
    const entries = byType.get(on) ?? [];
    entries.push({ points: earned, filter: Object.entries(when ?? {}).map(([path, value]) => ({ path: path.split('.'), value })) });
    byType.set(on, entries);
  }
  return byType;
}
