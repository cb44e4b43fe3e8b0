import type { Intent } from '#action';
import type { Settings } from '#config';
import type { ScoredEvent } from '#event';
import type { Decision } from '#operator';
import type { RuleBundle } from '#rule';
import type { History } from './read-history.ts';
import { VirtualEngine, type VirtualCounts } from './virtual-engine.ts';

/** What one rule did in a backtest. Times are epoch milliseconds. */
export interface BacktestRule {
  readonly rule: string;
  readonly version: string;
  readonly fired: number;
  /** Distinct groups it fired for (at most the most that are told apart), and the busiest of them. */
  readonly groups: number;
  readonly busiest: readonly { readonly group: string; readonly fired: number }[];
  readonly first?: number;
  readonly last?: number;
  readonly example?: string;
  readonly suppressed: { readonly [reason: string]: number };
  readonly actions: readonly BacktestAction[];
}

/** Actions of one operation that a rule would have sent, the people they were for, and what they would have spent, by currency. */
export interface BacktestAction {
  readonly connector: string;
  readonly operation: string;
  readonly count: number;
  readonly members: number;
  readonly spend: { readonly [currency: string]: number };
}

/** A fire that one version of the rules had and the other had not. */
export interface BacktestFire {
  readonly rule: string;
  readonly group: string;
  readonly at: number;
  readonly because: string;
}

/** What came of a run of history through a set of rules. */
export interface BacktestRun {
  readonly hash: string;
  readonly rules: readonly BacktestRule[];
  readonly fired: number;
  readonly actions: number;
  readonly counts: VirtualCounts;
  readonly failures: { readonly [what: string]: number };
}

/** A backtest: the run, a second one beside it where two versions are compared, and how fast it went. `seconds` is process time. */
export interface BacktestReport extends BacktestRun {
  readonly events: number;
  readonly from?: number;
  readonly to?: number;
  readonly unreadable: number;
  /** Events that the recorded engine said itself; the rules under test say their own. */
  readonly ownLeftOut: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly other?: BacktestRun;
  readonly diff?: {
    readonly both: number;
    readonly onlyHere: number;
    readonly onlyThere: number;
    readonly here: readonly BacktestFire[];
    readonly there: readonly BacktestFire[];
  };
}

/** What a backtest is run with. */
export interface BacktestOptions {
  readonly history: History;
  readonly bundle: RuleBundle;
  /** The rules to compare with. */
  readonly other?: RuleBundle;
  readonly settings: Pick<Settings, 'topics' | 'lead' | 'attribution' | 'time' | 'retention'>;
  /** Milliseconds of some clock that only goes forward. */
  readonly monotonic: () => number;
  /** Event time to begin and end at, epoch milliseconds. */
  readonly from?: number;
  readonly to?: number;
  /** Business milliseconds to wait after the last event for what waits: runs, holds, absences. */
  readonly tail?: number;
  /** Scores posts anew that were recorded with their scores. */
  readonly rescore?: boolean;
  progress?(events: number, at: number): void;
  readonly stopping?: AbortSignal;
}

/** Most groups of a rule that are told apart, most fires that are compared, most of them that are shown. */
const MOST_GROUPS = 10_000;
const MOST_COMPARED = 1_000_000;
const MOST_SHOWN = 100;
const BUSIEST = 5;

/**
 * Runs recorded history through compiled rules and the engine's own pipelines on virtual time, and says what would have fired, for whom, which actions would have gone out and what they would have
 * spent. With a second set of rules both see the same events, and what only one of them fired is told. Nothing is sent; guards that ask at the moment of sending (consent, pace) are not asked.
 */
export async function backtest(options: BacktestOptions): Promise<BacktestReport> {
  const { history, settings, monotonic } = options;
  const comparing = options.other !== undefined;
  const here = new Tally(options.bundle, settings, comparing);
  const there = options.other && new Tally(options.other, settings, comparing);
  const began = monotonic();
  let events = 0;
  let ownLeftOut = 0;
  let from: number | undefined;
  let to: number | undefined;
  for await (const chunk of history.chunks) {
    if (options.stopping?.aborted === true) break;
    const wanted: ScoredEvent[] = [];
    for (const event of chunk) {
      if (event.at < (options.from ?? -Infinity) || event.at >= (options.to ?? Infinity)) continue;
      // What the engine said itself then, reports on its actions included, is said anew by these rules.
      if (event.source === 'crosscurrent') {
        ownLeftOut++;
        continue;
      }
      from = Math.min(from ?? event.at, event.at);
      to = Math.max(to ?? event.at, event.at);
      unjudge(event as Blankable, options.rescore === true);
      wanted.push(event);
    }
    if (wanted.length === 0) continue;
    events += wanted.length;
    // Operators write on events, so each engine has its own; what they write lies at the top.
    if (there) await there.engine.feed(wanted.map((event) => ({ ...event })));
    await here.engine.feed(wanted);
    options.progress?.(events, here.engine.now);
  }
  for (const tally of [here, there])
    if (tally && tally.engine.now > 0) await tally.engine.advanceTo(tally.engine.now + (options.tail ?? 0));
  const seconds = (monotonic() - began) / 1_000;
  return {
    ...here.run(),
    events,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    unreadable: history.counts.unreadable,
    ownLeftOut,
    seconds,
    eventsPerSecond: seconds > 0 ? Math.round(events / seconds) : 0,
    ...(there ? { other: there.run(), diff: differenceOf(here.fires, there.fires) } : {}),
  };
}

