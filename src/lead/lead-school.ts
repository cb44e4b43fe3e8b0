import { FeatureSpace, type LeadColumns } from './feature-space.ts';
import { LeadModel, onlineLeadSettings, type LeadModelState } from './lead-model.ts';

/** What became of a lead: what was known when the question was asked, and the answer. */
export interface LeadExample {
  readonly columns: LeadColumns;
  readonly converted: boolean;
}

/** A deployment's model as it is kept: each version is the one before, taught a few outcomes more. */
export interface LeadSchool {
  readonly version: number;
  readonly model: LeadModelState;
}

/** Most features of a model that learns in the stream: some hundred kilobytes as JSON. */
const MOST_FEATURES = 5_000;

/** Teaches outcomes in their order and answers the next version. A model kept by another version of the code is begun anew. */
export function teachLeads(school: LeadSchool | undefined, examples: readonly LeadExample[]): LeadSchool {
  const kept = school === undefined ? undefined : LeadModel.from(school.model, MOST_FEATURES);
  const model = kept ?? new LeadModel(onlineLeadSettings, new FeatureSpace(onlineLeadSettings.crosses, MOST_FEATURES));
  for (const { columns, converted } of examples) model.learn(columns, converted);
  // Written down by way of JSON, so that what goes on in memory is what a restart would read.
  return { version: (school?.version ?? 0) + 1, model: JSON.parse(JSON.stringify(model)) as LeadModelState };
}
