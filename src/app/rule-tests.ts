import { formatDuration, nearest } from '#kernel';
import type { CompiledRule, RuleBundle, RuleTest, RuleTestClaim, RuleTestExpectation } from '#rule';
import { VirtualLane, type VirtualRecord } from './virtual-lane.ts';

/** What one expectation wanted and what was there instead, as sentences for people; `line` and `column` lead to the expectation. */
export interface RuleTestFailure {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  readonly got: string;
}

/** How one test ended. Plain JSON, for scripts. */
export interface RuleTestResult {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly name: string;
  readonly passed: boolean;
  readonly failures: readonly RuleTestFailure[];
}

/**
 * Runs rule tests through the engine's own deciding operators on virtual time: windows, cooldowns, waits and restarts behave as they do live. Every test begins with nothing
 * remembered, sees only its own rule, and runs it as active even when it ships in shadow mode.
 */
export function runRuleTests(tests: readonly RuleTest[], bundle: RuleBundle): readonly RuleTestResult[] {
  return tests.map((test) => {
    const failures = runTest(test, bundle);
    return { file: test.file, line: test.place.line, rule: test.rule, name: test.name, passed: failures.length === 0, failures };
  });
}

function runTest(test: RuleTest, bundle: RuleBundle): RuleTestFailure[] {
  const rule = bundle.rules.get(test.rule);
  if (rule === undefined) {
    const near = nearest(test.rule, bundle.rules.keys());
    const got = near === undefined ? `the rules are ${[...bundle.rules.keys()].join(', ')}` : `the nearest name is "${near}"`;
    return [{ ...test.place, expected: `a rule named "${test.rule}"`, got }];
  }
  const errors = rule.errors.count;
  const lane = new VirtualLane(only(rule, bundle), test.start);
  const failures: RuleTestFailure[] = [];
  let next = 0;
  for (const expectation of test.expect) {
    for (let feed = test.feed[next]; feed !== undefined && feed.at <= expectation.at; feed = test.feed[++next]) {
      if ('restart' in feed) {
        lane.advanceTo(feed.at);
        lane.restart();
      } else lane.feed(feed.event);
    }
    lane.advanceTo(expectation.at);
    const got = contradiction(expectation.claim, lane.record, test.start);
    if (got === undefined) continue;
    const broken =
      rule.errors.count > errors ? `; ${rule.errors.count - errors} expressions failed, the last: ${rule.errors.last ?? 'unknown'}` : '';
    failures.push({ ...expectation.place, expected: sentence(expectation), got: got + broken });
  }
  for (const failure of new Set(lane.record.failures)) failures.push({ ...test.place, expected: 'every operator to finish', got: failure });
  return failures;
}

/** The bundle with nothing in it but this rule, set to active. */
function only(rule: CompiledRule, bundle: RuleBundle): RuleBundle {
  const active: CompiledRule = {
    name: rule.name,
    version: rule.version,
    mode: 'active',
    summary: rule.summary,
    because: rule.because,
    types: rule.types,
    measures: rule.measures,
    layout: rule.layout,
    cooldown: rule.cooldown,
    purposes: rule.purposes,
    workflow: rule.workflow,
    pauses: rule.pauses,
    concurrency: rule.concurrency,
    onResolve: rule.onResolve,
    errors: rule.errors,
    signals: (event) => rule.signals(event),
    holds: (scope) => rule.holds(scope),
    explain: (scope) => rule.explain(scope),
  };
  return {
    hash: bundle.hash,
    rules: new Map([[rule.name, active]]),
    candidates: (event) => (bundle.candidates(event).includes(rule) ? [active] : []),
    steps: (source) => bundle.steps(source),
  };
}

