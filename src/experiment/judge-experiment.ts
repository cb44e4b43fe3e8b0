import { compareRates } from './compare-rates.ts';
import { compareRatio } from './compare-ratio.ts';
import type { ExperimentRecord, Tallies } from './experiment-record.ts';
import type { ExperimentSettings } from './experiment-settings.ts';
import { addTallies, isOver } from './slots.ts';

/** A variant beside the control. `known` are the contacts whose horizon is over; only they are compared. */
export interface VariantResult {
  readonly variant: string;
  readonly weight: number;
  /** Contacts exposed so far, and how many of them have converted so far. */
  readonly exposed: number;
  readonly converted: number;
  readonly known: { readonly exposed: number; readonly converted: number; readonly rate: number | null };
  /** Absent for the control, and while there is too little. Interval and p are valid at any time; `relative` is the uplift over the control's rate, with the same interval. */
  readonly uplift?: {
    readonly difference: number;
    readonly low: number;
    readonly high: number;
    readonly relative: { readonly estimate: number; readonly low: number; readonly high: number } | null;
    readonly p: number;
    readonly decided: boolean;
  };
}

/** How an experiment stands. Times are epoch milliseconds. */
export interface ExperimentResult {
  readonly experiment: string;
  readonly design: string;
  readonly from: number;
  readonly last: number;
  readonly control: string;
  readonly variants: readonly VariantResult[];
  /** Whether contacts are spread as the weights say; where they are not, nothing else can be believed. */
  readonly ratio: { readonly p: number; readonly mismatch: boolean };
  /** Exposures that could not be followed, because it was not the contact that was assigned. */
  readonly foreign: number;
  /** In words: what may be believed. */
  readonly verdict: string;
}

/** A mismatch is an alarm, and alarms must be rare: this share of right splits may ever be called wrong. */
const RATIO_ALPHA = 0.001;

/**
 * Judges an experiment by the records of all lanes, one result per design, the latest first. The control is the variant of that name, else the first by name. With several others the level is shared among them
 * (Bonferroni), so that alpha holds for all together.
 */
export function judgeExperiment(
  experiment: string,
  records: readonly ExperimentRecord[],
  settings: Pick<ExperimentSettings, 'horizon' | 'alpha' | 'effect'>,
  now: number,
): ExperimentResult[] {
  const foreign = records.reduce((sum, record) => sum + (record.foreign ?? 0), 0);
  const designs = new Map<string, { from: number; last: number; weights: { [variant: string]: number }; known: Tallies; all: Tallies }>();
  for (const record of records) {
    for (const [design, counted] of Object.entries(record.designs)) {
      const sum = designs.get(design) ?? { from: counted.from, last: counted.last, weights: counted.weights, known: {}, all: {} };
      designs.set(design, sum);
      sum.from = Math.min(sum.from, counted.from);
      sum.last = Math.max(sum.last, counted.last);
      addTallies(sum.known, counted.over);
      addTallies(sum.all, counted.over);
      for (const [slot, tallies] of counted.slots) {
        addTallies(sum.all, tallies);
        if (isOver(slot, settings.horizon, now)) addTallies(sum.known, tallies);
      }
    }
  }
  return [...designs]
    .toSorted(([, one], [, other]) => other.last - one.last)
    .map(([design, { from, last, weights, known, all }]) => {
      const names = Object.keys(weights).toSorted();
      const control = names.includes('control') ? 'control' : (names[0] ?? '');
      const alpha = settings.alpha / Math.max(1, names.length - 1);
      const variants = names.map((variant) => resultOf(variant, control, weights[variant]!, known, all, { ...settings, alpha }));
      const p = compareRatio(
        names.map((name) => all[name]?.[0] ?? 0),
        names.map((name) => weights[name]!),
      );
      const ratio = { p, mismatch: p < RATIO_ALPHA };
      return { experiment, design, from, last, control, variants, ratio, foreign, verdict: verdictOf(variants, ratio.mismatch) };
    });
}

function resultOf(
  variant: string,
  control: string,
  weight: number,
  known: Tallies,
  all: Tallies,
  settings: { readonly alpha: number; readonly effect: number },
): VariantResult {
  const [exposed, converted] = all[variant] ?? [0, 0];
  const [knownExposed, knownConverted] = known[variant] ?? [0, 0];
  const rate = knownExposed === 0 ? null : knownConverted / knownExposed;
  const result = { variant, weight, exposed, converted, known: { exposed: knownExposed, converted: knownConverted, rate } };
  const before = known[control] ?? [0, 0];
  const compared = variant === control ? undefined : compareRates(before, [knownExposed, knownConverted], settings);
  if (compared === undefined) return result;
  const { difference, low, high, p } = compared;
  const base = before[1] / before[0];
  const relative = base === 0 ? null : { estimate: difference / base, low: low / base, high: high / base };
  return { ...result, uplift: { difference, low, high, relative, p, decided: p <= settings.alpha } };
}

function verdictOf(variants: readonly VariantResult[], mismatch: boolean): string {
  if (mismatch) return 'The split is not as it should be: do not believe the comparison, look for what loses or doubles contacts.';
  const compared = variants.flatMap(({ variant, uplift }) => (uplift === undefined ? [] : [{ variant, ...uplift }]));
  if (compared.length === 0) return 'Too little is known yet.';
  const decided = compared.filter((one) => one.decided);
  if (decided.length === 0) return 'No difference can be told yet; the interval says how large one may be.';
  return decided.map(({ variant, difference }) => `${variant} converts ${difference > 0 ? 'better' : 'worse'} than the control.`).join(' ');
}
