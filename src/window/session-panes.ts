import type { Pane } from './pane-record.ts';

/** The cell of a pane of a session series that says from when to when it saw events; no definition of a measure is called so. */
const extent = '@';

/** Notes in its record that a pane saw an event. Returns whether that may change which panes make the session. */
export function stretchPane(pane: Pane, at: number): boolean {
  const cell = pane.record[extent] as [number, number] | undefined;
  if (cell === undefined) {
    pane.record[extent] = [at, at];
    return true;
  }
  if (at > cell[1]) cell[1] = at;
  if (at >= cell[0]) return false;
  cell[0] = at;
  return true;
}

/** Whether a pane goes on with the session whose newest pane is `before`. */
export function joins(before: Pane | undefined, pane: Pane, gap: number): boolean {
  return before !== undefined && extentOf(before)[1] >= extentOf(pane)[0] - gap;
}

/** The first of the panes that belong to the newest session: going back from the newest event, no two neighbours lie further apart than `gap`. */
export function sessionStart(panes: readonly Pane[], gap: number): number {
  let index = panes.length - 1;
  let first = extentOf(panes[index])[0];
  while (index > 0) {
    const [start, end] = extentOf(panes[index - 1]);
    if (end < first - gap) break;
    first = Math.min(first, start);
    index--;
  }
  return Math.max(0, index);
}

/** Event time of the newest event of the newest session, or undefined when there is none. */
export function sessionEnd(panes: readonly Pane[]): number | undefined {
  const newest = panes[panes.length - 1];
  if (newest === undefined) return undefined;
  let end = extentOf(newest)[1];
  // A pane of several records has its newest event in any of them.
  for (let index = panes.length - 2; index >= 0 && panes[index]!.number === newest.number; index--)
    end = Math.max(end, extentOf(panes[index])[1]);
  return end;
}

function extentOf(pane: Pane | undefined): readonly [number, number] {
  return (pane?.record[extent] as [number, number] | undefined) ?? [Infinity, -Infinity];
}
