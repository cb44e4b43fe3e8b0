import type { CompiledMeasure } from '#window';

/** State field of a group's header. */
export function headerField(rule: string, key: string): string {
  return `g|${rule}|${key}`;
}

/** State field of what is usual for a group. */
export function baselineField(rule: string, key: string): string {
  return `b|${rule}|${key}`;
}

/** Name of the series of panes that measures with the same window share; lengths in base 36 milliseconds. */
export function seriesName(measure: CompiledMeasure): string {
  const { window, pane, kind, zone, gap } = measure;
  const name = `${window.toString(36)}.${pane.toString(36)}`;
  if (kind === undefined) return name;
  return kind === 'session' ? `${name}.s${(gap ?? 0).toString(36)}` : `${name}.t${zone ?? ''}`;
}

/** Where a record of a pane lies in its series. */
export interface PanePlace {
  readonly number: number;
  readonly chunk: number;
}

/** State field of one record of a pane. */
export function paneField(rule: string, key: string, series: string, { number, chunk }: PanePlace): string {
  const field = `p|${rule}|${key}|${series}|${number.toString(36)}`;
  return chunk === 0 ? field : `${field}.${chunk.toString(36)}`;
}

/** Panes' records out of a header's writing: the first number, then gaps; no gap means a further record of the same pane. */
export function readPanes(written: readonly number[]): PanePlace[] {
  const places: PanePlace[] = [];
  let number = 0;
  let chunk = 0;
  for (const [index, gap] of written.entries()) {
    number += gap;
    chunk = index > 0 && gap === 0 ? chunk + 1 : 0;
    places.push({ number, chunk });
  }
  return places;
}

/** The header's writing of panes' records in ascending order. */
export function writePanes(panes: readonly { readonly number: number }[]): number[] {
  return panes.map((pane, index) => (index === 0 ? pane.number : pane.number - panes[index - 1]!.number));
}
