import { adstock } from './adstock.ts';
import { Baseline } from './baseline.ts';
import type { SpendHistory } from './spend-history.ts';

/** Seasons that are looked for when none is named: weeks of a year, days of a week, months of a year, quarters. */
const usualSeasons = [52.18, 7, 12, 4];
const MOST_WAVES = 4;

/**
 * The columns of the baseline over all rows of a history: level, trend, controls, and as many waves of a season as the data bear out. Which season and how many waves is chosen by the Bayesian information
 * criterion over the first `known` rows, beside a rough guess of what the channels do. A season needs two full turns to be believed.
 */
export function baselineColumns(history: SpendHistory, known: number): Float64Array[] {
  const count = history.response.length;
  const plain: Float64Array[] = [
    new Float64Array(count).fill(1),
    Float64Array.from({ length: count }, (_, row) => row / count),
    ...(history.controls ?? []).map((control) => Float64Array.from(control)),
  ];
  const rough = history.channels.map(({ spend }) => adstock(spend, 0.4).map((felt) => Math.sqrt(felt)));
  let best: { criterion: number; columns: Float64Array[] } = {
    criterion: criterionOf([...plain, ...rough], history.response, known),
    columns: plain,
  };
  const seasons = (history.seasons ?? usualSeasons).filter((season) => season > 1 && known >= 2 * season);
  for (const season of seasons) {
    for (let waves = 1; waves <= MOST_WAVES && waves < season / 2; waves++) {
      const columns = [...plain, ...wavesOf(season, waves, count)];
      const criterion = criterionOf([...columns, ...rough], history.response, known);
      if (criterion < best.criterion) best = { criterion, columns };
    }
  }
  return best.columns;
}

function wavesOf(season: number, waves: number, count: number): Float64Array[] {
  return Array.from({ length: 2 * waves }, (_, at) => {
    const turn = (2 * Math.PI * (Math.floor(at / 2) + 1)) / season;
    return Float64Array.from({ length: count }, (_, row) => (at % 2 === 0 ? Math.sin(turn * row) : Math.cos(turn * row)));
  });
}

function criterionOf(columns: readonly Float64Array[], response: readonly number[], known: number): number {
  const baseline = new Baseline(columns, known);
  const left = baseline.without(response);
  let squares = 1e-12;
  for (const value of left) squares += value * value;
  if (baseline.size >= known - 2) return Infinity;
  return known * Math.log(squares / known) + baseline.size * Math.log(known);
}
