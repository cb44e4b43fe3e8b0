/** Contacts exposed to a variant, and those of them that converted within the horizon. */
export type Tally = [exposed: number, converted: number];

/** Tallies by variant. */
export interface Tallies {
  [variant: string]: Tally;
}

/**
 * What a lane has counted of an experiment, as plain JSON: sums over the contacts of the lane, so that the records of all lanes add up. Contacts whose horizon is not over lie in slots by the time of their exposure, because
 * only when it is over is it known that they did not convert. Another weight or another variant begins another design: what was counted under one is not compared with what was counted under another.
 */
export interface ExperimentRecord {
  designs: {
    [design: string]: {
      /** Time of the first and the latest exposure, epoch ms. */
      from: number;
      last: number;
      weights: { [variant: string]: number };
      /** Contacts whose horizon was over when this was last written. */
      over: Tallies;
      slots: [slot: number, tallies: Tallies][];
    };
  };
  /** Exposures of a unit that is not the contact: their conversions cannot be told, so they are only counted. */
  foreign?: number;
}

/** What is remembered of a contact: to which variant of which design it was exposed first, under which weights, and whether it has converted since. */
export interface ExposureNote {
  [experiment: string]: NotedExposure;
}

/** `weights` are missing in what was noted by versions that did not keep them. */
export interface NotedExposure {
  readonly design: string;
  readonly variant: string;
  readonly at: number;
  readonly weights?: { readonly [variant: string]: number };
  converted?: true;
}
