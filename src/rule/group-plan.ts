import type { CompiledMeasure, MeasureValue, Tally } from '#window';
import type { CompiledRule } from './compiled-rule.ts';
import { seriesName } from './group-fields.ts';

/** The measures of a rule that share one window and pane. */
export interface SeriesPlan {
  readonly name: string;
  readonly measures: readonly CompiledMeasure[];
  /** Their places in a signal's inputs. */
  readonly places: readonly number[];
}

/** What all groups of a rule have in common, worked out once a rule: there may be a hundred thousand groups. */
export interface GroupPlan {
  readonly series: readonly SeriesPlan[];
  /** Milliseconds of the longest window. */
  readonly longest: number;
  /** The measures as expressions may read them: they see own properties only, and these are computed when they are read, from the group that was aimed at last. */
  readonly view: { readonly [name: string]: MeasureValue };
  /** Of the view, the measures that may lack a value for a reason that is worth counting. */
  readonly doubtful: readonly MeasureValue[];
  /** Aims the view at a group, given as its tallies series by series. */
  aim(tallies: TallySource): void;
}

/** Where the view finds a group's tallies. */
export interface TallySource {
  tally(series: number, index: number): Tally;
}

const plans = new WeakMap<CompiledRule, GroupPlan>();

/** The plan of a rule. */
export function planOf(rule: CompiledRule): GroupPlan {
  let plan = plans.get(rule);
  if (plan === undefined) plans.set(rule, (plan = makePlan(rule)));
  return plan;
}

function makePlan(rule: CompiledRule): GroupPlan {
  const series = new Map<string, { name: string; measures: CompiledMeasure[]; places: number[] }>();
  const cells = new Map<string, [series: number, index: number]>();
  for (const [place, measure] of rule.measures.entries()) {
    // A ratio of two other measures keeps nothing of its own.
    if (measure.to !== undefined) continue;
    // Two names for the same measure share one cell, which must be counted once.
    if (cells.has(measure.definition)) continue;
    const name = seriesName(measure);
    let one = series.get(name);
    if (one === undefined) series.set(name, (one = { name, measures: [], places: [] }));
    cells.set(measure.definition, [[...series.keys()].indexOf(name), one.measures.length]);
    one.measures.push(measure);
    one.places.push(place);
  }
  let aimed: TallySource;
  const view: { [name: string]: MeasureValue } = {};
  for (const measure of rule.measures) {
    const cell = cells.get(measure.definition);
    if (cell === undefined) continue;
    const [at, index] = cell;
    view[measure.name] = viewOf(measure, () => aimed.tally(at, index));
  }
  // In the order in which the author wrote them.
  const ordered: { [name: string]: MeasureValue } = {};
  for (const measure of rule.measures) {
    const { name, of, to } = measure;
    ordered[name] = of !== undefined && to !== undefined ? quotientView(measure, view[of]!, view[to]!) : view[name]!;
  }
  return {
    series: [...series.values()],
    longest: Math.max(0, ...rule.measures.map((measure) => measure.window)),
    view: ordered,
    doubtful: rule.measures.filter(({ fn }) => fn === 'ratio' || fn === 'first_seen').map(({ name }) => ordered[name]!),
    aim(source) {
      aimed = source;
    },
  };
}

function viewOf(measure: CompiledMeasure, tally: () => Tally): MeasureValue {
  const { fn, percentile = 50, least = 1 } = measure;
  switch (fn) {
    case 'distinct':
      return {
        get value() {
          return tally().value;
        },
        get members() {
          return tally().members ?? [];
        },
        get approximate() {
          return tally().approximate === true;
        },
      };
    case 'percentile':
      return {
        get value() {
          return tally().percentile!(percentile);
        },
      };
    case 'ratio':
      return {
        get value() {
          return (tally().weight ?? 0) >= least ? tally().value : null;
        },
        get lack() {
          return (tally().weight ?? 0) >= least ? undefined : 'low-denominator';
        },
      };
    default:
      return {
        get value() {
          return tally().value;
        },
        get lack() {
          return tally().lack;
        },
      };
  }
}

/** A ratio of two measures. It is never computed with a denominator below the least one, and never with nothing. */
function quotientView({ least = 1 }: CompiledMeasure, above: MeasureValue, below: MeasureValue): MeasureValue {
  const enough = (): boolean => typeof below.value === 'number' && below.value >= least && below.value > 0;
  return {
    get value() {
      return enough() && typeof above.value === 'number' ? above.value / (below.value as number) : null;
    },
    get lack() {
      return enough() ? undefined : 'low-denominator';
    },
  };
}
