/** What is remembered of one person for all segments, as plain JSON. Times are epoch milliseconds. */
export interface SegmentNote {
  /** The latest moment the person was judged at. */
  at: number;
  /** Number of the next thing said of the person: it makes what is said again a duplicate. */
  next?: number;
  /** Values by definition, and when they were said. */
  values?: { [definition: string]: readonly [value: string | number | boolean, at: number] };
  /** Counts by definition: panes in order of time, each with its number and how many fell into it. */
  counts?: { [definition: string]: [pane: number, count: number][] };
  /** Lead score by points, and when it was right. */
  score?: readonly [score: number, at: number];
  probability?: number;
  /** Since when the person is in which segments. */
  in?: { [segment: string]: number };
  /** When time alone may change something; absent when it cannot. */
  due?: number;
}
