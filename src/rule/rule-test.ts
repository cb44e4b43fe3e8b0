import type { Place } from '#document';
import type { ScoredEvent } from '#event';
import type { Json } from '#kernel';

/** A fault that a test may ask for at every event. */
export type RuleTestFault = 'restart' | 'duplicate' | 'redelivery';

/** A test of one rule, ready to run. Times in `feed` and `expect` are epoch milliseconds, both in order of time. */
export interface RuleTest {
  readonly file: string;
  readonly place: Place;
  readonly name: string;
  /** The rule it is about, or empty when it is about a segment. */
  readonly rule: string;
  readonly segment?: string;
  /** Other rules that run with it. */
  readonly beside: readonly string[];
  readonly faults: readonly RuleTestFault[];
  readonly outcomes: readonly RuleTestOutcome[];
  readonly start: number;
  readonly feed: readonly RuleTestFeed[];
  readonly expect: readonly RuleTestExpectation[];
}

/** One thing that happens: an event arrives, the engine restarts, a person answers. */
export type RuleTestFeed =
  | { readonly at: number; readonly event: ScoredEvent; readonly redelivered: boolean }
  | { readonly at: number; readonly restart: true }
  | {
      readonly at: number;
      readonly answer: { readonly step: string; readonly decision: 'yes' | 'no'; readonly by: string; readonly comment: string };
    };

/** What comes of the actions that fit, after so many milliseconds, at most so many times. */
export interface RuleTestOutcome {
  readonly connector?: string;
  readonly operation?: string;
  readonly step?: string;
  readonly outcome: 'delivered' | 'failed' | 'suppressed';
  readonly why?: string;
  readonly after: number;
  readonly times: number;
}

/** One thing that must be true at a time, counted from the start of the test. */
export interface RuleTestExpectation {
  readonly at: number;
  /** Its time as written, e.g. `10m`. */
  readonly written: string;
  readonly place: Place;
  readonly claim: RuleTestClaim;
}

type Group = { readonly [name: string]: string };
type Values = { readonly [name: string]: Json };

/** What is claimed; `times` absent means at least once. */
export type RuleTestClaim =
  | { readonly kind: 'fired'; readonly group: Group; readonly because: readonly string[]; readonly times?: number }
  | { readonly kind: 'resolved'; readonly group: Group; readonly because: readonly string[]; readonly times?: number }
  | { readonly kind: 'pending'; readonly group: Group; readonly times?: number }
  | { readonly kind: 'suppressed'; readonly reason: string; readonly times?: number }
  | { readonly kind: 'duplicates'; readonly times?: number }
  | {
      readonly kind: 'action';
      readonly connector: string;
      readonly operation?: string;
      readonly step?: string;
      readonly contains: readonly string[];
      readonly parameters: Values;
      readonly members?: number;
      readonly times?: number;
    }
  | { readonly kind: 'moved'; readonly entered: boolean; readonly contact?: string; readonly times?: number }
  | { readonly kind: 'member'; readonly contact: string; readonly member: boolean; readonly times?: undefined }
  | { readonly kind: 'emitted'; readonly type: string; readonly data: Values; readonly times?: number }
  | { readonly kind: 'step'; readonly name: string; readonly state?: string; readonly group: Group; readonly times?: number }
  | { readonly kind: 'run'; readonly state: string; readonly group: Group; readonly times?: number };
