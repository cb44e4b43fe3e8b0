import { parseDuration } from '#kernel';
import type { AuthoredRule } from './rule-schema.ts';

/** What is usual for one measure; times are milliseconds. */
export interface NormalBaseline {
  readonly of: string;
  readonly season: 'none' | 'hour_of_day' | 'hour_of_week';
  readonly history: number;
  readonly minHistory: number;
  readonly floor: number;
  readonly direction: 'up' | 'down' | 'both';
  /** Absent: there is no z until enough is known. */
  readonly coldStart?: { readonly expected: number; readonly spread: number };
}

/** The baseline of an authored rule; undefined when it has none. */
export function normalBaseline({ baseline }: AuthoredRule): NormalBaseline | undefined {
  if (baseline === undefined) return undefined;
  const { of, season = 'hour_of_week', history = '28d', min_history = '2d', floor = 0, direction = 'up', cold_start = 'skip' } = baseline;
  return {
    of,
    season: season as NormalBaseline['season'],
    history: parseDuration(history)!,
    minHistory: parseDuration(min_history)!,
    floor,
    direction: direction as NormalBaseline['direction'],
    ...(cold_start === 'skip' ? {} : { coldStart: { expected: cold_start.expected, spread: cold_start.spread } }),
  };
}
