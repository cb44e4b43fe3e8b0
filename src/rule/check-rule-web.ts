import { nearest } from '#kernel';
import { listenedTypes } from './listened-types.ts';
import type { NormalRule } from './normal-rule.ts';
import { allSteps } from './normal-step.ts';
import { ruleEventType, ruleOfEventType } from './rule-events.ts';

/** What is wrong with how a rule depends on others. */
export interface WebProblem {
  readonly rule: string;
  readonly code: 'unknown-rule' | 'rule-circle' | 'inhibitor-groups' | 'inhibitor-instant';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly suggestion?: string;
  readonly hint: string;
}

/** Checks how rules depend on each other: by events of each other (`rule.<id>.fired`), by events that their workflows emit, and by `inhibited_by`. Circles are refused: they could go on for ever. */
export function checkRuleWeb(rules: readonly NormalRule[]): WebProblem[] {
  const byName = new Map(rules.map((rule) => [rule.rule, rule]));
  const emitters = new Map<string, string[]>();
  for (const rule of rules) {
    for (const step of allSteps(rule.workflow)) {
      if (step.kind === 'emit') emitters.set(step.type, [...(emitters.get(step.type) ?? []), rule.rule]);
    }
  }
  const problems: WebProblem[] = [];
  const web = new Map<string, readonly string[]>();
  for (const rule of rules) {
    const sources = new Set<string>();
    for (const type of heardTypes(rule)) {
      for (const emitter of emitters.get(type) ?? []) sources.add(emitter);
      const other = ruleOfEventType(type);
      if (other !== undefined) named(other, type);
    }
    for (const other of rule.firing?.inhibitedBy ?? []) {
      named(other, other);
      const inhibitor = byName.get(other);
      if (inhibitor !== undefined && other !== rule.rule) problems.push(...checkInhibitor(rule, inhibitor));
    }
    web.set(rule.rule, [...sources]);

    function named(other: string, said: string): void {
      sources.add(other);
      if (byName.has(other)) return;
      const near = nearest(other, byName.keys());
      problems.push({
        rule: rule.rule,
        code: 'unknown-rule',
        severity: 'error',
        message: `there is no rule "${other}"${said === other ? ' to be inhibited by' : `, so "${said}" is never said`}`,
        ...(near === undefined ? {} : { suggestion: near }),
        hint: 'Name a rule of the same set.',
      });
    }
  }
  return [...problems, ...circles(web)];
}

function heardTypes(rule: NormalRule): readonly string[] {
  const waits = allSteps(rule.workflow).flatMap((step) => (step.kind === 'wait_for' ? step.on : []));
  // What a rule's own waiting runs hear of itself only takes them on; it starts nothing anew.
  const own = new Set([ruleEventType(rule.rule, 'fired'), ruleEventType(rule.rule, 'resolved')]);
  return [...new Set([...listenedTypes(rule), ...waits.filter((type) => !own.has(type))])];
}

function checkInhibitor(rule: NormalRule, inhibitor: NormalRule): WebProblem[] {
  const problems: WebProblem[] = [];
  const missing = Object.keys(rule.by).filter((name) => !(name in inhibitor.by));
  if (missing.length > 0) {
    problems.push({
      rule: rule.rule,
      code: 'inhibitor-groups',
      severity: 'error',
      message: `"${inhibitor.rule}" does not group by ${missing.join(', ')}, so it cannot be told which groups of "${rule.rule}" it holds back`,
      hint: 'Group the other rule by the same names, or this one by fewer.',
    });
  }
  const { resolveIf, resolveAfter } = inhibitor.firing ?? {};
  if (resolveIf === undefined && resolveAfter === undefined && inhibitor.cooldown === 0) {
    problems.push({
      rule: rule.rule,
      code: 'inhibitor-instant',
      severity: 'warning',
      message: `"${inhibitor.rule}" has neither resolve_if, resolve_after nor cooldown, so its fires last no time and inhibit nothing`,
      hint: 'Say when its fires are over.',
    });
  }
  return problems;
}

/** Each circle once, told at the rule of it whose name comes first. */
function circles(web: ReadonlyMap<string, readonly string[]>): WebProblem[] {
  const problems: WebProblem[] = [];
  const told = new Set<string>();
  for (const start of [...web.keys()].toSorted()) {
    if (told.has(start)) continue;
    const circle = wayBack(web, start);
    if (circle === undefined) continue;
    for (const one of circle) told.add(one);
    problems.push({
      rule: start,
      code: 'rule-circle',
      severity: 'error',
      message: `rules must not go in a circle: ${[...circle, start].toReversed().join(' → ')}`,
      hint: 'Let one of them listen to something else.',
    });
  }
  return problems;
}

/** The shortest way from a rule over what it listens to and back to itself. */
function wayBack(web: ReadonlyMap<string, readonly string[]>, start: string): string[] | undefined {
  const from = new Map<string, string>();
  const open = [start];
  for (const name of open) {
    for (const source of web.get(name) ?? []) {
      if (source === start) {
        const way = [name];
        for (let at = name; at !== start;) way.unshift((at = from.get(at)!));
        return way;
      }
      if (from.has(source)) continue;
      from.set(source, name);
      open.push(source);
    }
  }
  return undefined;
}
