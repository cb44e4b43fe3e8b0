import type { ScoredEvent } from '#event';
import { formatFinding } from '#document';
import { checkRules } from '#rule';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { VirtualLane, type VirtualLaneOptions } from './virtual-lane.ts';

/** When every story begins: a Monday in winter, so that clocks change in none of them. */
export const storyStart = Date.parse('2026-01-05T10:00:00Z');

/** Something that happens: `gap` milliseconds of business time after what came before it, stamped `delay` milliseconds earlier, and what befalls it on its way. */
export interface Happening<T> {
  readonly gap: number;
  readonly delay: number;
  /** `restart`: the process ends before it comes. `lost`: its batch is worked, lost before the commit and worked again. `twice`: it comes twice. `replay`: everything so far comes once more. */
  readonly fault: 'none' | 'restart' | 'lost' | 'twice' | 'replay';
  readonly what: T;
}

/** Random happenings: mostly in order, at times late, under faults at random points. Times are multiples of `grain` milliseconds. */
export function happenings<T>(
  what: fc.Arbitrary<T>,
  times: {
    readonly grain: number;
    readonly gap: number;
    readonly delay: number;
    readonly pause?: number;
    readonly late?: number;
    readonly most?: number;
  },
): fc.Arbitrary<Happening<T>[]> {
  const { grain, gap, delay, pause = gap, late = delay, most = 40 } = times;
  const upTo = (longest: number): fc.Arbitrary<number> =>
    fc.integer({ min: 0, max: Math.floor(longest / grain) }).map((one) => one * grain);
  return fc.array(
    fc.record({
      gap: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 8, arbitrary: upTo(gap) }, { weight: 1, arbitrary: upTo(pause) }),
      delay: fc.oneof(
        { weight: 5, arbitrary: fc.constant(0) },
        { weight: 3, arbitrary: upTo(delay) },
        { weight: 1, arbitrary: upTo(late) },
      ),
      fault: fc.constantFrom<Happening<T>['fault']>('none', 'none', 'none', 'none', 'restart', 'lost', 'twice', 'replay'),
      what,
    }),
    { minLength: 1, maxLength: most, size: 'max' },
  );
}

/** The events of a story in the order in which they come, each once. */
export function eventsOf<T>(
  story: readonly Happening<T>[],
  written: (what: T) => Partial<ScoredEvent> & { readonly type: string },
): ScoredEvent[] {
  let received = storyStart;
  return story.map(({ gap, delay, what }, index) => {
    received += gap;
    const at = received - delay;
    return { id: `e${index}`, source: 'story', time: new Date(at).toISOString(), at, received, topics: [], data: {}, ...written(what) };
  });
}

/** A lane over rules in their YAML text. */
export function laneOf(rules: readonly string[], options: VirtualLaneOptions = {}): VirtualLane {
  const { bundle, findings } = checkRules(rules.map((text, index) => ({ path: `${index}.yaml`, text })));
  expect(findings.filter((one) => one.severity === 'error').map(formatFinding)).toEqual([]);
  return new VirtualLane(bundle!, storyStart - 1, options);
}

/** Lets a story happen to a lane, and business time go on for `rest` milliseconds after it. */
export function tell(lane: VirtualLane, story: readonly Happening<unknown>[], events: readonly ScoredEvent[], rest: number): void {
  for (const [index, event] of events.entries()) {
    const { fault } = story[index]!;
    if (fault === 'restart') lane.restart();
    lane.feed(event, fault === 'lost');
    if (fault === 'twice') lane.feed(event);
    if (fault === 'replay') for (const again of events.slice(0, index + 1)) lane.feed({ ...again, received: event.received });
  }
  lane.advanceTo((events.at(-1)?.received ?? storyStart) + rest);
  expect(lane.record.failures).toEqual([]);
}
