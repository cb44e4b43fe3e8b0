/** How a detector learns. Lengths are counted in rows, so that they follow the cadence of the series; the defaults are for rows of about five minutes. */
export interface SurgeSettings {
  /** Half-life of the level and of the usual distance from it, in rows. */
  readonly levelHalfLife: number;
  readonly spreadHalfLife: number;
  /** Rows whose greatest deviation is one observation of how far normal extremes go. */
  readonly block: number;
  /** Weight of the newest block in what is known of extremes. */
  readonly blockWeight: number;
  /** Rows during which a further row is news only when it is stranger than all of them. */
  readonly episode: number;
  /** Rows without anything strange that end an episode, and how many times stranger than what was told a row of the same episode must be to be told again. */
  readonly calm: number;
  readonly again: number;
  /** Rows that make a lasting departure from the season: a level shift, a drop, silence. */
  readonly lasting: number;
  /** What a lasting departure and a drop count for beside a spike. */
  readonly lastingWeight: number;
  readonly dropWeight: number;
  /** How many times the usual spread of extremes above their usual size scores one half, which is an alarm. */
  readonly alarmAt: number;
}

/** Chosen by cross-validation between series; docs/models.md has the figures and the command. */
export const defaultSurgeSettings: SurgeSettings = {
  levelHalfLife: 1_000,
  spreadHalfLife: 2_000,
  block: 180,
  blockWeight: 0.07,
  episode: 350,
  calm: 72,
  again: 2,
  lasting: 36,
  lastingWeight: 0.5,
  dropWeight: 0.7,
  alarmAt: 3.2,
};
