import type { CompiledMeasure, MeasureValue } from '#window';
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
  /** Aims the view at a group, given as its tallies series by series. */
  aim(tallies: TallySource): void;
}

/** Where the view finds a group's tallies. */
export interface TallySource {
  tally(series: number, index: number): MeasureValue;
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
    const [at, index] = cells.get(measure.definition)!;
    const tally = (): MeasureValue => aimed.tally(at, index);
    view[measure.name] = viewOf(measure, tally);
  }
  return {
    series: [...series.values()],
    longest: Math.max(0, ...rule.measures.map((measure) => measure.window)),
    view,
    aim(source) {
      aimed = source;
    },
  };
}

function viewOf(measure: CompiledMeasure, tally: () => MeasureValue): MeasureValue {
  if (measure.fn !== 'distinct') {
    return {
      get value() {
        return tally().value;
      },
    };
  }
  return {
    get value() {
      return tally().value;
    },
    get members() {
      return tally().members ?? [];
    },
  };
}
