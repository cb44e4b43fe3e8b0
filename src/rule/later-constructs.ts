/** Constructs that the design names and this version does not have yet. They are refused by name, at their place: a construct that is silently ignored is worse than none. */
export const laterConstructs: {
  readonly rule: ReadonlySet<string>;
  readonly step: ReadonlySet<string>;
  readonly measure: ReadonlySet<string>;
  readonly fn: ReadonlySet<string>;
} = {
  rule: new Set(['absent', 'absence', 'digest', 'repeat', 'times', 'clock']),
  step: new Set(['try', 'for', 'foreach']),
  measure: new Set(['baseline', 'season']),
  fn: new Set(['rate']),
};
