/** What a language says of the parts of a rule. Values come quoted as they are; durations come spoken by `duration`. */
export interface RuleWords {
  /** An event type the catalogue knows, in the plural; others are told by their name. */
  readonly events: ReadonlyMap<string, string>;
  /** What a field is called; others are told by their last name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly and: string;
  readonly or: string;
  readonly otherwise: string;
  duration(milliseconds: number): string;
  not(condition: string): string;
  has(field: string): string;
  lacks(field: string): string;
  /** `op` is one of `==` `!=` `<` `<=` `>` `>=`. */
  compare(left: string, op: string, right: string): string;
  among(left: string, options: string): string;
  /** What a method such as `contains` asks. */
  method(name: string, receiver: string, inner: string): string;
  divided(left: string, right: string): string;
  /** Events are of a type; `events` is its plural. */
  areOf(events: string): string;
  /** A value, or another one where it is not known. */
  fallback(value: string, other: string): string;
  measure(of: {
    readonly fn: string;
    readonly of: string;
    readonly where: string;
    readonly window: string;
    readonly kind: 'sliding' | 'tumbling' | 'session';
    readonly p?: number;
    readonly to?: string;
  }): string;
  readonly now: string;
  each(groups: string): string;
  everything: string;
  whenever(events: string, where: string): string;
  condition(condition: string): string;
  stays(duration: string): string;
  /** Events of a sequence, joined by `andThen`; `times` is `2`, `2–4` or, when there is no most, `2+`; empty for once. */
  step(events: string, where: string, times: string): string;
  absent(events: string, where: string, duration: string): string;
  readonly andThen: string;
  /** The whole sequence; `within`, `any` (how many of the steps, in any order) and `unless` (events that break it off) may be empty. */
  sequence(steps: string, within: string, any: string, unless: string): string;
  /** What a baseline says of a measure: `z`, `expected` or `spread`. */
  usual(part: string, measure: string): string;
  /** What of a step of a sequence is meant. */
  ofStep(field: string, step: string): string;
  resolves(condition: string): string;
  /** Events end a fire. */
  resolvesAt(events: string, where: string): string;
  resolvesAfter(duration: string): string;
  maxFires(n: number, duration: string): string;
  inhibitedBy(rules: string): string;
  /** `kind` is `queue`, `replace` or `parallel`. */
  concurrency(kind: string): string;
  /** `kind` is `cancel` or `compensate`. */
  onResolve(kind: string): string;
  nothing: string;
  call(step: string, connector: string, operation: string): string;
  retry(max: number): string;
  readonly noSteps: string;
  undo(connector: string): string;
  wait(duration: string): string;
  waitFor(events: string, where: string, duration: string, timeout: string): string;
  emit(type: string): string;
  set(names: string): string;
  stop(why: string): string;
  compensate(why: string): string;
  choose(condition: string, steps: string): string;
  parallel(branches: string): string;
  split(experiment: string, variants: string): string;
  share(variant: string, share: string, steps: string): string;
  approve(ask: string, duration: string, refused: string, expired: string): string;
  cooldown(duration: string): string;
  consent(purposes: string): string;
  spendCap(amount: string, duration: string): string;
  frequencyCap(max: number, duration: string, across: string): string;
  quietHours(from: string, to: string, zone: string, drops: boolean): string;
  approveAbove(amount: string): string;
  blastRadius(max: number): string;
  shadow: string;
  /** Puts the sentence together; parts that are empty are left out. */
  sentence(parts: { readonly each: string; readonly trigger: string; readonly steps: string; readonly limits: readonly string[] }): string;
  readonly stateless: string;
  state(of: { readonly bytes: string; readonly groups: string; readonly rate: number }): string;
}
