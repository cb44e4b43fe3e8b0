/** Constructs that the design names and this version does not have yet. They are refused by name, at their place: a construct that is silently ignored is worse than none. */
export const laterConstructs: {
  readonly rule: ReadonlySet<string>;
  readonly step: ReadonlySet<string>;
  readonly measure: ReadonlySet<string>;
  readonly fn: ReadonlySet<string>;
} = {
  rule: new Set(['digest', 'clock']),
  step: new Set(['try', 'for', 'foreach']),
  measure: new Set(),
  fn: new Set(['rate']),
};

/** Words of the language that people look for in another place, and where they stand. */
export const elsewhere: {
  readonly rule: ReadonlyMap<string, string>;
  readonly measure: ReadonlyMap<string, string>;
} = {
  rule: new Map([
    ['absent', 'It is a step: sequence: [{ on: […] }, { absent: { on: […] }, for: 2h }].'],
    ['absence', 'Write it as a step: sequence: [{ on: […] }, { absent: { on: […] }, for: 2h }].'],
    ['times', 'It belongs to a step: sequence: [{ on: […], times: 3 }].'],
    ['repeat', 'Write times in a step: sequence: [{ on: […], times: 3 }].'],
  ]),
  measure: new Map([
    ['baseline', 'It stands beside "measures": baseline: { of: NAME }.'],
    ['season', 'It stands in the baseline: baseline: { of: NAME, season: hour_of_day }.'],
  ]),
};
