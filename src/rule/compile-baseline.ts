import { formatDuration, nearest } from '#kernel';
import type { BaselinePlan } from '#surge';
import type { CompiledMeasure } from '#window';
import { contentHash } from '#kernel';
import type { NormalRule } from './normal-rule.ts';
import type { RuleTools } from './rule-tools.ts';

/** The baseline of a rule, ready to learn. */
export interface CompiledBaseline {
  /** Name of the measure. */
  readonly of: string;
  readonly plan: BaselinePlan;
  /** Names what is learnt: a baseline whose definition changed starts anew. How it judges (floor, direction, cold start, least history) is no part of it. */
  readonly definition: string;
}

const DAY = 86_400_000;
/** The shortest history in which each hour of a season comes twice. */
const LEAST_HISTORY = { none: 3_600_000, hour_of_day: 2 * DAY, hour_of_week: 14 * DAY } as const;
const MOST_HISTORY = 366 * DAY;

/** Checks the baseline of a rule, and answers it when nothing is wrong. */
export function compileBaseline(rule: NormalRule, measures: readonly CompiledMeasure[], tools: RuleTools): CompiledBaseline | undefined {
  const { baseline } = rule;
  if (baseline === undefined) return undefined;
  const { of, season, history, minHistory, floor, direction, coldStart } = baseline;
  const measure = measures.find((one) => one.name === of);
  if (measure === undefined) {
    const near = nearest(of, Object.keys(rule.measures));
    const hint = near === undefined ? 'Name one of "measures".' : `Did you mean "${near}"?`;
    tools.find('/baseline/of', 'value', { code: 'unknown-measure', message: `"${of}" is no measure of this rule`, hint });
    return undefined;
  }
  const { fn, kind, window, definition } = measure;
  if (fn === 'first_seen' || kind !== undefined) {
    const what = fn === 'first_seen' ? 'first_seen' : `a ${kind} window`;
    tools.find('/baseline/of', 'value', {
      code: 'baseline-measure',
      message: `${what} has no baseline: what is usual is learnt of windows that slide`,
      hint: 'Name a measure over a sliding window.',
    });
  }
  const least = Math.max(LEAST_HISTORY[season], window, minHistory);
  if (history < least || history > MOST_HISTORY) {
    const message =
      history > MOST_HISTORY
        ? `a baseline looks back ${formatDuration(MOST_HISTORY)} at most`
        : `a history of ${formatDuration(history)} is too short for season ${season}, this window and this min_history`;
    tools.find('/baseline', 'key', {
      code: 'baseline-history',
      message,
      hint: `Write history: ${formatDuration(Math.min(MOST_HISTORY, least))} or more.`,
    });
  }
  const span = measure.to === undefined ? window : Math.max(...rangesOf(measure, measures));
  return {
    of,
    plan: {
      season,
      history,
      minHistory,
      window: span,
      grows: fn === 'count' || fn === 'distinct' || fn === 'sum',
      counts: fn === 'count' || fn === 'distinct',
      floor,
      direction,
      ...(coldStart === undefined ? {} : { coldStart }),
    },
    definition: contentHash([definition, season, history, span]),
  };
}

/** The windows of the measures that a ratio divides. */
function rangesOf({ of, to }: CompiledMeasure, measures: readonly CompiledMeasure[]): number[] {
  return measures.filter(({ name }) => name === of || name === to).map((one) => one.window);
}
