import type { Expression, FieldTree } from '#expression';
import { isZone } from '#guard';
import { nearest } from '#kernel';
import type { CompiledMeasure } from '#window';
import { contentHash } from '#kernel';
import type { NormalMeasure, NormalRule } from './normal-rule.ts';
import type { MeasureInput } from './signal-maker.ts';

/** How a measure's mistakes and expressions reach its rule; pointers lead from the measure. */
export interface MeasureTools {
  blame(
    pointer: string,
    at: 'key' | 'value',
    problem: { readonly code: string; readonly message: string; readonly hint?: string; readonly suggestion?: string },
  ): void;
  /** Compiles an expression over the event. */
  expression(pointer: '/of' | '/where', text: string, wanted: readonly string[]): Expression | undefined;
}

const MEMBER_TYPES = ['string', 'double', 'bool', 'int'];
const NUMBER_TYPES = ['double', 'int'];
const day = 86_400_000;

/** Fields that only some measures have, and which. */
const fitting: { readonly [field in 'p' | 'to' | 'min' | 'gap' | 'zone']: (measure: NormalMeasure) => string | undefined } = {
  p: ({ fn }) => (fn === 'percentile' ? undefined : 'fn: percentile'),
  to: ({ fn }) => (fn === 'ratio' ? undefined : 'fn: ratio'),
  min: ({ fn }) => (fn === 'ratio' ? undefined : 'fn: ratio'),
  gap: ({ kind }) => (kind === 'session' ? undefined : 'kind: session'),
  zone: ({ kind }) => (kind === 'tumbling' ? undefined : 'kind: tumbling'),
};

/** Checks one measure of a rule; what it takes of an event comes back when nothing is wrong. */
export function compileMeasure(name: string, rule: NormalRule, tools: MeasureTools): MeasureInput | undefined {
  const measure = rule.measures[name]!;
  const { fn, of, to } = measure;
  const { blame } = tools;
  for (const field of ['p', 'to', 'min', 'gap', 'zone'] as const) {
    const place = measure[field] === undefined ? undefined : fitting[field](measure);
    if (place === undefined) continue;
    blame(`/${field}`, 'key', { code: 'misplaced-field', message: `"${field}" goes with ${place} only`, hint: 'Leave it out.' });
  }
  const where = measure.where === undefined ? undefined : tools.expression('/where', measure.where, ['bool'])?.evaluate;
  if (fn === 'ratio' && measure.min === undefined) {
    const hint = 'Write min: 50, or what is enough for you to judge by.';
    blame('', 'key', { code: 'missing-min', message: 'a ratio needs "min": the least denominator it is worth anything with', hint });
  }
  if (fn === 'ratio' && to !== undefined) return quotient(name, rule, tools);
  if (measure.window === 0) {
    const word = fn === 'first_seen' ? 'horizon' : 'window';
    blame('', 'key', { code: 'missing-window', message: `${fn} needs "${word}"`, hint: `Say how far back it looks, e.g. ${word}: 1d.` });
  }
  checkKind(measure, tools);
  if (fn === 'percentile' && measure.p === undefined)
    blame('', 'key', { code: 'missing-p', message: 'percentile needs "p"', hint: 'Say which one, e.g. p: 95.' });
  if (fn === 'count' && of !== undefined)
    blame('/of', 'key', {
      code: 'count-of',
      message: 'a count counts events and takes no "of"',
      hint: 'Use where: has(…), or fn: distinct.',
    });
  if (fn === 'count' || (fn === 'first_seen' && of === undefined)) return { fn, where, of: undefined };
  if (of === undefined) {
    const hint = fn === 'ratio' ? 'Say which part, e.g. of: event.sentiment.score < -0.2.' : 'Say what, e.g. of: event.data.spend.';
    blame('', 'key', { code: 'missing-of', message: `${fn} needs "of"`, hint });
    return undefined;
  }
  const wanted = fn === 'distinct' || fn === 'first_seen' ? MEMBER_TYPES : fn === 'ratio' ? ['bool'] : NUMBER_TYPES;
  const value = tools.expression('/of', of, wanted);
  return value && { fn, where, of: value.evaluate };
}

