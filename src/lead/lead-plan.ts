import { faded } from './faded.ts';
import type { LeadColumns } from './feature-space.ts';
import { knownInTime } from './known-in-time.ts';
import type { LeadHistory } from './lead-history.ts';
import { leadPointsByType } from './lead-points-by-type.ts';
import type { LearnedLeadSettings } from './lead-settings.ts';
import { pointsEarned } from './points-earned.ts';
import { valueAt } from './value-at.ts';

/** An event as far as the plan reads it. */
interface LeadEvent {
  readonly type: string;
  readonly at: number;
}

/** Longest text that is a value; longer ones are prose and say nothing to a model of categories. */
const MOST_LETTERS = 128;

/** LeadPlan reads events for the learned score: which of them say something, what they say, and what is known of a contact at a moment. `halfLife` in milliseconds. */
export class LeadPlan {
  readonly horizon: number;
  readonly #halfLife: number;
  readonly #foretell: ReadonlySet<string>;
  readonly #converted: ReturnType<typeof leadPointsByType>;
  readonly #columns: readonly { readonly name: string; readonly on: ReadonlySet<string>; readonly path: readonly string[] }[];
  readonly #counts: ReadonlySet<string>;
  readonly #types: ReadonlySet<string>;

  constructor(settings: LearnedLeadSettings, halfLife: number) {
    const { foretellOn, convertedOn, horizon, columns, counts, stages } = settings;
    this.horizon = horizon;
    this.#halfLife = halfLife;
    this.#foretell = new Set(foretellOn);
    this.#converted = leadPointsByType(convertedOn.map((one) => ({ ...one, points: 1 })));
    // A column of a later stage would give the outcome away, so it is not even remembered.
    const knownAt = new Map(columns.flatMap(({ name, knownAt: stage }) => (stage === undefined ? [] : [[name, stage] as const])));
    const known = new Set(
      knownInTime(
        columns.map(({ name }) => [name, null]),
        stages[0] ?? '',
        stages,
        knownAt,
      ).map(([name]) => name),
    );
    this.#columns = columns
      .filter(({ name }) => known.has(name))
      .map(({ name, on, path }) => ({ name, on: new Set(on), path: path.split('.') }));
    this.#counts = new Set(counts);
    this.#types = new Set([...foretellOn, ...this.#converted.keys(), ...this.#columns.flatMap(({ on }) => [...on]), ...counts]);
  }

  /** Whether events of a type say anything at all. */
  concerns(type: string): boolean {
    return this.#types.has(type);
  }

  /** Whether the question is asked at this event. */
  asks({ type }: LeadEvent): boolean {
    return this.#foretell.has(type);
  }

  /** Whether this event is the answer that the contact converted. */
  converts(event: LeadEvent): boolean {
    const entries = this.#converted.get(event.type);
    return entries !== undefined && pointsEarned(event, entries) > 0;
  }

  /** Takes down what an event says; of two values the one said later holds, in whatever order they come. True when something changed. */
  note(history: LeadHistory, event: LeadEvent): boolean {
    let changed = false;
    for (const { name, on, path } of this.#columns) {
      if (!on.has(event.type)) continue;
      const value = valueAt(event, path);
      const plain = typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= MOST_LETTERS);
      if (!plain || (history.values?.[name]?.[1] ?? -1) > event.at) continue;
      (history.values ??= {})[name] = [value, event.at];
      changed = true;
    }
    if (!this.#counts.has(event.type)) return changed;
    const [count, at] = history.counts?.[event.type] ?? [0, event.at];
    const newest = Math.max(at, event.at);
    (history.counts ??= {})[event.type] = [faded(count, newest - at, this.#halfLife) + faded(1, newest - event.at, this.#halfLife), newest];
    return true;
  }

  /** What is known at a moment, always in the same order; `points` is the score by points. */
  columns({ values, counts }: LeadHistory, at: number, points: number): LeadColumns {
    const known: [string, string | number | boolean | null][] = this.#columns.map(({ name }) => [name, values?.[name]?.[0] ?? null]);
    known.push(['points', points]);
    for (const type of this.#counts) {
      const [count, since] = counts?.[type] ?? [0, at];
      known.push([`count of ${type}`, Math.round(faded(count, Math.max(0, at - since), this.#halfLife) * 1_000) / 1_000]);
    }
    return known;
  }
}
