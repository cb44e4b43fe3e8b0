/** Points for one kind of event: `when` is an optional equality filter on dotted event paths, e.g. `{ "data.kind": "demo" }`. */
export interface LeadPoints {
  readonly on: string;
  readonly points: number;
  readonly when?: { readonly [path: string]: string | number | boolean };
}

/** Lead scoring by points that fade: a contact's score halves every `halfLife` milliseconds. `learned` asks for a learned score beside them. */
export interface LeadSettings {
  readonly halfLife: number;
  readonly points: readonly LeadPoints[];
  readonly ceiling: number;
  readonly learned?: LearnedLeadSettings;
}

/** What is known of a lead: the newest value at a dotted event path, from events of these types, and the stage of its way from which on it is known. */
export interface LeadColumn {
  readonly name: string;
  readonly on: readonly string[];
  readonly path: string;
  readonly knownAt?: string;
}

/**
 * A score learned from what became of leads. At an event of `foretellOn` the question is asked: will this contact convert within `horizon` milliseconds? What was known then is kept, and the answer (an event of
 * `convertedOn`, or the end of the horizon) teaches the model.
 */
export interface LearnedLeadSettings {
  readonly foretellOn: readonly string[];
  readonly convertedOn: readonly Omit<LeadPoints, 'points'>[];
  readonly horizon: number;
  readonly columns: readonly LeadColumn[];
  /** Event types that are counted per contact; counts fade like points. */
  readonly counts: readonly string[];
  /** The way of a lead in order; it is foretold at the first stage, and columns known only at a later one are left out. */
  readonly stages: readonly string[];
}

/** A contact's lead score as kept in state: `score` was right at `at` (epoch ms) and has faded since. */
export interface LeadState {
  score: number;
  at: number;
}
