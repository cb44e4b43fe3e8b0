import type { MarketingEvent } from '#event';
import type { Batch } from '#operator';

/**
 * Splits a batch into segments, each with one list a pipeline, so that running segment after segment, and in each the lists in order, shows every contact its events in stream order. A contact
 * that goes back to an earlier pipeline goes on in the next segment; all others stay in the first, so a batch of many contacts is a long segment and a short one or two.
 * `pipelineOf` gives the pipeline's index for a value.
 */
export function orderedSegments<T extends MarketingEvent>(
  batch: Batch<T>,
  pipelineOf: (value: T) => number,
  pipelines: number,
): Batch<T>[][] {
  const segments: Batch<T>[number][][][] = [];
  /** Where each contact stands: its segment times the number of pipelines, plus its pipeline. */
  const places = new Map<string, number>();
  for (const message of batch) {
    const pipeline = pipelineOf(message.value);
    const { contact } = message.value;
    let place = pipeline;
    if (contact !== undefined) {
      const last = places.get(contact);
      if (last !== undefined && last > pipeline) {
        place = last - (last % pipelines) + pipeline;
        if (place < last) place += pipelines;
      }
      if (place !== last) places.set(contact, place);
    }
    const segment = Math.floor(place / pipelines);
    while (segments.length <= segment) segments.push(Array.from({ length: pipelines }, () => []));
    segments[segment]![pipeline]!.push(message);
  }
  return segments;
}
