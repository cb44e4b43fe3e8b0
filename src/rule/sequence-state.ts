import { SequenceTrack, type Pattern, type SequenceRecord } from '#sequence';
import type { KeyedState } from '#state';
import type { CompiledRule } from './compiled-rule.ts';
import { keptUntil, touchLag } from './kept-until.ts';

/** Open sequences by their record: one that was loaded anew has none. */
const open = new WeakMap<SequenceRecord, SequenceState>();

/**
 * SequenceState is the sequence of one rule on one key, kept in state: one short record. Matches that an older version of the rule had begun are dropped when its sequence changed,
 * because its steps are others now; `dropped` says how many.
 */
export class SequenceState {
  readonly track: SequenceTrack;
  readonly kin: string;
  /** Matches of an older version that were dropped when this one was begun. */
  readonly dropped: number;
  noted: object | undefined;
  readonly #field: string;
  readonly #pattern: Pattern;

  private constructor(field: string, pattern: Pattern, record: SequenceRecord, dropped = 0) {
    this.#field = field;
    this.kin = field.slice(0, field.indexOf('|', 2));
    this.#pattern = pattern;
    this.track = new SequenceTrack(pattern, record);
    this.dropped = dropped;
    open.set(record, this);
  }

  /** State fields to load before `open` may be called; none for a rule without a sequence. */
  static fields(rule: CompiledRule, key: string): readonly string[] {
    return rule.sequence === undefined ? [] : [fieldOf(rule.name, key)];
  }

  /**
   * The sequence of a key, begun anew when nothing is known of it or its memory is over at business time `now`; undefined when that is not wanted (`group` is not given) or the rule has no
   * sequence.
   */
  static open(rule: CompiledRule, key: string, state: KeyedState, now: number, group?: SequenceRecord['group']): SequenceState | undefined {
    const { sequence } = rule;
    if (sequence === undefined) return undefined;
    const field = fieldOf(rule.name, key);
    const known = state.get<SequenceRecord>(field);
    if (known !== undefined && known.hash === sequence.hash) {
      const held = open.get(known);
      const found = held !== undefined && held.#pattern === sequence ? held : new SequenceState(field, sequence, known);
      if (found.keptUntil > now) return found;
      found.forget(state);
      return group && new SequenceState(field, sequence, SequenceTrack.begin(sequence, group));
    }
    const values = group ?? known?.group;
    return values && new SequenceState(field, sequence, SequenceTrack.begin(sequence, values), known?.pending.length);
  }

  /** Business time from which on nothing of it can matter, should nothing touch it until then. */
  get keptUntil(): number {
    const { newest, lag, wake } = this.track.record;
    return keptUntil(newest, lag, this.track.span, wake);
  }

  /** Marks it to be written; `now` is business time. */
  save(state: KeyedState, now: number): void {
    const { record } = this.track;
    const lag = touchLag(record.newest, now);
    if (lag === undefined) delete record.lag;
    else record.lag = lag;
    state.set(this.#field, record);
  }

  /** Drops what was written, unless another record took its place. */
  forget(state: KeyedState): void {
    if (state.has(this.#field) && state.get(this.#field) !== this.track.record) return;
    state.delete(this.#field);
    open.delete(this.track.record);
  }
}

function fieldOf(rule: string, key: string): string {
  return `q|${rule}|${key}`;
}