function checkKind({ kind, fn, window, gap, zone }: NormalMeasure, { blame }: MeasureTools): void {
  if (kind !== undefined && fn === 'first_seen')
    blame('/kind', 'value', { code: 'misplaced-field', message: 'first_seen looks back from the newest event: its window slides' });
  if (kind === 'session' && gap === undefined)
    blame('', 'key', {
      code: 'missing-gap',
      message: 'a session needs "gap"',
      hint: 'Say how long nothing happens before it is over, e.g. gap: 30m.',
    });
  if (gap !== undefined && window > 0 && (gap > window || gap < 1_000))
    blame('/gap', 'value', { code: 'not-allowed', message: 'the gap of a session lies between one second and its window' });
  if (zone === undefined || kind !== 'tumbling') return;
  if (!isZone(zone)) {
    const suggestion = nearest(zone, Intl.supportedValuesOf('timeZone'));
    const hint = 'Write an IANA name such as Europe/Warsaw.';
    blame('/zone', 'value', {
      code: 'unknown-zone',
      message: `there is no time zone "${zone}"`,
      hint,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  if (window % day !== 0)
    blame('/window', 'value', {
      code: 'not-allowed',
      message: 'a window by the clock of a zone has whole days',
      hint: 'Write 1d, 7d, or leave zone out.',
    });
}

/** A ratio of two other measures takes nothing of an event. */
function quotient(name: string, rule: NormalRule, { blame }: MeasureTools): MeasureInput | undefined {
  const measure = rule.measures[name]!;
  if (measure.where !== undefined || measure.kind !== undefined)
    blame('', 'key', { code: 'misplaced-field', message: 'a ratio of measures takes "where" and "kind" from them' });
  if (measure.of === undefined)
    blame('', 'key', { code: 'missing-of', message: 'ratio needs "of"', hint: 'Name the measure above the line.' });
  const others = Object.entries(rule.measures).filter(([, one]) => one.fn !== 'first_seen' && one.to === undefined);
  for (const [field, wanted] of [['of', measure.of] as const, ['to', measure.to] as const]) {
    if (wanted === undefined || others.some(([other]) => other === wanted)) continue;
    const suggestion = nearest(
      wanted,
      others.map(([other]) => other),
    );
    const message = `"${wanted}" is no measure of this rule that is a number of its own`;
    blame(`/${field}`, 'value', { code: 'unknown-measure', message, ...(suggestion === undefined ? {} : { suggestion }) });
  }
  return { fn: 'ratio', where: undefined, of: undefined };
}

/** The measures as the window store keeps them. */
export function compiledMeasures(rule: NormalRule): CompiledMeasure[] {
  return Object.entries(rule.measures).map(([name, measure]) => {
    const { fn, of, where, window, every, kind, zone, gap, p, to, min } = measure;
    // A measure's definition leaves its name out: what decides is which events it takes and what of them. What is only read of the panes (which percentile, from which minimum on) is no part of it.
    const parts: unknown[] = [fn, of ?? '', where ?? '', window, every, rule.on, rule.where ?? '', Object.entries(rule.by)];
    if (kind !== undefined || to !== undefined) parts.push(kind ?? '', zone ?? '', gap ?? 0, to ?? '');
    return {
      name,
      fn,
      window,
      pane: every,
      definition: contentHash(parts),
      ...(kind === undefined ? {} : { kind }),
      ...(zone === undefined ? {} : { zone }),
      ...(gap === undefined ? {} : { gap }),
      ...(p === undefined ? {} : { percentile: p }),
      ...(min === undefined ? {} : { least: min }),
      ...(to === undefined ? {} : { of: of!, to }),
    };
  });
}

/** What expressions may read of a rule's measures. */
export function measureFields(rule: NormalRule): FieldTree {
  return Object.fromEntries(
    Object.entries(rule.measures).map(([name, { fn }]): [string, FieldTree] => [
      name,
      { ...fieldsOf(fn), ...(rule.baseline?.of === name ? usual : {}) },
    ]),
  );
}

/** What a baseline adds to its measure. */
const usual = { z: 'double', expected: 'double', spread: 'double' } as const;

function fieldsOf(fn: NormalMeasure['fn']): Exclude<FieldTree, string> {
  if (fn === 'distinct') return { value: 'double', members: 'list<string>', approximate: 'bool' };
  return { value: fn === 'first_seen' ? 'bool' : 'double' };
}
