import { Extremes } from './extremes.ts';
import { RecentMaximum } from './recent-maximum.ts';
import { Season, type SeasonRecord } from './season.ts';
import { defaultSurgeSettings, type SurgeSettings } from './surge-settings.ts';

/** What a detector says of one row, knowing nothing later than it. */
export interface SurgeVerdict {
  /** 0 to 1; one half and more is an alarm. A row inside an episode that is not stranger than the rows before it scores 0. */
  readonly score: number;
  readonly alarm: boolean;
  readonly direction: 'up' | 'down';
}

/** Everything a detector knows of its series: numbers only, at most 192 of them a season and 60 beside it. */
export interface SurgeRecord {
  readonly level: readonly number[];
  readonly extremes: readonly (readonly number[])[];
  readonly season: SeasonRecord;
  readonly recent: readonly number[];
}

/**
 * SurgeDetector watches one series for spikes, drops, silence and level shifts. Of each row it asks how far it lies from a slow, robust level, and how far the last hour or so lies from what is usual at this hour of
 * the day and week; each distance is judged by how rare it is as the greatest of its block (see Extremes), up and down apart; the strangest counts, and an episode is told once. State and time per row are constant.
 */
export class SurgeDetector {
  readonly #settings: SurgeSettings;
  readonly #levelShare: number;
  readonly #spreadShare: number;
  readonly #lastingShare: number;
  readonly #season: Season;
  readonly #extremes: readonly [rise: Extremes, fall: Extremes, lastingRise: Extremes, lastingFall: Extremes];
  readonly #recent: RecentMaximum;
  #rows: number;
  #level: number;
  #spread: number;
  /** The mean distance without a bound, and how many rows in a row lay far above (or, negative, below) the level. */
  #plain: number;
  #run: number;
  /** Mean distance of recent rows from the season, and how far whole hours usually lie from it. */
  #lasting: number;
  #hourly: number;
  #hours: number;
  /** The last row that was strange enough for an alarm, and how strange the one was that was told last. */
  #hot: number;
  #peak: number;

