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
  readonly rule: string;
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
    return { file: test.file, line: test.place.line, rule: test.rule, name: test.name, passed: failures.length === 0, failures };
  });
}

function runTest(test: RuleTest, bundle: RuleBundle, coverage: ConditionCoverage | undefined): RuleTestFailure[] {
  for (const name of [test.rule, ...test.beside]) {
    if (bundle.rules.has(name)) continue;
    const near = nearest(name, bundle.rules.keys());
    const got = near === undefined ? `the rules are ${[...bundle.rules.keys()].join(', ')}` : `the nearest name is "${near}"`;
    return [{ ...test.place, expected: `a rule named "${name}"`, got }];
  }
  const rule = bundle.rules.get(test.rule)!;
  const errors = rule.errors.count;
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
    const broken =
      rule.errors.count > errors ? `; ${rule.errors.count - errors} expressions failed, the last: ${rule.errors.last ?? 'unknown'}` : '';
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

/** The bundle with nothing in it but the rules of a test, set to active. */
function only(test: RuleTest, bundle: RuleBundle, coverage: ConditionCoverage | undefined): RuleBundle {
  const rules = new Map<CompiledRule, CompiledRule>();
  for (const name of [test.rule, ...test.beside]) {
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
  const answers: Partial<RuleBundle> = {
    rules: chosen,
    candidates: (event) => bundle.candidates(event).flatMap((rule) => rules.get(rule) ?? []),
  };
  return Object.assign(Object.create(bundle) as RuleBundle, answers);
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
