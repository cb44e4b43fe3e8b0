import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSurgeSettings, nabScore, probation, SurgeDetector, type LabelledScores, type SurgeSettings } from '#surge';

const usage = `Measures the detector of surges on series with labelled windows, as the Numenta Anomaly Benchmark does (standard profile), and chooses its settings between series.

  npm run bench:surges -- --data DIR [--json]      DIR holds *.csv (timestamp,value) and windows.json {file: [[from, to]]}
`;

/** The settings that are chosen between series: every value of one while the others stand at their default. */
const choices: { readonly [name in keyof SurgeSettings]?: readonly number[] } = {
  levelHalfLife: [600, 1_000, 2_000],
  spreadHalfLife: [1_000, 2_000, 4_000],
  block: [108, 144, 180, 216, 288],
  blockWeight: [0.05, 0.07, 0.1],
  episode: [288, 350, 420],
  lastingWeight: [0.3, 0.5, 0.7],
};

interface Labelled {
  readonly name: string;
  readonly at: readonly number[];
  readonly values: readonly number[];
  readonly windows: LabelledScores['windows'];
}

const flags = process.argv.slice(2);
const folder = flags[flags.indexOf('--data') + 1];
if (!flags.includes('--data') || folder === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}
const series = readAll(folder);
const candidates: Partial<SurgeSettings>[] = [
  {},
  ...Object.entries(choices).flatMap(([name, values]) =>
    values.filter((value) => value !== defaultSurgeSettings[name as keyof SurgeSettings]).map((value) => ({ [name]: value })),
  ),
];
const started = performance.now();
const judged = candidates.map((settings) => series.map((one) => scoresOf(one, settings)));
const microsPerRow =
  (1_000 * (performance.now() - started)) / candidates.length / series.reduce((rows, one) => rows + one.values.length, 0);

const standing = judged[0]!;
const days = series.reduce((sum, one) => sum + (one.at.at(-1)! - one.at[0]!) / 86_400_000, 0);
const optimal = nabScore(standing);
const asShipped = nabScore(standing, 0.5);
/** Settings and threshold from the other series; then the series that was left out. */
const heldOut = series.map((one, out) => {
  const others = (scores: readonly LabelledScores[]): LabelledScores[] => scores.filter((_, at) => at !== out);
  let best = judged[0]!;
  for (const scores of judged) if (nabScore(others(scores)).score > nabScore(others(best)).score) best = scores;
  const chosen = nabScore([best[out]!], nabScore(others(best)).threshold);
  const standingHeldOut = nabScore([standing[out]!], nabScore(others(standing)).threshold);
  const settings = candidates[judged.indexOf(best)];
  return {
    series: one.name,
    settings,
    score: chosen.score,
    found: chosen.found,
    windows: chosen.windows,
    falseAlarms: chosen.falseAlarms,
    thresholdOnly: standingHeldOut.score,
  };
});
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const report = {
  series: series.length,
  optimal,
  asShipped: { ...asShipped, falseAlarmsPerSeriesDay: asShipped.falseAlarms / days },
  heldOutMean: mean(heldOut.map((one) => one.score)),
  heldOutMeanThresholdOnly: mean(heldOut.map((one) => one.thresholdOnly)),
  heldOut,
  worstNeighbour: Math.min(...judged.map((scores) => nabScore(scores).score)),
  microsPerRow,
};
if (flags.includes('--json')) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  process.stdout.write(
    `${series.length} series, standard profile\n` +
      `shipped settings, best threshold ${optimal.threshold.toFixed(3)}: ${optimal.score.toFixed(1)} (${optimal.found} of ${optimal.windows} windows, ${optimal.falseAlarms} false alarms)\n` +
      `shipped settings, shipped threshold 0.5: ${asShipped.score.toFixed(1)}; ${(asShipped.falseAlarms / days).toFixed(3)} false alarms a series and day\n` +
      `held out, settings and threshold chosen on the other series: mean ${report.heldOutMean.toFixed(1)}; threshold only: ${report.heldOutMeanThresholdOnly.toFixed(1)}\n` +
      heldOut.map(toldLine).join('') +
      `worst of ${candidates.length} neighbouring settings, best threshold: ${report.worstNeighbour.toFixed(1)}\n` +
      `${microsPerRow.toFixed(2)} µs a row\n`,
  );
}

function toldLine(one: (typeof heldOut)[number]): string {
  const { series, score, found, windows, falseAlarms, settings, thresholdOnly } = one;
  return `  ${series}  ${score.toFixed(1)}  ${found} of ${windows}, ${falseAlarms} false alarms  ${JSON.stringify(settings)}  threshold only ${thresholdOnly.toFixed(1)}\n`;
}

function scoresOf({ at, values, windows }: Labelled, settings: Partial<SurgeSettings>): LabelledScores {
  const detector = new SurgeDetector(settings);
  return { scores: Float64Array.from(values, (value, row) => detector.observe(at[row]!, value).score), windows };
}

function readAll(from: string): Labelled[] {
  const labels = JSON.parse(readFileSync(join(from, 'windows.json'), 'utf8')) as { [file: string]: [string, string][] };
  return readdirSync(from)
    .filter((file) => file.endsWith('.csv') && labels[file] !== undefined)
    .toSorted((a, b) => a.localeCompare(b))
    .map((file) => {
      const cells = readFileSync(join(from, file), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
      const at = cells.map(([stamp]) => timeOf(stamp!));
      const windows = labels[file]!.map(([first, last]) => [at.indexOf(timeOf(first)), at.indexOf(timeOf(last))] as const);
      return {
        name: file,
        at,
        values: cells.map(([, value]) => Number(value)),
        windows: windows.filter(([, last]) => last >= probation(at.length)),
      };
    });
}

function timeOf(stamp: string): number {
  return Date.parse(`${stamp.trim().slice(0, 19).replace(' ', 'T')}Z`);
}
