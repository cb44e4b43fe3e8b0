import type { SegmentNote } from './segment-note.ts';

/**
 * Joins what was remembered of a person under another name into a note, as if one contact had done it all: of two values the newer holds, counts add up, and who was in a segment under either name is in it. Who is where by
 * both together is for `judge` to say.
 */
export function mergeNotes(note: SegmentNote, other: SegmentNote): void {
  for (const [id, value] of Object.entries(other.values ?? {}))
    if ((note.values?.[id]?.[1] ?? -1) < value[1]) (note.values ??= {})[id] = value;
  for (const [id, panes] of Object.entries(other.counts ?? {})) {
    const sums = new Map(note.counts?.[id]);
    for (const [pane, count] of panes) sums.set(pane, (sums.get(pane) ?? 0) + count);
    (note.counts ??= {})[id] = [...sums].toSorted(([one], [two]) => one - two);
  }
  if (other.score !== undefined && (note.score?.[1] ?? -1) < other.score[1]) note.score = other.score;
  if (other.probability !== undefined && (note.probability === undefined || other.at > note.at)) note.probability = other.probability;
  for (const [segment, since] of Object.entries(other.in ?? {})) (note.in ??= {})[segment] = Math.min(since, note.in[segment] ?? since);
  note.at = Math.max(note.at, other.at);
}
