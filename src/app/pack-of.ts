import type { ScoredEvent } from '#event';

/** The events of an entry of a stream of events as Redis answers its fields; undefined when it is no pack. */
export function packOf(fields: readonly string[]): ScoredEvent[] | undefined {
  try {
    const pack: unknown = JSON.parse(fields[fields.indexOf('e') + 1] ?? '');
    return Array.isArray(pack) ? (pack as ScoredEvent[]) : undefined;
  } catch {
    return undefined;
  }
}
