import type { LeadColumns } from './feature-space.ts';

/** A question that was asked about a contact: what was known at `at` (epoch ms), and what the model of that version foretold. */
export interface LeadQuestion {
  readonly at: number;
  readonly columns: LeadColumns;
  readonly probability?: number;
  readonly version?: number;
}

/** What is remembered of a contact for its learned score: values by column with the time they were said, faded counts by event type, the open question, and when the contact converted of late, because a question may come with another of its names. */
export interface LeadHistory {
  values?: { [column: string]: readonly [value: string | number | boolean, at: number] };
  counts?: { [type: string]: readonly [count: number, at: number] };
  asked?: LeadQuestion;
  converted?: number[];
}
