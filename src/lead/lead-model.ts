import { FeatureSpace, type FeatureSpaceState, type FeatureVector, type LeadColumns } from './feature-space.ts';
import { ModelHealth, type ModelHealthState } from './model-health.ts';

/** How a model learns. `rate` is AdaGrad's step, `shrink` pulls weights toward nought (L2), `crosses` adds pairs of columns. */
export interface LeadModelSettings {
  readonly rate: number;
  readonly shrink: number;
  readonly crosses: boolean;
}

/** A score with its reasons: `towards` is what a column adds to the log odds, compared with the leads seen so far; the strongest first. */
export interface LeadReason {
  readonly column: string;
  readonly towards: number;
}

/** How a model is written down between runs. A state of another version is not read: the model starts anew and learns again. */
export interface LeadModelState {
  readonly version: 1;
  readonly settings: LeadModelSettings;
  readonly space: FeatureSpaceState;
  readonly weights: readonly number[];
  readonly squares: readonly number[];
  readonly bias: readonly [weight: number, squares: number];
  readonly scale: readonly [slope: number, shift: number];
  readonly usual: readonly (readonly [column: string, towards: number])[];
  readonly health: ModelHealthState;
}

export const onlineLeadSettings: LeadModelSettings = { rate: 0.1, shrink: 1e-5, crosses: true };

const SCALE_RATE = 0.02;
const USUAL_RATE = 0.01;

/**
 * LeadModel is a logistic regression that learns from one outcome at a time: AdaGrad (Duchi et al. 2011) gives each feature a rate of its own, and Platt's scale (slope and shift of the log odds), learned from the
 * predictions made before each outcome was known, keeps the probability honest while the world moves. It is deterministic: the same outcomes in the same order make the same model.
 */
export class LeadModel {
  readonly settings: LeadModelSettings;
  readonly space: FeatureSpace;
  readonly health: ModelHealth;
  readonly #weights: number[] = [];
  readonly #squares: number[] = [];
  #bias = 0;
  #biasSquares = 0;
  #slope = 1;
  #shift = 0;
  readonly #usual = new Map<string, number>();

  constructor(settings: LeadModelSettings = onlineLeadSettings, space = new FeatureSpace(settings.crosses), health = new ModelHealth()) {
    this.settings = settings;
    this.space = space;
    this.health = health;
  }

  /** The probability that the lead converts. Changes nothing. */
  probability(lead: LeadColumns): number {
    return this.#scaled(this.raw(this.space.encode(lead)));
  }

  /** Why the probability is what it is: at most `most` columns, those that move it furthest from that of the usual lead. */
  reasons(lead: LeadColumns, most = 5): LeadReason[] {
    const sums = this.byColumn(lead);
    for (const [column, usual] of this.#usual) sums.set(column, (sums.get(column) ?? 0) - usual);
    return [...sums]
      .map(([column, towards]) => ({ column, towards: Math.round(towards * this.#slope * 1_000) / 1_000 }))
      .filter(({ towards }) => towards !== 0)
      .sort((one, other) => Math.abs(other.towards) - Math.abs(one.towards) || (one.column < other.column ? -1 : 1))
      .slice(0, most);
  }

  /** Learns what became of a lead; answers the probability that was given to it before. */
  learn(lead: LeadColumns, converted: boolean): number {
    this.space.observe(lead);
    const features = this.space.encode(lead);
    const logOdds = this.raw(features);
    const probability = this.#scaled(logOdds);
    const outcome = converted ? 1 : 0;
    this.health.note(probability, converted);
    const missed = probability - outcome;
    this.#shift -= SCALE_RATE * missed;
    this.#slope = Math.min(3, Math.max(0.2, this.#slope - SCALE_RATE * 0.1 * missed * logOdds));
    this.step(features, logOdds, outcome);
    for (const [column, towards] of this.#byColumn(features)) {
      const usual = this.#usual.get(column) ?? 0;
      this.#usual.set(column, usual + USUAL_RATE * (towards - usual));
    }
    return probability;
  }

  /** One step of the regression alone, for those who have many leads at once (`fitLeads`). */
  step({ ids, values }: FeatureVector, logOdds: number, outcome: number): void {
    const { rate, shrink } = this.settings;
    const error = 1 / (1 + Math.exp(-logOdds)) - outcome;
    this.#biasSquares += error * error;
    this.#bias -= (rate * error) / Math.sqrt(1 + this.#biasSquares);
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at]!;
      const weight = this.#weights[id] ?? 0;
      const slope = error * values[at]! + shrink * weight;
      const squares = (this.#squares[id] ?? 0) + slope * slope;
      while (this.#weights.length <= id) {
        this.#weights.push(0);
        this.#squares.push(0);
      }
      this.#squares[id] = squares;
      this.#weights[id] = weight - (rate * slope) / Math.sqrt(1 + squares);
    }
  }

  /** What each column adds to the log odds before the scale; the part of a pair is shared by its two columns. */
  byColumn(lead: LeadColumns): Map<string, number> {
    return this.#byColumn(this.space.encode(lead));
  }

  toJSON(): LeadModelState {
    return {
      version: 1,
      settings: this.settings,
      space: this.space.toJSON(),
      weights: this.#weights,
      squares: this.#squares,
      bias: [this.#bias, this.#biasSquares],
      scale: [this.#slope, this.#shift],
      usual: [...this.#usual],
      health: this.health.toJSON(),
    };
  }

  /** Reads a written model back; undefined when it was written by another version. */
  static from(state: LeadModelState, mostFeatures?: number): LeadModel | undefined {
    if (state.version !== 1) return undefined;
    const space = FeatureSpace.from(state.space, state.settings.crosses, mostFeatures);
    const model = new LeadModel(state.settings, space, ModelHealth.from(state.health));
    model.#weights.push(...state.weights);
    model.#squares.push(...state.squares);
    [model.#bias, model.#biasSquares] = state.bias;
    [model.#slope, model.#shift] = state.scale;
    for (const [column, towards] of state.usual) model.#usual.set(column, towards);
    return model;
  }

  /** The log odds before the scale. */
  raw({ ids, values }: FeatureVector): number {
    let sum = this.#bias;
    for (let at = 0; at < ids.length; at++) sum += (this.#weights[ids[at]!] ?? 0) * values[at]!;
    return sum;
  }

  #scaled(logOdds: number): number {
    return 1 / (1 + Math.exp(-(this.#slope * logOdds + this.#shift)));
  }

  #byColumn({ ids, values }: FeatureVector): Map<string, number> {
    const sums = new Map<string, number>();
    for (let at = 0; at < ids.length; at++) {
      const part = (this.#weights[ids[at]!] ?? 0) * values[at]!;
      if (part === 0) continue;
      const columns = this.space.columnsOf(ids[at]!);
      for (const column of columns) sums.set(column, (sums.get(column) ?? 0) + part / columns.length);
    }
    return sums;
  }
}