  constructor(settings: Partial<SurgeSettings> = {}, record?: SurgeRecord) {
    this.#settings = { ...defaultSurgeSettings, ...settings };
    this.#levelShare = 1 - 2 ** (-1 / this.#settings.levelHalfLife);
    this.#spreadShare = 1 - 2 ** (-1 / this.#settings.spreadHalfLife);
    this.#lastingShare = 1 / this.#settings.lasting;
    this.#season = new Season(record?.season);
    const extremes = (at: number): Extremes => new Extremes(record?.extremes[at]);
    this.#extremes = [extremes(0), extremes(1), extremes(2), extremes(3)];
    this.#recent = new RecentMaximum(this.#settings.episode, record?.recent);
    const level = record?.level ?? [];
    [this.#rows = 0, this.#level = 0, this.#spread = 0, this.#lasting = 0, this.#hourly = 0, this.#hours = 0] = level;
    [this.#hot = NEVER, this.#peak = 0, this.#plain = 0, this.#run = 0] = level.slice(6);
  }

  /** Judges a row and learns from it. `at` is epoch milliseconds, ascending; a `value` that is no finite number is passed over and scores 0. */
  observe(at: number, value: number): SurgeVerdict {
    if (!Number.isFinite(value)) return QUIET;
    value = Math.min(LARGEST, Math.max(-LARGEST, value));
    const { alarmAt, lastingWeight, dropWeight, block, blockWeight, calm, again } = this.#settings;
    const distance = this.#fromLevel(value);
    const lasting = this.#fromSeason(at, value);
    const [rises, falls, lastingRises, lastingFalls] = this.#extremes;
    const up = Math.max(rises.judge(distance), lastingWeight * lastingRises.judge(lasting));
    const down = Math.max(dropWeight * falls.judge(-distance), lastingWeight * lastingFalls.judge(-lasting));
    rises.learn(distance, block, blockWeight);
    falls.learn(-distance, block, blockWeight);
    lastingRises.learn(lasting, block, blockWeight);
    lastingFalls.learn(-lasting, block, blockWeight);
    const strangest = Math.max(0, up, down);
    const isNews = this.#recent.take(strangest);
    const opens = strangest >= alarmAt && this.#rows - this.#hot > calm;
    // Inside an episode a row is told again only when it is a different matter than the one that was told.
    const isTold = opens || this.#rows - this.#hot > calm || strangest > again * this.#peak;
    if (strangest >= alarmAt) {
      this.#hot = this.#rows;
      if (isTold) this.#peak = strangest;
    }
    if (!isNews || !isTold || strangest === 0) return QUIET;
    return { score: strangest / (strangest + alarmAt), alarm: opens, direction: up >= down ? 'up' : 'down' };
  }

  /** Everything it knows; give it to the constructor to go on after a restart. */
  get record(): SurgeRecord {
    return {
      level: [
        this.#rows,
        this.#level,
        this.#spread,
        this.#lasting,
        this.#hourly,
        this.#hours,
        this.#hot,
        this.#peak,
        this.#plain,
        this.#run,
      ],
      extremes: this.#extremes.map((one) => one.record),
      season: this.#season.record,
      recent: this.#recent.record,
    };
  }

  /** Distance from the level in spreads. A row moves the level by three spreads at most, but a run of rows beyond them moves it ever more: that is where the level is now. */
  #fromLevel(value: number): number {
    const row = ++this.#rows;
    if (row === 1) {
      this.#level = value;
      return 0;
    }
    const error = value - this.#level;
    const far = Math.abs(error);
    const spread = Math.max(this.#spread, SPARSE * this.#plain, LEAST_SPREAD * Math.abs(this.#level), Number.MIN_VALUE);
    const side = far <= CLIP * spread ? 0 : Math.sign(error);
    this.#run = side === Math.sign(this.#run) ? this.#run + side : side;
    const bound = row <= 3 ? far : Math.min(far, CLIP * spread * 2 ** Math.min(40, Math.abs(this.#run) / RUN_ROWS));
    this.#level += Math.max(this.#levelShare, 1 / row) * Math.sign(error) * bound;
    const share = row <= 3 ? 0.5 : Math.max(this.#spreadShare, 1 / row);
    this.#spread += share * (SIGMA * Math.min(far, row <= 3 ? far : CLIP * spread) - this.#spread);
    this.#plain += share * (far - this.#plain);
    return row <= WARM_ROWS ? 0 : Math.min(FARTHEST, Math.max(-FARTHEST, error / spread));
  }

  /** Distance of the last rows together from the season, in the spreads that whole hours usually have. */
  #fromSeason(at: number, value: number): number {
    const expected = this.#season.expected(at);
    const usual = Math.max(this.#hourly, LEAST_SPREAD * Math.abs(this.#level), 0.1 * this.#spread, Number.MIN_VALUE);
    const closed = this.#season.learn(at, value, CLIP * Math.max(usual, this.#spread));
    if (closed !== undefined) {
      this.#hours += 1;
      const bounded = this.#hours <= 3 ? Math.abs(closed) : Math.min(CLIP * usual, Math.abs(closed));
      this.#hourly += Math.max(HOUR_SHARE, 1 / this.#hours) * (SIGMA * bounded - this.#hourly);
    }
    if (expected === undefined || this.#hours < DAY_OF_HOURS) return 0;
    const error = Math.min(LASTING_CLIP * usual, Math.max(-LASTING_CLIP * usual, value - expected));
    this.#lasting += this.#lastingShare * (error - this.#lasting);
    return Math.min(FARTHEST, Math.max(-FARTHEST, this.#lasting / usual));
  }
}

const QUIET: SurgeVerdict = { score: 0, alarm: false, direction: 'up' };
/** Before any row, by far. */
const NEVER = -1e9;
/** Standard deviations to one mean absolute deviation of normal noise. */
const SIGMA = 1.25;
const CLIP = 3;
/** The least spread as a share of the plain mean distance: where most rows are 0, the bounded one would never see those that are not. */
const SPARSE = 0.25;
/** Rows beyond the bound after which the bound doubles. */
const RUN_ROWS = 36;
const FARTHEST = 1e6;
/** Values beyond this are taken for it, so that no sum overflows. */
const LARGEST = 1e100;
/** One row may not make a lasting departure. */
const LASTING_CLIP = 8;
const WARM_ROWS = 20;
const DAY_OF_HOURS = 24;
const HOUR_SHARE = 0.01;
/** The least spread, as a share of the level: a series that never moved must not call its first twitch the event of a century. */
const LEAST_SPREAD = 0.02;
