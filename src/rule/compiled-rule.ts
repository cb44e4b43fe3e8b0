import type { Conjunct } from '#expression';
import type { ScoredEvent } from '#event';
import type { Guards } from '#guard';
import type { SegmentSet } from '#segment';
import type { Pattern } from '#sequence';
import type { CompiledMeasure } from '#window';
import type { CompiledBaseline } from './compile-baseline.ts';
import type { CompiledStep } from './compiled-step.ts';
import type { Concurrency } from './concurrency.ts';
import type { FiringPlan } from './firing-plan.ts';
import type { PlannedStep } from './planned-step.ts';
import type { Scope } from './scope.ts';
import type { Signal } from './signal.ts';

/** CompiledRule is a rule ready to run: checked, typed, its expressions compiled once. `version` is the content hash of the normalised document. Nothing here throws at run time: an expression that fails counts as false and is counted in `errors`. */
export interface CompiledRule {
  readonly name: string;
  readonly version: string;
  readonly mode: 'shadow' | 'active';
  readonly summary: string;
  readonly because: string;
  /** Event types of `on`. */
  readonly types: readonly string[];
  readonly measures: readonly CompiledMeasure[];
  /** Short stable hash of the measures' definitions in order: what the cells of a signal's `inputs` mean. */
  readonly layout: string;
  /** What the rule looks for in order; its matches are what `when` is asked of. */
  readonly sequence?: Pattern;
  /** What stands between a true condition and a fire; absent when only the cooldown does. */
  readonly firing?: FiringPlan;
  /** Whether the fire that lasts is over; absent without a `resolve_if` over measures. */
  resolves?(scope: Scope): boolean;
  /** What is usual for one of the measures. */
  readonly baseline?: CompiledBaseline;
  /** Whether its workflow assigns contacts to variants of an experiment. */
  readonly splits?: boolean;
  /** Whether it may read the credit that an event changed. */
  readonly readsCredit?: boolean;
  /** Whether it reads the sentiment of its events. */
  readonly readsSentiment?: boolean;
  /** Whether it reads the segments of its events' contacts. */
  readonly readsSegments?: boolean;
  readonly cooldown: number;
  /** How many groups a partition remembers; absent: as many as usual. */
  readonly maxGroups?: number;
  readonly purposes: readonly string[];
  /** What holds an action of the rule back beside consent; empty when there is nothing. */
  readonly guards: Guards;
  readonly workflow: readonly CompiledStep[];
  /** Whether a run may have to wait: only then is there anything to remember of it. */
  readonly pauses: boolean;
  /** What the bits of a signal's hits stand for, bit 0 first: `on` is the rule's own, `step <name>`, `absent <place>` and `cancel` are a sequence's, `resolve` and `inhibit` the flow control's, `wait <definition>` what waiting runs hear. */
  readonly listeners: readonly string[];
  /** What happens to a fire while a run of the same key is on its way. */
  readonly concurrency: Concurrency;
  /** What happens to the runs of a key when the rule resolves. */
  readonly onResolve: 'continue' | 'cancel' | 'compensate';
  /** Enrich side: the signals this event gives to the rule (none when `where`, or the `when` of a rule without measures, is false; several when `by` fans out). */
  signals(event: ScoredEvent): readonly Signal[];
  /** Decide side: whether `when` holds. */
  holds(scope: Scope): boolean;
  /** Why, in words, with the values: e.g. `people 26 >= 25 and talk 40 …`. */
  explain(scope: Scope): string;
  /** The parts of `when` (of `where`, when there is none) that must all hold, for who asks what is missing. */
  conditions?(): readonly Conjunct[];
  /** Expression errors since start. */
  readonly errors: { count: number; last?: string };
}

/** RuleBundle is a whole set of rules that switches at once. `hash` names it; `candidates` returns the rules that may match an event, by type and cheap equality, so that a rule that cannot match costs nothing. */
export interface RuleBundle {
  readonly hash: string;
  readonly rules: ReadonlyMap<string, CompiledRule>;
  /** The list holds until the next question; it is the bundle's own. */
  candidates(event: ScoredEvent): readonly CompiledRule[];
  /** The segments of the same files; absent when there are none. */
  readonly segments?: SegmentSet;
  /** Whether a rule splits contacts for an experiment. */
  readonly splits?: boolean;
  /** Types of events of whose contacts a rule reads the segments. */
  readonly readsSegments?: ReadonlySet<string>;
  /** Whether a rule may read the credit that an event changed. */
  readonly readsCredit?: boolean;
  /** Whether any rule listens to events of a type. */
  hears(type: string): boolean;
  /** Compiles the authored steps (`CompiledStep.source`) of a run that waits on an older version, in their order. Throws `invalid-rules` when they no longer fit the accounts. */
  steps(source: readonly PlannedStep[]): readonly CompiledStep[];
}
