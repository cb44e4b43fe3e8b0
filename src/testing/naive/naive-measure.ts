import type { CompiledMeasure, MeasureFunction } from '#window';

/** What a measure was told: event time, where the windows ended when it came, and what the measure takes of it (null: nothing). */
export interface ToldInput {
  readonly at: number;
  readonly end: number;
  readonly value: number | string | null;
}

export type NaiveShape = Pick<CompiledMeasure, 'window' | 'pane' | 'kind' | 'zone' | 'gap'>;

const hour = 3_600_000;

/** Milliseconds that Warsaw's clocks are ahead, without asking the code under test: hard to get wrong in January and July, and the histories keep to those. */
const warsaw = (at: number): number => (new Date(at).getUTCMonth() === 0 ? hour : 2 * hour);

/** All of the window from scratch: which of everything that was told counts when the windows end at `end`, in the order it was told. */
export function countedInWindow<T extends ToldInput>(shape: NaiveShape, told: readonly T[], end: number): readonly T[] {
  const slot = (at: number): number =>
    shape.zone === undefined ? Math.floor(at / shape.pane) : Math.floor((at + warsaw(at)) / shape.window);
  const slots = shape.kind === 'tumbling' ? 1 : Math.floor(shape.window / shape.pane);
  // An event that was older than the window when it came was never counted, and one that left the window does not come back.
  const admitted = told.filter((one) => slot(one.at) > slot(one.end) - slots);
  const inside = admitted.filter(({ at }) => slot(at) > slot(end) - slots);
  if (shape.gap === undefined) return inside;
  const session: T[] = [];
  let first = end;
  for (const one of inside.toSorted((a, b) => b.at - a.at)) {
    if (one.at < first - shape.gap) break;
    first = one.at;
    session.push(one);
  }
  return inside.filter((one) => session.includes(one));
}

/**
 * A measure recomputed from the list of everything it was told, by the definition of its function and nothing else. `passed`: time has gone on since the newest event, so that nothing is
 * judged of it. Amounts are taken to be whole hundredths: added up as whole numbers nothing can go astray.
 */
export function naiveMeasure(
  fn: MeasureFunction,
  shape: NaiveShape,
  told: readonly ToldInput[],
  end: number,
  { percentile = 50, passed = false }: { readonly percentile?: number; readonly passed?: boolean } = {},
): number | boolean | null {
  const counted = countedInWindow(shape, told, end).filter((one) => one.value !== null);
  const numbers = counted.flatMap(({ value }) => (typeof value === 'number' ? [value] : [])).toSorted((a, b) => a - b);
  const sum = numbers.reduce((total, one) => total + Math.round(one * 100), 0) / 100;
  const last = told.at(-1);
  switch (fn) {
    case 'count':
      return counted.length;
    case 'sum':
      return sum;
    case 'avg':
      return numbers.length === 0 ? null : sum / numbers.length;
    case 'min':
      return numbers[0] ?? null;
    case 'max':
      return numbers.at(-1) ?? null;
    case 'percentile':
      return numbers.length === 0 ? null : numbers[Math.max(1, Math.ceil((percentile * numbers.length) / 100)) - 1]!;
    case 'ratio':
      return counted.length === 0 ? null : counted.filter((one) => one.value === 1).length / counted.length;
    case 'distinct':
      return new Set(counted.map((one) => one.value)).size;
    default:
      if (passed || last === undefined || last.value === null || !counted.includes(last)) return null;
      return !counted.some((one) => one !== last && one.value === last.value);
  }
}
