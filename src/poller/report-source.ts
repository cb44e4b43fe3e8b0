import type { ReportRow } from './report-row.ts';

/** Which days are asked for, and where in the pages of the answer. */
export interface ReportAsk {
  readonly since: string;
  readonly until: string;
  /** What the page before named as the next; undefined at the first page. */
  readonly page: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * What a platform answered. `wait` says that it wants to be left alone for a while; `again` that nothing can be said of the answer (none came, or the platform failed) and the same may be asked later; `refused` that
 * asking again helps nobody before somebody changes something: a token, an account, a version that is no more.
 */
export type ReportAnswer =
  | {
      readonly kind: 'page';
      readonly rows: readonly ReportRow[];
      readonly next?: string;
      /** Milliseconds to rest before the next request, where the platform says that its patience is nearly at an end. */
      readonly rest?: number;
      /** Fields that this version does not know, by name. */
      readonly unknown?: readonly string[];
    }
  | { readonly kind: 'wait'; readonly milliseconds: number; readonly reason: string }
  | { readonly kind: 'again'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** ReportSource asks one platform for the daily figures of an account's campaigns. It asks once and never throws. */
export interface ReportSource {
  readonly platform: string;
  readonly apiVersion: string;
  fetch(ask: ReportAsk): Promise<ReportAnswer>;
}
