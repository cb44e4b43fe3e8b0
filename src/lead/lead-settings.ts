/** Points for one kind of event: `when` is an optional equality filter on dotted event paths, e.g. `{ "data.kind": "demo" }`. */
export interface LeadPoints {
  readonly on: string;
  readonly points: number;
  readonly when?: { readonly [path: string]: string | number | boolean };
}

/** Lead scoring by points that fade: a contact's score halves every `halfLife` milliseconds. */
export interface LeadSettings {
  readonly halfLife: number;
  readonly points: readonly LeadPoints[];
  readonly ceiling: number;
}

/** A contact's lead score as kept in state: `score` was right at `at` (epoch ms) and has faded since. */
export interface LeadState {
  score: number;
  at: number;
}
