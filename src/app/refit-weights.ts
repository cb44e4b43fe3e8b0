import { type AttributionSettings, type ChannelWeights, fitWeights, type PathCounts, pathField } from '#attribution';
import type { Job } from '#schedule';
import { readEnrichState, type StateParts } from './read-enrich-state.ts';

const DAY = 86_400_000;

/** Weights of channels as they are published: `version` is the business time of the fit, epoch ms. */
export interface PublishedWeights extends ChannelWeights {
  readonly version: number;
}

/** The job that fits the weights of channels to the paths of all partitions and publishes them. Run twice, or by two at once, it publishes the same; a fit without a conversion leaves the old one in force. */
export function refitWeights(parts: StateParts, settings: AttributionSettings): Job {
  return {
    name: 'refit-attribution',
    every: settings.refit.every,
    async run() {
      const version = parts.clock.now();
      const days = Math.ceil(settings.refit.window / DAY);
      const fields = Array.from({ length: days }, (_, day) => pathField(version - day * DAY));
      const summaries = await readEnrichState<PathCounts>(parts, fields);
      const weights = fitWeights(summaries.map(({ record }) => record));
      if (weights.conversions === 0) return;
      await parts.client.set(parts.keys.weights, JSON.stringify({ version, ...weights } satisfies PublishedWeights));
    },
  };
}
