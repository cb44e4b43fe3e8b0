import { endInAnyOrder, takeInAnyOrder } from './match-any.ts';
import { deadlineOf, endSteps, forbids, takeInSteps } from './match-steps.ts';
import type { Pattern } from './pattern.ts';
import type { Findings, PatternState } from './pattern-state.ts';
import type { SequenceMatch } from './sequence-match.ts';
import type { Hit, SequenceRecord } from './sequence-record.ts';

/** Most events of a key that wait to be put in order; beyond, the oldest are matched as they are. */
const mostWaiting = 50;
/** Most absences of a key that a late event may still take back. */
const mostFired = 10;

/** What came of an event or of the passing of time. `late`: the event came too late to be put in order; `corrected` are the absences it takes back all the same. */
export interface TrackOutcome {
  readonly matches: readonly SequenceMatch[];
  readonly corrected: readonly SequenceMatch[];
  readonly late: boolean;
  readonly crowded: number;
}

/**
 * SequenceTrack is a sequence on one key. Ordering comes before matching: events wait until no earlier one is to be expected (`reorder` after them), are sorted by event time and, at the
 * same time, by the order they came in, and only then matched. So the matches of a history do not depend on how its events were mixed up on the way, as long as none was more than `reorder`
 * behind. Everything it knows lies in the record it is made with, which it changes in place.
 */
export class SequenceTrack {
  readonly record: SequenceRecord;
  readonly #pattern: Pattern;

  constructor(pattern: Pattern, record: SequenceRecord) {
    this.#pattern = pattern;
    this.record = record;
  }

  /** A record of a key that was not heard of before. */
  static begin(pattern: Pattern, group: SequenceRecord['group']): SequenceRecord {
    const never = Number.MIN_SAFE_INTEGER;
    return { hash: pattern.hash, group, newest: never, cleared: never, waiting: [], pending: [] };
  }

  /** Takes an event. The matches are those of all events that are in order by now. `reached` is how far event time has come, whatever this key heard of it: it ends the grace of absences. */
  take(hit: Hit, reached: number = this.record.cleared): TrackOutcome {
    const { record } = this;
    const [at] = hit;
    if (at < record.cleared) return { matches: [], corrected: this.#correct(hit, reached), late: true, crowded: 0 };
    const { waiting } = record;
    let place = waiting.length;
    while (place > 0 && waiting[place - 1]![0] > at) place--;
    waiting.splice(place, 0, hit);
    if (at > record.newest) record.newest = at;
    let until = record.newest - this.#pattern.reorder;
    if (waiting.length > mostWaiting) until = Math.max(until, waiting[waiting.length - mostWaiting - 1]![0]);
    return this.clear(until);
  }

  /** Says that no event from before `until` (event time) is to be expected any more. */
  clear(until: number): TrackOutcome {
    const { record } = this;
    const found: Findings = { matches: [], crowded: 0 };
    if (until > record.cleared) {
      const state = this.#state();
      let taken = 0;
      for (; taken < record.waiting.length && record.waiting[taken]![0] <= until; taken++)
        this.#takeOne(state, record.waiting[taken]!, found);
      record.waiting.splice(0, taken);
      this.#end(state, until, found);
      this.#keep(state);
      record.cleared = until;
      this.#remember(found.matches);
    } else if (record.waiting.some(([at]) => at <= record.cleared)) {
      // An event of the very time that is cleared already comes after its equals, and need not wait.
      const state = this.#state();
      while (record.waiting.length > 0 && record.waiting[0]![0] <= record.cleared) this.#takeOne(state, record.waiting.shift()!, found);
      this.#keep(state);
      this.#remember(found.matches);
    }
    return { matches: found.matches, corrected: [], late: false, crowded: found.crowded };
  }

  /** The event time up to which everything must be known for the next match to be found, as far as can be told now; undefined when nothing comes without further events. */
  next(): number | undefined {
    const state = this.#state();
    const found: Findings = { matches: [], crowded: 0 };
    for (const hit of this.record.waiting) {
      this.#takeOne(state, hit, found);
      if (found.matches.length > 0) return found.matches[0]!.at;
    }
    let next: number | undefined;
    if (this.#pattern.anyOf !== undefined) return next;
    for (const pending of state.pending) {
      const deadline = deadlineOf(this.#pattern, pending);
      if (deadline !== undefined && (next === undefined || deadline < next)) next = deadline;
    }
    return next;
  }

  /** Milliseconds after its newest event from which on nothing that is remembered can matter, should nothing come until then. */
  get span(): number {
    const { before, within, steps, grace, reorder } = this.#pattern;
    const lasting = [...before, ...steps.flatMap((step) => step.absent)].map((one) => one.lasting ?? 0);
    return reorder + within + Math.max(0, ...lasting) + (this.record.fired === undefined ? 0 : grace);
  }

  /** Whether nothing is remembered that could matter: the record need not be kept. */
  get idle(): boolean {
    const { waiting, pending, seen, fired } = this.record;
    return waiting.length === 0 && pending.length === 0 && fired === undefined && (seen ?? []).every((at) => at < 0);
  }

  /** Forgets an absence that was found: it did not fire, so there is nothing to take back. */
  forgetFired(id: string): void {
    const kept = (this.record.fired ?? []).filter((one) => one[2] !== id);
    if (kept.length === 0) delete this.record.fired;
    else this.record.fired = kept;
  }

  #state(): PatternState {
    const { group, pending, seen } = this.record;
    return { group, pending: [...pending], seen: seen ? [...seen] : this.#pattern.before.map(() => -1) };
  }

  #keep(state: PatternState): void {
    this.record.pending = state.pending;
    if (this.#pattern.before.length > 0) this.record.seen = state.seen;
  }

  #takeOne(state: PatternState, hit: Hit, found: Findings): void {
    this.#end(state, hit[0], found);
    if (this.#pattern.anyOf === undefined) takeInSteps(this.#pattern, state, hit, found);
    else takeInAnyOrder(this.#pattern, state, hit, found);
  }

  #end(state: PatternState, time: number, found: Findings): void {
    if (this.#pattern.anyOf === undefined) endSteps(this.#pattern, state, time, found);
    else endInAnyOrder(this.#pattern, state, time);
  }

  #remember(matches: readonly SequenceMatch[]): void {
    const { record } = this;
    const fresh = matches.flatMap(({ id, at, waited }) => (waited === undefined ? [] : [[waited, at, id] as const]));
    if (record.fired === undefined && fresh.length === 0) return;
    const kept = [...(record.fired ?? []), ...fresh].filter(([, deadline]) => record.cleared <= deadline + this.#pattern.grace);
    if (kept.length === 0) delete record.fired;
    else record.fired = kept.slice(-mostFired);
  }

  /** An event that should have been there before an absence fired takes it back. */
  #correct(hit: Hit, reached: number): SequenceMatch[] {
    const { record } = this;
    const corrected: SequenceMatch[] = [];
    const kept = (record.fired ?? []).filter(([pending, at, id]) => {
      if (reached > at + this.#pattern.grace) return false;
      if (hit[0] < pending[3] || !forbids(this.#pattern, pending, hit, record.group)) return true;
      const events = pending[6];
      corrected.push({ id, at, events, event: events[this.#pattern.steps.at(-1)!.name]!, waited: pending });
      return false;
    });
    if (kept.length === 0) delete record.fired;
    else record.fired = kept;
    return corrected;
  }
}
