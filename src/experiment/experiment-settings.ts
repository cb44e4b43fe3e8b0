/** How split runs are compared. */
export interface ExperimentSettings {
  /** What counts as a conversion: an event type, and optional equalities on dotted event paths. */
  readonly convertedOn: readonly { readonly on: string; readonly when?: { readonly [path: string]: string | number | boolean } }[];
  /** How long after its exposure a conversion of a contact still counts, milliseconds. */
  readonly horizon: number;
  /** Share of experiments without any difference that may be called different, however often one looks. */
  readonly alpha: number;
  /** A difference of conversion rates that would matter, absolute: the test is keenest for differences of this size. */
  readonly effect: number;
}
