/** Constructs that the design names and this version does not have yet. They are refused by name, at their place: a construct that is silently ignored is worse than none. */
export const laterConstructs: {
  readonly rule: ReadonlySet<string>;
  readonly step: ReadonlySet<string>;
  readonly measure: ReadonlySet<string>;
  readonly fn: ReadonlySet<string>;
} = {
  rule: new Set([
    'baseline',
    'sequence',
    'absent',
    'absence',
    'within',
    'hold_for',
    'resolve_if',
    'resolve_after',
    'max_fires',
    'inhibited_by',
    'digest',
    'repeat',
    'times',
    'cancel_if',
    'any_of',
    'overlap',
    'clock',
  ]),
  step: new Set(['try', 'for', 'foreach']),
  measure: new Set(['horizon', 'min', 'baseline', 'season']),
  fn: new Set(['min', 'max', 'percentile', 'median', 'p50', 'p90', 'p95', 'p99', 'ratio', 'first_seen', 'rate']),
};
