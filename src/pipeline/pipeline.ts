import type { AttributionPlan } from '#attribution';
import type { IdentitySettings, ScoredEvent } from '#event';
import type { ExperimentSettings } from '#experiment';
import type { LeadSettings, PublishedLeads } from '#lead';
import type { DecideInput, Operator } from '#operator';
import type { SentimentModels, TextModel, Topic } from '#text';

/** The part of the settings that operators of pipelines are made from. */
export interface PipelineSettings {
  readonly topics: readonly Topic[];
  /** Sentiment models; those of the package without it. */
  readonly sentiment?: SentimentModels | undefined;
  /** A model outside that has the last word on sentiments; none without it. */
  readonly textModel?: TextModel | undefined;
  readonly lead: LeadSettings;
  /** How split runs are compared; without it nothing is counted of them. */
  readonly experiments?: ExperimentSettings;
  readonly attribution: AttributionPlan;
  /** The newest learned model of leads, where there is one; asked once a batch. */
  readonly leads?: () => PublishedLeads | undefined;
  /** How names of one person are joined; they are not without it. */
  readonly identity?: IdentitySettings | undefined;
}

/** The streams a pipeline may read from and write into; bound to Redis in `app`. */
export type StreamName = 'events' | 'signals' | 'outbox' | 'platforms';

/** Pipeline is a list of operators with a from and an into: a table of contents, no logic. `accepts` says which values it takes when several pipelines share a stream. */
export interface Pipeline<T> {
  readonly name: string;
  readonly summary: string;
  readonly from: StreamName;
  readonly accepts: (value: T) => boolean;
  readonly through: readonly Operator<T>[];
  readonly into: StreamName;
}

/** Declares a pipeline. Operators that the settings do not ask for are undefined, and left out. */
export function definePipeline<T>(
  pipeline: Omit<Pipeline<T>, 'through'> & { readonly through: readonly (Operator<T> | undefined)[] },
): Pipeline<T> {
  return Object.freeze({ ...pipeline, through: pipeline.through.filter((operator) => operator !== undefined) });
}

/** A pipeline of the enrich lane, made from settings. */
export type EnrichPipeline = (settings: PipelineSettings) => Pipeline<ScoredEvent>;

/** The pipeline of the decide lane. */
export type DecidePipeline = Pipeline<DecideInput>;

/** The steps an intent may go through; `src/outbox` has one file for each. */
export type DeliveryStep = 'suppress' | 'pace' | 'deliver' | 'record';

/** Delivery is the declaration of the last pipeline: its steps by name. */
export interface Delivery {
  readonly name: string;
  readonly summary: string;
  readonly from: StreamName;
  readonly through: readonly DeliveryStep[];
  readonly into: StreamName;
}

/** The steps of planning budgets; `src/budget` and `src/app` have a file for each. */
export type PlanningStep = 'collect' | 'fit' | 'propose' | 'approve' | 'apply' | 'watch';

/** Planning is the declaration of what runs on schedule, from state, beside the hot path. */
export interface Planning {
  readonly name: string;
  readonly summary: string;
  readonly from: 'state';
  readonly through: readonly PlanningStep[];
  readonly into: StreamName;
}

/** Declares a planning. */
export function definePlanning(planning: Planning): Planning {
  return Object.freeze(planning);
}

/** Declares a delivery. */
export function defineDelivery(delivery: Delivery): Delivery {
  return Object.freeze(delivery);
}
