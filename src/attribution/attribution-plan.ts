import type { AttributionSettings, CreditModelName } from './attribution-settings.ts';
import type { LedgerBounds, NamedModel } from './credit-ledger.ts';
import type { CreditModel, TouchOnPath } from './credit-rules.ts';

/** AttributionPlan is what the operator gives credit by. */
export interface AttributionPlan {
  /** The models as they are now: data-driven ones change their weights when they were fitted anew. */
  models(): readonly NamedModel[];
  readonly bounds: LedgerBounds;
  /** Whether a model learns from paths, so that they must be counted. */
  readonly countsPaths: boolean;
}

/** What a plan needs beyond the settings: the compiled weight of the model `custom`, and the weights of channels that were fitted last (empty before the first fit: all touches are alike then). */
export interface PlanSources {
  readonly custom?: (touch: TouchOnPath) => number;
  readonly weights?: () => ReadonlyMap<string, number>;
}

const plain: { readonly [name in CreditModelName]?: CreditModel } = {
  'last-click': 'last-click',
  first: 'first',
  last: 'last',
  'last-non-direct': 'lastNonDirect',
  linear: 'linear',
  'time-decay': 'timeDecay',
  position: 'position',
  shapley: 'shapley',
};
const none: ReadonlyMap<string, number> = new Map();

/** Makes the plan of a deployment's settings. */
export function planAttribution(settings: AttributionSettings, sources: PlanSources = {}): AttributionPlan {
  const { lookback, viewLookback, views, level, halfLife, firstShare, lastShare } = settings;
  const common = { clickLookback: lookback, viewLookback, views, level, halfLife, firstShare, lastShare };
  const weights = sources.weights ?? (() => none);
  const named = (name: CreditModelName, fitted: ReadonlyMap<string, number>): NamedModel => ({
    name,
    rules: { ...common, model: plain[name] ?? (name === 'custom' ? (sources.custom ?? (() => 1)) : fitted) },
  });
  let fitted = weights();
  let models = settings.models.map((name) => named(name, fitted));
  const countsPaths = settings.models.includes('markov');
  return {
    models() {
      if (countsPaths && weights() !== fitted) {
        fitted = weights();
        models = settings.models.map((name) => named(name, fitted));
      }
      return models;
    },
    bounds: {
      maxTouches: settings.maxTouches,
      maxEntries: settings.maxConversions,
      corrections: settings.corrections,
      lookback: Math.max(lookback, viewLookback),
    },
    countsPaths,
  };
}
