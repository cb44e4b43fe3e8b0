import { parseDuration } from '#kernel';
import type { Static } from 'typebox';
import type { measureSchema } from './measure-schema.ts';
import type { NormalMeasure } from './normal-rule.ts';

/** The smallest pane a window is cut into, in milliseconds. */
const MIN_PANE = 1_000;
/** How many panes a window has unless `every` says otherwise; what was seen for the first time is remembered longer and coarser. */
const PANES = 60;
const HORIZON_PANES = 30;

type AuthoredMeasure = Static<typeof measureSchema>;
type Measures = { readonly [name: string]: AuthoredMeasure | NormalMeasure };

/** Says everything that measures may leave unsaid. A window that should have been said and was not is 0. */
export function normaliseMeasures(measures: Measures): { readonly [name: string]: NormalMeasure } {
  return Object.fromEntries(Object.entries(measures).map(([name, one]) => [name, normalMeasure(one, measures)]));
}

function normalMeasure(measure: AuthoredMeasure | NormalMeasure, all: Measures): NormalMeasure {
  const { fn, percentile } = functionOf(measure);
  const { kind, of, where, zone, to, min, gap } = measure;
  const session = kind === 'session' || (kind === undefined && gap !== undefined);
  const shape: Pick<NormalMeasure, 'kind' | 'zone' | 'gap'> = {
    ...(session ? { kind: 'session' } : kind === 'tumbling' ? { kind } : {}),
    ...(zone === undefined ? {} : { zone }),
    ...(gap === undefined ? {} : { gap: milliseconds(gap) }),
  };
  return {
    fn,
    ...(of === undefined ? {} : { of }),
    ...(where === undefined ? {} : { where }),
    ...windowOf(measure, shape, all),
    ...shape,
    ...(percentile === undefined ? {} : { p: percentile }),
    ...(to === undefined ? {} : { to }),
    ...(min === undefined ? {} : { min }),
  };
}

function functionOf({ fn, p }: AuthoredMeasure | NormalMeasure): { fn: NormalMeasure['fn']; percentile?: number | undefined } {
  switch (fn) {
    case 'median':
      return { fn: 'percentile', percentile: 50 };
    case 'p50':
    case 'p90':
    case 'p95':
    case 'p99':
      return { fn: 'percentile', percentile: Number(fn.slice(1)) };
    default:
      return { fn, percentile: p };
  }
}

function windowOf(
  measure: AuthoredMeasure | NormalMeasure,
  { kind, gap }: Pick<NormalMeasure, 'kind' | 'gap'>,
  all: Measures,
): { window: number; every: number } {
  const { fn, of, to, every } = measure;
  if (fn === 'ratio' && to !== undefined) {
    // A ratio of measures looks as far back as they do.
    const windows = [of, to].map((name) => milliseconds((name !== undefined && Object.hasOwn(all, name) ? all[name]?.window : 0) ?? 0));
    const window = Math.max(MIN_PANE, ...windows);
    return { window, every: window };
  }
  const window = milliseconds(('horizon' in measure ? measure.horizon : undefined) ?? measure.window ?? 0);
  if (kind === 'tumbling') return { window, every: window };
  const panes = fn === 'first_seen' ? HORIZON_PANES : PANES;
  const pane = every === undefined ? Math.max(MIN_PANE, Math.round(window / panes)) : milliseconds(every);
  // Within one pane of a session no two events may lie further apart than its gap.
  const longest = kind === 'session' ? (gap ?? window) : window;
  return { window, every: Math.min(Math.max(1, pane), Math.max(1, longest)) };
}

/** The schema has seen to it that texts are durations. */
const milliseconds = (duration: string | number): number => (typeof duration === 'number' ? duration : (parseDuration(duration) ?? 0));
