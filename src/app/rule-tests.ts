import { nearest } from '#kernel';
import type { CompiledRule, ConditionCoverage, RuleBundle, RuleTest } from '#rule';
import { contradiction, sentence } from './judge-claim.ts';
import { VirtualLane, type VirtualLaneOptions } from './virtual-lane.ts';

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
  /** Empty in a test of a segment. */
  readonly rule: string;
  readonly segment?: string;
  readonly name: string;
  readonly passed: boolean;
  readonly failures: readonly RuleTestFailure[];
}

/**
 * Runs rule tests through the engine's own deciding operators on virtual time: windows, cooldowns, waits and restarts behave as they do live. Every test begins with nothing
 * remembered, sees only its own rule and those it names beside it, and runs them as active even when they ship in shadow mode. What the tests came by is counted in `coverage`, by rule.
 */
export function runRuleTests(
  tests: readonly RuleTest[],
  bundle: RuleBundle,
  coverage: ReadonlyMap<string, ConditionCoverage> = new Map(),
): readonly RuleTestResult[] {
  return tests.map((test) => {
    const failures = runTest(test, bundle, coverage.get(test.rule));
    const of = test.segment === undefined ? { rule: test.rule } : { rule: '', segment: test.segment };
    return { file: test.file, line: test.place.line, ...of, name: test.name, passed: failures.length === 0, failures };
  });
}

function runTest(test: RuleTest, bundle: RuleBundle, coverage: ConditionCoverage | undefined): RuleTestFailure[] {
  if (test.segment !== undefined) {
    const names = bundle.segments?.segments.map(({ name }) => name) ?? [];
    if (!names.includes(test.segment)) {
      const near = nearest(test.segment, names);
      const got = near === undefined ? `the segments are ${names.join(', ')}` : `the nearest name is "${near}"`;
      return [{ ...test.place, expected: `a segment named "${test.segment}"`, got }];
    }
  }
  for (const name of namesOf(test)) {
    if (bundle.rules.has(name)) continue;
    const near = nearest(name, bundle.rules.keys());
    const got = near === undefined ? `the rules are ${[...bundle.rules.keys()].join(', ')}` : `the nearest name is "${near}"`;
    return [{ ...test.place, expected: `a rule named "${name}"`, got }];
  }
  const { errors: faults } = bundle.rules.get(test.rule) ?? bundle.segments!.segments.find(({ name }) => name === test.segment)!;
  const errors = faults.count;
  const lane = new VirtualLane(only(test, bundle, coverage), test.start, { faults: new Set(test.faults), outcome: outcomesOf(test) });
  const failures: RuleTestFailure[] = [];
  let next = 0;
  for (const expectation of test.expect) {
    for (let feed = test.feed[next]; feed !== undefined && feed.at <= expectation.at; feed = test.feed[++next]) {
      if ('event' in feed) {
        coverage?.sawEvent(feed.event);
        lane.feed(feed.event, feed.redelivered);
        continue;
      }
      lane.advanceTo(feed.at);
      if ('restart' in feed) {
        lane.restart();
        continue;
      }
      const { step, decision, by, comment } = feed.answer;
      if (lane.answer(step, decision, by, comment) > 0) continue;
      failures.push({ ...test.place, expected: `a run that asks at the step "${step}"`, got: 'nobody was asked' });
    }
    lane.advanceTo(expectation.at);
    const got = contradiction(expectation.claim, lane.record, test);
    if (got === undefined) continue;
    const broken = faults.count > errors ? `; ${faults.count - errors} expressions failed, the last: ${faults.last ?? 'unknown'}` : '';
    failures.push({ ...expectation.place, expected: sentence(expectation), got: got + broken });
  }
  for (const failure of new Set(lane.record.failures)) failures.push({ ...test.place, expected: 'every operator to finish', got: failure });
  if (coverage !== undefined) coverSteps(test.rule, lane, coverage);
  return failures;
}

function coverSteps(rule: string, { record }: VirtualLane, coverage: ConditionCoverage): void {
  for (const { intent } of record.intents) if (intent.rule === rule) coverage.sawStep(intent.step);
  for (const { event } of record.emitted) coverage.sawSaid(event.type);
}

/** The rules that run in a test. */
function namesOf({ rule, beside }: RuleTest): readonly string[] {
  return rule === '' ? beside : [rule, ...beside];
}

/** The bundle with nothing in it but the rules of a test, set to active. */
function only(test: RuleTest, bundle: RuleBundle, coverage: ConditionCoverage | undefined): RuleBundle {
  const rules = new Map<CompiledRule, CompiledRule>();
  for (const name of namesOf(test)) {
    const rule = bundle.rules.get(name)!;
    // A rule that stands behind another answers for whatever the other does not say, so nothing of it can be forgotten here.
    const active = Object.create(rule, { mode: { value: 'active', enumerable: true } }) as CompiledRule;
    if (coverage !== undefined && name === test.rule) {
      const holds: CompiledRule['holds'] = (scope) => {
        coverage.sawScope(scope);
        return rule.holds(scope);
      };
      Object.defineProperty(active, 'holds', { value: holds });
    }
    rules.set(rule, active);
  }
  const chosen = new Map([...rules.values()].map((rule) => [rule.name, rule]));
  const answers: { [K in keyof RuleBundle]?: RuleBundle[K] | undefined } = {
    rules: chosen,
    candidates: (event) => bundle.candidates(event).flatMap((rule) => rules.get(rule) ?? []),
    // Most tests have nothing to do with segments, and need not keep them.
    ...(test.segment === undefined && ![...rules.keys()].some(asksForSegments) ? { segments: undefined } : {}),
  };
  return Object.assign(Object.create(bundle) as RuleBundle, answers);
}

function asksForSegments({ types, listeners, readsSegments }: CompiledRule): boolean {
  return readsSegments === true || listeners.length > 1 || types.some((type) => type.startsWith('segment.'));
}

function outcomesOf({ outcomes }: RuleTest): NonNullable<VirtualLaneOptions['outcome']> {
  const left = outcomes.map(({ times }) => times);
  return (intent) => {
    const place = outcomes.findIndex(
      ({ connector, operation, step }, index) =>
        left[index]! > 0 &&
        (connector === undefined || connector === intent.connector) &&
        (operation === undefined || operation === intent.operation) &&
        (step === undefined || step === intent.step),
    );
    const found = outcomes[place];
    if (found === undefined) return { outcome: 'delivered', after: 0 };
    left[place]! -= 1;
    return { outcome: found.outcome, after: found.after, ...(found.why === undefined ? {} : { why: found.why }) };
  };
}
