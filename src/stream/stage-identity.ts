/** The accounting identity of one stage: accepted = settled by fate + in flight. `difference` is what is unaccounted for: 0, or something is lost or doubled. */
export interface StageIdentity {
  readonly stage: 'enrich' | 'decide' | 'deliver';
  readonly accepted: number;
  readonly settled: { readonly [fate: string]: number };
  /** Counted in the streams, independently of the counters; -1 when there is too much to count. */
  readonly inFlight: number;
  readonly difference: number;
}
