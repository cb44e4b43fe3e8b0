import type { ScoredEvent } from '#event';
import { leadScore } from '#lead';
import type { AttributeDefinition, Band, CompiledSegment, CountDefinition } from './compiled-segment.ts';
import type { SegmentNote } from './segment-note.ts';

/** A window is counted in so many panes: an event leaves up to a sixtieth of its window late. */
const PANES = 60;
/** Longest text that is kept as a value. */
const MOST_LETTERS = 256;
/** Most moments that are looked ahead to. */
const MOST_AHEAD = 32;

/** A person who came into a segment, or left it, and why. */
export interface Move {
  readonly segment: string;
  readonly entered: boolean;
  readonly because: string;
}

/** SegmentSet is all segments of a bundle: what an event says to any of them is taken down once, and a person is judged by all of them together. */
export class SegmentSet {
  readonly segments: readonly CompiledSegment[];
  readonly #attributes = new Map<string, AttributeDefinition[]>();
  readonly #counts = new Map<string, CountDefinition[]>();
  readonly #definitions = new Map<string, CountDefinition | undefined>();
  readonly #consents: boolean;
  readonly #scores: boolean;
  /** Whether a score alone may bring somebody in of whom nothing else is known. */
  readonly #scoreAlone: boolean;

  constructor(segments: readonly CompiledSegment[]) {
    this.segments = segments;
    for (const { attributes, counts } of segments) {
      for (const one of attributes) this.#listen(this.#attributes, one, undefined);
      for (const one of counts) this.#listen(this.#counts, one, one);
    }
    this.#consents = segments.some(({ asksConsent }) => asksConsent);
    const nothing: SegmentNote = { at: 0 };
    this.#scoreAlone = segments.some(
      (segment) =>
        (segment.score !== undefined || segment.probability !== undefined) &&
        (segment.when === undefined || segment.asksConsent || segment.when(this.#scopeOf(segment, nothing, new Set())) === true),
    );
    this.#scores = segments.some(({ score, probability }) => score !== undefined || probability !== undefined);
  }

  /** Whether an event of a type may bring in somebody of whom nothing is remembered yet; where it cannot, it need not be remembered either. */
  begins(type: string): boolean {
    return this.#scoreAlone || this.concerns(type, false);
  }

  /** Whether events of a type may change who is where; `scored` says that they may carry a lead score. */
  concerns(type: string, scored: boolean): boolean {
    return (
      this.#attributes.has(type) ||
      this.#counts.has(type) ||
      (this.#scores && scored) ||
      (this.#consents && (type === 'consent.granted' || type === 'consent.withdrawn'))
    );
  }

  /** Takes down what an event says, in whatever order events come. */
  take(note: SegmentNote, event: ScoredEvent): void {
    const scope = { event };
    for (const { id, is } of this.#attributes.get(event.type) ?? []) {
      const value = is(scope);
      const plain = typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= MOST_LETTERS);
      if (plain && (note.values?.[id]?.[1] ?? -1) <= event.at) (note.values ??= {})[id] = [value, event.at];
    }
    for (const { id, where, within } of this.#counts.get(event.type) ?? []) {
      if (where !== undefined && where(scope) !== true) continue;
      const pane = Math.floor(event.at / paneOf(within));
      const panes = ((note.counts ??= {})[id] ??= []);
      const place = panes.findIndex(([number]) => number >= pane);
      if (place >= 0 && panes[place]![0] === pane) panes[place]![1] += 1;
      else panes.splice(place < 0 ? panes.length : place, 0, [pane, 1]);
    }
    const { lead } = event;
    if (!this.#scores || lead === undefined) return;
    if ((note.score?.[1] ?? -1) <= event.at) note.score = [lead.score, event.at];
    if (lead.probability !== undefined) note.probability = lead.probability;
  }

  /**
   * Judges a person at a moment, which never goes back, and answers who moved where. Forgets what no window covers and what no segment asks for any more, and sets `note.due` to the next moment at which time alone changes
   * something; it is looked ahead for, so that people whom time will not move have no timer. `halfLife` of the score in milliseconds.
   */
  judge(note: SegmentNote, consents: ReadonlySet<string>, at: number, halfLife: number): Move[] {
    note.at = Math.max(note.at, at);
    this.#forget(note);
    const moves: Move[] = [];
    for (const segment of this.segments) {
      const inside = this.#isInside(segment, note, consents, halfLife);
      if (inside === (note.in?.[segment.name] !== undefined)) continue;
      if (inside) (note.in ??= {})[segment.name] = note.at;
      else delete note.in![segment.name];
      moves.push({ segment: segment.name, entered: inside, because: this.#because(segment, note, consents, halfLife) });
    }
    for (const name of Object.keys(note.in ?? {})) {
      if (this.segments.some((one) => one.name === name)) continue;
      delete note.in![name];
      moves.push({ segment: name, entered: false, because: 'there is no such segment any more' });
    }
    const due = this.#nextMove(note, consents, halfLife);
    if (due === undefined) delete note.due;
    else note.due = due;
    return moves;
  }

  #listen<T extends AttributeDefinition | CountDefinition>(into: Map<string, T[]>, one: T, count: CountDefinition | undefined): void {
    if (this.#definitions.has(one.id)) return;
    this.#definitions.set(one.id, count);
    for (const type of one.types) into.set(type, [...(into.get(type) ?? []), one]);
  }

  #scopeOf({ attributes, counts }: CompiledSegment, note: SegmentNote, consents: ReadonlySet<string>): object {
    const values: { [name: string]: unknown } = {};
    for (const { name, id } of attributes) values[name] = note.values?.[id]?.[0];
    const numbers: { [name: string]: number } = {};
    for (const { name, id } of counts) numbers[name] = (note.counts?.[id] ?? []).reduce((sum, [, count]) => sum + count, 0);
    return { contact: { attributes: values, counts: numbers, consents: [...consents] } };
  }

  #isInside(segment: CompiledSegment, note: SegmentNote, consents: ReadonlySet<string>, halfLife: number): boolean {
    return (
      isIn(segment.score, scoreOf(note, halfLife)) &&
      isIn(segment.probability, note.probability ?? 0) &&
      segment.consent.every((purpose) => consents.has(purpose)) &&
      (segment.when === undefined || segment.when(this.#scopeOf(segment, note, consents)) === true)
    );
  }

  #because(segment: CompiledSegment, note: SegmentNote, consents: ReadonlySet<string>, halfLife: number): string {
    const parts = [
      segment.score === undefined ? '' : `score ${Math.round(scoreOf(note, halfLife) * 100) / 100}`,
      segment.probability === undefined ? '' : `probability ${note.probability ?? 0}`,
      segment.consent.length === 0 ? '' : `consent to ${segment.consent.join(', ')}`,
      segment.explain(this.#scopeOf(segment, note, consents)),
    ];
    return parts.filter(Boolean).join(' and ');
  }

  #forget(note: SegmentNote): void {
    for (const id of Object.keys(note.values ?? {})) if (!this.#definitions.has(id)) delete note.values![id];
    for (const [id, panes] of Object.entries(note.counts ?? {})) {
      const definition = this.#definitions.get(id);
      const kept = definition === undefined ? [] : panes.filter(([pane]) => endOf(pane, definition.within) > note.at);
      if (kept.length === 0) delete note.counts![id];
      else note.counts![id] = kept;
    }
  }

  /** The next moment at which somebody is moved by time alone; after so many moments that move nobody, the one at which to look again. */
  #nextMove(note: SegmentNote, consents: ReadonlySet<string>, halfLife: number): number | undefined {
    const ahead: SegmentNote = { ...note, ...(note.counts === undefined ? {} : { counts: { ...note.counts } }) };
    let due: number | undefined;
    for (let looked = 0; looked < MOST_AHEAD; looked++) {
      due = this.#nextChange(ahead, halfLife);
      if (due === undefined) return undefined;
      ahead.at = due;
      this.#forget(ahead);
      for (const segment of this.segments)
        if (this.#isInside(segment, ahead, consents, halfLife) !== (note.in?.[segment.name] !== undefined)) return due;
    }
    return due;
  }

  #nextChange({ at, counts, score }: SegmentNote, halfLife: number): number | undefined {
    let next = Infinity;
    for (const [id, panes] of Object.entries(counts ?? {})) next = Math.min(next, endOf(panes[0]![0], this.#definitions.get(id)!.within));
    if (score !== undefined) {
      for (const { score: band } of this.segments) {
        for (const bound of [band?.from, band?.below]) {
          if (bound === undefined || bound <= 0 || score[0] <= bound) continue;
          // One past the moment at which it has faded to the bound, so that rounding cannot leave it above.
          const crossed = Math.ceil(score[1] + halfLife * Math.log2(score[0] / bound)) + 1;
          if (crossed > at) next = Math.min(next, crossed);
        }
      }
    }
    return next === Infinity ? undefined : next;
  }
}

function paneOf(within: number): number {
  return Math.ceil(within / PANES);
}

/** When nothing of a pane is within the window any more. */
function endOf(pane: number, within: number): number {
  return (pane + 1) * paneOf(within) + within;
}

function isIn(band: Band | undefined, value: number): boolean {
  return band === undefined || (value >= (band.from ?? -Infinity) && value < (band.below ?? Infinity));
}

function scoreOf({ score, at }: SegmentNote, halfLife: number): number {
  return score === undefined ? 0 : leadScore({ score: score[0], at: score[1] }, at, halfLife);
}
