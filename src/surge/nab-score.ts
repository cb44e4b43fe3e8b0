/** A series with its labels: for every row the detector's score, and the windows of known anomalies as first and last row. */
export interface LabelledScores {
  readonly scores: ArrayLike<number>;
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** What a set of series scored at a threshold: 100 finds every anomaly at once and nothing else, 0 is what a detector scores that says nothing. */
export interface NabScore {
  readonly score: number;
  readonly threshold: number;
  readonly falseAlarms: number;
  readonly found: number;
  readonly windows: number;
}

/** Weights of the standard profile. */
const FALSE_ALARM = 0.11;
const MISS = 1;

/**
 * The score of the Numenta Anomaly Benchmark, standard profile (Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms – the Numenta Anomaly Benchmark", 2015): in every window the earliest detection
 * counts, more the earlier it is; rows told outside windows cost 0.11, less just behind a window; a window without a detection costs 1. The first 15 % of rows, at most 750, are not judged. Without a threshold the one
 * that scores best over all series together is found, as the benchmark does.
 */
export function nabScore(series: readonly LabelledScores[], threshold?: number): NabScore {
  const rows: { readonly score: number; readonly window: number; readonly worth: number }[] = [];
  let windows = 0;
  for (const one of series) windows = judgeRows(one, windows, rows);
  rows.sort((a, b) => b.score - a.score);
  const best = Array.from({ length: windows }, () => -MISS);
  let total = -MISS * windows;
  let falseAlarms = 0;
  let found = 0;
  const here = (at: number): NabScore => ({
    score: (100 * (total + MISS * windows)) / ((1 + MISS) * windows),
    threshold: at,
    falseAlarms,
    found,
    windows,
  });
  let answer = here(Number.POSITIVE_INFINITY);
  for (let at = 0; at < rows.length; at++) {
    const { score, window, worth } = rows[at]!;
    if (score <= 0 || (threshold !== undefined && score < threshold)) break;
    if (window < 0) {
      total += worth;
      falseAlarms += 1;
    } else if (worth > best[window]!) {
      if (best[window] === -MISS) found += 1;
      total += worth - best[window]!;
      best[window] = worth;
    }
    const isLast = rows[at + 1]?.score !== score;
    if (isLast && (threshold !== undefined || here(score).score > answer.score)) answer = here(score);
  }
  return threshold === undefined ? answer : { ...answer, threshold };
}

/** Rows at the beginning of a series that are not judged. */
export function probation(rows: number): number {
  return Math.min(Math.floor(0.15 * rows), 750);
}

function judgeRows(
  { scores, windows }: LabelledScores,
  before: number,
  rows: { readonly score: number; readonly window: number; readonly worth: number }[],
): number {
  let next = 0;
  let behind: readonly [first: number, last: number] | undefined;
  const judged = windows.filter(([, last]) => last >= probation(scores.length));
  for (let row = 0; row < scores.length; row++) {
    while (next < windows.length && row > windows[next]![1]) behind = windows[next++];
    const window = windows[next];
    if (row < probation(scores.length)) continue;
    if (window !== undefined && row >= window[0]) {
      const worth = fading(-(window[1] - row + 1) / (window[1] - window[0] + 1)) / fading(-1);
      rows.push({ score: scores[row]!, window: before + judged.indexOf(window), worth });
    } else {
      const past = behind === undefined ? 3 : (row - behind[1]) / (behind[1] - behind[0]);
      rows.push({ score: scores[row]!, window: -1, worth: FALSE_ALARM * (past >= 3 ? -1 : fading(past)) });
    }
  }
  return before + judged.length;
}

/** From nearly 1 at the left edge of a window (−1) over 0 at its right edge to −1 behind it. */
function fading(place: number): number {
  return 2 / (1 + Math.exp(5 * place)) - 1;
}
