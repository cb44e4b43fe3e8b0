import type { LeadModel } from './lead-model.ts';

/** The model that lanes foretell with, as it was when it was published. */
export interface PublishedLeads {
  readonly version: number;
  readonly model: LeadModel;
}
