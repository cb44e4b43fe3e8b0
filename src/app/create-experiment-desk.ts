import { experimentFields, type ExperimentRecord, type ExperimentResult, type ExperimentSettings, judgeExperiment } from '#experiment';
import type { ExperimentDesk } from '#ingest';
import { readEnrichState, type StateParts } from './read-enrich-state.ts';

/** ExperimentDesk over what the enrich lanes committed: their sums together, judged at this moment. */
export function createExperimentDesk(parts: StateParts, settings: ExperimentSettings): ExperimentDesk {
  async function judged(names: readonly string[]): Promise<ExperimentResult[]> {
    const fields = new Map(names.map((name) => [experimentFields.record(name), name] as const));
    const records = new Map<string, ExperimentRecord[]>();
    for (const { field, record } of await readEnrichState<ExperimentRecord>(parts, [...fields.keys()])) {
      const name = fields.get(field)!;
      records.set(name, [...(records.get(name) ?? []), record]);
    }
    return [...records].flatMap(([name, some]) => judgeExperiment(name, some, settings, parts.clock.now()));
  }
  return {
    async list() {
      const known = await readEnrichState<{ names: string[] }>(parts, [experimentFields.names]);
      return judged([...new Set(known.flatMap(({ record }) => record.names))].toSorted((one, other) => (one < other ? -1 : 1)));
    },
    show: (experiment) => judged([experiment]),
  };
}