/** What was there instead of what is claimed, or undefined when the claim holds. */
function contradiction(claim: RuleTestClaim, record: VirtualRecord, start: number): string | undefined {
  if (claim.kind === 'fired') {
    const wanted = Object.entries(claim.group);
    const fires = record.fires.filter((fire) => wanted.every(([name, value]) => fire.group[name] === value));
    if (agrees(fires.length, claim.times)) return undefined;
    if (record.fires.length === 0) return `it did not fire; ${signalsOf(record)}${suppressionsOf(record)}`;
    const list = record.fires
      .slice(0, 5)
      .map((fire) => `at ${formatDuration(fire.at - start)} for ${groupOf(fire.group)} because ${fire.because}`);
    return `it fired ${timesOf(fires.length)}: ${list.join('; ')}${record.fires.length > 5 ? '; …' : ''}${suppressionsOf(record)}`;
  }
  if (claim.kind === 'suppressed') {
    const count = record.suppressed.filter((one) => one.reason === claim.reason).reduce((sum, one) => sum + one.count, 0);
    if (agrees(count, claim.times)) return undefined;
    return `suppressed for ${claim.reason} ${timesOf(count)}${suppressionsOf(record)}`;
  }
  const actions = record.intents.filter(({ intent }) => {
    if (intent.connector !== claim.connector) return false;
    if (claim.operation !== undefined && intent.operation !== claim.operation) return false;
    if (claim.members !== undefined && intent.members?.length !== claim.members) return false;
    const text = leaves(intent.parameters);
    return claim.contains.every((part) => text.includes(part));
  });
  if (agrees(actions.length, claim.times)) return undefined;
  if (record.intents.length === 0) return `no action; it fired ${timesOf(record.fires.length)}`;
  const list = record.intents.slice(0, 5).map(({ at, intent }) => {
    const people = intent.members === undefined ? '' : ` for ${intent.members.length} people`;
    return `at ${formatDuration(at - start)} ${intent.connector} ${intent.operation}${people} ${JSON.stringify(intent.parameters)}`;
  });
  return `${actions.length} such of ${record.intents.length} actions: ${list.join('; ')}${record.intents.length > 5 ? '; …' : ''}`;
}

function sentence({ claim, written }: RuleTestExpectation): string {
  const when = `by ${written}`;
  if (claim.kind === 'fired') {
    const group = Object.keys(claim.group).length === 0 ? '' : ` for ${groupOf(claim.group)}`;
    return claim.times === 0 ? `not fired${group} ${when}` : `fired ${wantedTimes(claim.times)}${group} ${when}`;
  }
  if (claim.kind === 'suppressed') return `suppressed for ${claim.reason} ${wantedTimes(claim.times)} ${when}`;
  const operation = claim.operation === undefined ? '' : ` ${claim.operation}`;
  const people = claim.members === undefined ? '' : ` for ${claim.members} people`;
  const words = claim.contains.length === 0 ? '' : ` with ${claim.contains.map((part) => JSON.stringify(part)).join(' and ')}`;
  return `${claim.connector}${operation}${people}${words} ${wantedTimes(claim.times)} ${when}`;
}

function agrees(count: number, times: number | undefined): boolean {
  return times === undefined ? count > 0 : count === times;
}

function wantedTimes(times: number | undefined): string {
  return times === undefined ? 'at least once' : timesOf(times);
}

function timesOf(count: number): string {
  return ['never', 'once', 'twice'][count] ?? `${count} times`;
}

function groupOf(group: { readonly [name: string]: string }): string {
  const parts = Object.entries(group).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? 'all' : parts.join(', ');
}

function signalsOf(record: VirtualRecord): string {
  if (record.signals.size === 0) return 'no event counted for it (look at on, where and by)';
  const list = [...record.signals].slice(0, 5).map(([key, count]) => `${count} for ${key === '' ? 'all' : key}`);
  return `events that counted: ${list.join(', ')}${record.signals.size > 5 ? ', …' : ''}`;
}

function suppressionsOf(record: VirtualRecord): string {
  const counts = new Map<string, number>();
  for (const one of record.suppressed) counts.set(one.reason, (counts.get(one.reason) ?? 0) + one.count);
  return counts.size === 0 ? '' : `; suppressed: ${[...counts].map(([reason, count]) => `${reason} ${count}`).join(', ')}`;
}

/** Every text and number of an action's parameters, as people read them. */
function leaves(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.values(value).map(leaves).join('\n');
  return String(value);
}
