import type { JsonObject } from '#kernel';

/** Where a sweep over the days of an account stands. */
export interface PollCursor {
  readonly since: string;
  readonly until: string;
  readonly page?: string;
}

/** A page turned into events, written down before the first of them is sent: whoever goes on after a death says the very same. */
export interface PollPlan {
  readonly sequence: number;
  readonly events: readonly JsonObject[];
  /** What is known after it: by day, by campaign, as JSON. */
  readonly figures: { readonly [day: string]: { readonly [campaign: string]: string } };
  /** Where the sweep goes on; undefined when it is over. */
  readonly cursor?: PollCursor | undefined;
  /** Last day of the sweep. */
  readonly until: string;
}

/** What is remembered of a poller. */
export interface PollState {
  /** Number of the last plan that was carried out. */
  readonly sequence: number;
  readonly plan?: PollPlan;
  readonly cursor?: PollCursor;
  /** Last day of the last sweep that came to its end. */
  readonly swept?: string;
  /** When the last sweep began, and before when the platform wants no request: business time, epoch milliseconds. */
  readonly began?: number;
  readonly notBefore?: number;
}

/** PollBook remembers what pollers know. Plans are numbered: one that does not follow the last is not taken, so of two processes that poll at once only one gets through, and a plan is carried out once. */
export interface PollBook {
  read(poller: string): Promise<PollState>;
  /** Known figures of campaigns on a day, in the order asked; undefined where nothing is known. */
  figures(poller: string, day: string, campaigns: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Writes a plan down; false when another one was faster. */
  plan(poller: string, plan: PollPlan): Promise<boolean>;
  /** Notes a plan as carried out: figures, cursor and number change together. Does nothing when that is done already. */
  commit(poller: string, plan: PollPlan): Promise<void>;
  /** Notes that a sweep begins, with the first page as its cursor. */
  begin(poller: string, cursor: PollCursor, at: number): Promise<void>;
  /** Notes that the platform wants to be left alone until then. */
  rest(poller: string, until: number): Promise<void>;
}
