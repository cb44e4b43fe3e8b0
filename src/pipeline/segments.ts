import type { MarketingEvent } from '#event';
import type { Batch } from '#operator';

/**
 * Splits a batch into segments in each of which no contact has messages for two pipelines. Within a segment the pipelines may run one after the other and every contact still sees its
 * events in stream order; with many contacts a whole batch is one or two segments. `pipelineOf` gives the pipeline's index for a value.
 */
export function orderedSegments<T extends MarketingEvent>(
  batch: Batch<T>,
  pipelineOf: (value: T) => number,
  pipelines: number,
): Batch<T>[][] {
  const segments: Batch<T>[][] = [];
  let lists: Batch<T>[number][][] = Array.from({ length: pipelines }, () => []);
  let taken = new Map<string, number>();
  for (const message of batch) {
    const pipeline = pipelineOf(message.value);
    const { contact } = message.value;
    if (contact !== undefined) {
      const other = taken.get(contact);
      if (other !== undefined && other !== pipeline) {
        segments.push(lists);
        lists = Array.from({ length: pipelines }, () => []);
        taken = new Map();
      }
      taken.set(contact, pipeline);
    }
    lists[pipeline]!.push(message);
  }
  if (lists.some((list) => list.length > 0)) segments.push(lists);
  return segments;
}
