/** What a running lane shows of itself between batches, seconds of business time. */
export interface LaneGauge {
  /** How far the watermark lies behind the clock. */
  watermarkDelay: number;
  /** How long the earliest timer has been due; 0 when none is. */
  timersDue: number;
}

/** A gauge that shows nothing yet. */
export function newGauge(): LaneGauge {
  return { watermarkDelay: 0, timersDue: 0 };
}
