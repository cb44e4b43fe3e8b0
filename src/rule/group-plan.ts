import type { BaselineVerdict } from '#surge';
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
  /** The measure that has a baseline, as it is without it. */
  readonly plain: MeasureValue | undefined;
  /** Of the view, the measures that may lack a value for a reason that is worth counting. */
  readonly doubtful: readonly MeasureValue[];
  /** Aims the view at a group, given as its tallies series by series. */
  aim(tallies: TallySource): void;
}

/** Where the view finds a group's tallies. */
export interface TallySource {
  tally(series: number, index: number): Tally;
  /** What the baseline says of a value of its measure. */
  judge(value: number): BaselineVerdict | undefined;
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
  const of = rule.baseline?.of;
  const plain = of === undefined ? undefined : ordered[of];
  if (of !== undefined && plain !== undefined) {
    ordered[of] = judgedView(plain, () => (typeof plain.value === 'number' ? aimed.judge(plain.value) : undefined));
  }
  return {
    series: [...series.values()],
    plain,
    longest: Math.max(0, ...rule.measures.map((measure) => measure.window)),
    view: ordered,
    doubtful: rule.measures
      .filter(({ fn, name }) => fn === 'ratio' || fn === 'first_seen' || name === of)
      .map(({ name }) => ordered[name]!),
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

/** A measure with what its baseline says of it. Expressions see own properties only, so its own getters are copied. */
function judgedView(plain: MeasureValue, judge: () => BaselineVerdict | undefined): MeasureValue {
  const judged: MeasureValue = {
    value: null,
    get z() {
      return judge()?.z ?? null;
    },
    get expected() {
      return judge()?.expected ?? null;
    },
    get spread() {
      return judge()?.spread ?? null;
    },
    get lack() {
      return plain.lack ?? (typeof plain.value === 'number' && judge() === undefined ? 'cold-start' : undefined);
    },
  };
  const { lack: _, ...own } = Object.getOwnPropertyDescriptors(plain);
  return Object.defineProperties(judged, own);
}