/** Takes off a recorded event what the lanes work out anew from what they remember. Blanked in place: copying each event would cost more than all but reading its text. */
function unjudge(event: Blankable, rescore: boolean): void {
  if (event.lead !== undefined) event.lead = undefined;
  if (event.credit !== undefined) event.credit = undefined;
  if (!rescore || event.language === undefined) return;
  event.language = event.sentiment = event.topics = undefined;
}

/** An event whose enrichments may be taken away again; for expressions that is the same as never having had them. */
type Blankable = { -readonly [name in 'lead' | 'credit' | 'language' | 'sentiment' | 'topics']?: ScoredEvent[name] | undefined };

function differenceOf(
  here: ReadonlyMap<string, BacktestFire>,
  there: ReadonlyMap<string, BacktestFire>,
): NonNullable<BacktestReport['diff']> {
  const only = (one: ReadonlyMap<string, BacktestFire>, other: ReadonlyMap<string, BacktestFire>): BacktestFire[] =>
    [...one].flatMap(([name, fire]) => (other.has(name) ? [] : [fire]));
  const [onlyHere, onlyThere] = [only(here, there), only(there, here)];
  return {
    both: here.size - onlyHere.length,
    onlyHere: onlyHere.length,
    onlyThere: onlyThere.length,
    here: onlyHere.slice(0, MOST_SHOWN),
    there: onlyThere.slice(0, MOST_SHOWN),
  };
}

interface RuleTally {
  version: string;
  fired: number;
  readonly groups: Map<string, number>;
  first?: number;
  last?: number;
  example?: string;
  readonly suppressed: Map<string, number>;
  readonly actions: Map<string, { connector: string; operation: string; count: number; members: number; spend: Map<string, number> }>;
}

/** Counts what one engine came to. */
class Tally {
  readonly engine: VirtualEngine;
  /** Fires by rule, group and the event that brought them about; only when two sets are compared. */
  readonly fires = new Map<string, BacktestFire>();
  readonly #bundle: RuleBundle;
  readonly #rules = new Map<string, RuleTally>();
  readonly #failures = new Map<string, number>();
  #actions = 0;

  constructor(bundle: RuleBundle, settings: BacktestOptions['settings'], comparing: boolean) {
    this.#bundle = bundle;
    for (const rule of bundle.rules.values()) this.#of(rule.name).version = rule.version;
    this.engine = new VirtualEngine({
      bundle,
      settings,
      listener: {
        fired: (decision) => this.#fired(decision, comparing),
        intended: (intent) => this.#intended(intent),
        suppressed: (rule, reason, count) => add(this.#of(rule).suppressed, reason, count),
        failed: (what, count) => add(this.#failures, what, count),
      },
    });
  }

  run(): BacktestRun {
    const rules = [...this.#rules].map(([rule, one]): BacktestRule => {
      const { version, fired, groups, first, last, example, suppressed, actions } = one;
      const busiest = [...groups].toSorted((a, b) => b[1] - a[1]).slice(0, BUSIEST);
      return {
        rule,
        version,
        fired,
        groups: groups.size,
        busiest: busiest.map(([group, times]) => ({ group, fired: times })),
        ...(first === undefined ? {} : { first }),
        ...(last === undefined ? {} : { last }),
        ...(example === undefined ? {} : { example }),
        suppressed: Object.fromEntries(suppressed),
        actions: [...actions.values()].map((action) => ({ ...action, spend: Object.fromEntries(action.spend) })),
      };
    });
    rules.sort((a, b) => b.fired - a.fired || (a.rule < b.rule ? -1 : 1));
    return {
      hash: this.#bundle.hash,
      rules,
      fired: rules.reduce((total, one) => total + one.fired, 0),
      actions: this.#actions,
      counts: { ...this.engine.counts },
      failures: Object.fromEntries(this.#failures),
    };
  }

  #fired(decision: Decision, comparing: boolean): void {
    const { rule, key, at, because, signal } = decision;
    const tally = this.#of(rule);
    tally.fired++;
    tally.first ??= at;
    tally.last = at;
    tally.example ??= because;
    if (tally.groups.has(key) || tally.groups.size < MOST_GROUPS) add(tally.groups, key, 1);
    if (!comparing || this.fires.size >= MOST_COMPARED) return;
    const { source, id } = signal.event;
    this.fires.set(JSON.stringify([rule, key, source ?? null, id ?? at]), { rule, group: key, at, because });
  }

  #intended(intent: Intent): void {
    this.#actions++;
    const { connector, operation, members, rule } = intent;
    const { actions } = this.#of(rule);
    const name = `${connector} ${operation}`;
    let action = actions.get(name);
    if (!action) actions.set(name, (action = { connector, operation, count: 0, members: 0, spend: new Map() }));
    action.count++;
    action.members += members?.length ?? 0;
  }

  #of(rule: string): RuleTally {
    let tally = this.#rules.get(rule);
    if (!tally) this.#rules.set(rule, (tally = { version: '', fired: 0, groups: new Map(), suppressed: new Map(), actions: new Map() }));
    return tally;
  }
}

function add(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}
