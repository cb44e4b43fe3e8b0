import { assumedRate, estimateState, formatBytes, type NormalMeasure, type NormalRule, type NormalStep } from '#rule';
import { english } from './english.ts';
import { polish } from './polish.ts';
import type { RuleWords } from './rule-words.ts';
import { sayCondition } from './say-condition.ts';

/** Languages that rules are told in. */
export const languages: ReadonlyMap<string, RuleWords> = new Map([
  ['en', english],
  ['pl', polish],
]);

/** A rule told to people: one plain sentence, and what it may come to remember. */
export interface RuleTold {
  readonly sentence: string;
  readonly state: string;
}

/** Tells a rule. Everything that decides is in the sentence; texts of actions are not, because they are for those who get them. */
export function describeRule(rule: NormalRule, words: RuleWords): RuleTold {
  const measures = new Map<string, string>();
  for (const [name, measure] of Object.entries(rule.measures)) measures.set(name, sayMeasure(measure, words, measures));
  const where = rule.where === undefined ? '' : sayCondition(rule.where, words);
  const conditions = [rule.sequence === undefined ? words.whenever(eventsOf(rule.on, words), where) : saySequence(rule.sequence, words)];
  if (rule.when !== undefined) conditions.push(words.condition(sayCondition(rule.when, words, measures)));
  if (rule.firing?.holdFor !== undefined) conditions.push(words.stays(words.duration(rule.firing.holdFor)));
  const groups = Object.values(rule.by).map((text) => sayCondition(text, words));
  const { bytes, groups: many } = estimateState(rule);
  return {
    sentence: words.sentence({
      each: groups.length === 0 ? words.everything : words.each(groups.join(` ${words.and} `)),
      trigger: conditions.join(''),
      steps: rule.workflow.length === 0 ? words.nothing : saySteps(rule.workflow, words),
      limits: limitsOf(rule, words, measures),
    }),
    state: bytes === 0 ? words.stateless : words.state({ bytes: formatBytes(bytes), groups: String(many), rate: assumedRate }),
  };
}

function eventsOf(types: readonly string[], words: RuleWords): string {
  const said = types.map((type) => words.events.get(type) ?? type);
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} ${words.or} ${said.at(-1)!}`;
}

function saySequence({ parts, within, anyOf, cancel }: NonNullable<NormalRule['sequence']>, words: RuleWords): string {
  const conditionOf = (where: string | undefined): string => (where === undefined ? '' : sayCondition(where, words));
  const steps = parts.map((part) => {
    const events = eventsOf(part.on, words);
    const where = conditionOf(part.where);
    if (part.kind === 'absent') return words.absent(events, where, part.lasting === undefined ? '' : words.duration(part.lasting));
    const { min, max } = part;
    return words.step(events, where, max === 1 ? '' : max === undefined ? `${min}+` : min === max ? String(min) : `${min}–${max}`);
  });
  const unless = cancel === undefined ? '' : words.step(eventsOf(cancel.on, words), conditionOf(cancel.where), '');
  const bound = within === undefined ? '' : words.duration(within);
  return anyOf === undefined
    ? words.sequence(steps.join(words.andThen), bound, '', unless)
    : words.sequence(steps.join(', '), bound, String(anyOf), unless);
}

function sayMeasure(measure: NormalMeasure, words: RuleWords, measures: ReadonlyMap<string, string>): string {
  const { fn, of, where, window, kind, gap, p, to } = measure;
  const named = (text: string | undefined): string =>
    text === undefined ? '' : (measures.get(text) ?? sayCondition(text, words, measures));
  return words.measure({
    fn,
    of: named(of),
    where: where === undefined ? '' : sayCondition(where, words),
    window: words.duration(kind === 'session' ? (gap ?? window) : window),
    kind: kind ?? 'sliding',
    ...(p === undefined ? {} : { p }),
    ...(to === undefined ? {} : { to: named(to) }),
  });
}

function saySteps(steps: readonly NormalStep[], words: RuleWords): string {
  return steps.length === 0 ? words.noSteps : steps.map((step) => sayStep(step, words)).join(', ');
}

/** What steps inside a workflow read is known by their own names: a condition inside one is said with the names of its measures. */
function sayStep(step: NormalStep, words: RuleWords): string {
  const inner = (steps: readonly NormalStep[]): string => saySteps(steps, words);
  const maybe = (steps: readonly NormalStep[]): string => (steps.length === 0 ? '' : inner(steps));
  switch (step.kind) {
    case 'call': {
      const action = step.operation ?? (typeof step.parameters['action'] === 'string' ? step.parameters['action'] : '');
      const call = words.call(step.id.replaceAll('_', ' '), step.connector, action);
      const notes = [step.retry && words.retry(step.retry.max), step.undo && words.undo(step.undo.connector)].filter(Boolean);
      return notes.length === 0 ? call : `${call} [${notes.join(', ')}]`;
    }
    case 'wait':
      return words.wait(words.duration(step.milliseconds));
    case 'emit':
      return words.emit(step.type);
    case 'set':
      return words.set(Object.keys(step.values).join(', '));
    case 'stop':
      return words.stop(step.why);
    case 'compensate':
      return words.compensate(step.why);
    case 'switch': {
      const cases = step.cases.map((one) => words.choose(sayCondition(one.if, words), inner(one.do)));
      return [...cases, ...(step.otherwise.length === 0 ? [] : [words.choose('', inner(step.otherwise))])].join('; ');
    }
    case 'parallel':
      return words.parallel(step.branches.map(inner).join(' | '));
    case 'split': {
      const whole = step.variants.reduce((sum, { weight }) => sum + weight, 0);
      const variants = step.variants.map(({ name, weight, do: steps }) =>
        words.share(name, `${Math.round((weight / whole) * 100)} %`, inner(steps)),
      );
      return words.split(step.experiment, variants.join(` ${words.or} `));
    }
    case 'approve':
      return words.approve(step.ask, words.duration(step.milliseconds), maybe(step.refused), maybe(step.expired));
    case 'wait_for': {
      const where = step.where === undefined ? '' : sayCondition(step.where, words);
      return words.waitFor(eventsOf(step.on, words), where, words.duration(step.milliseconds), maybe(step.timeout));
    }
    default:
      throw new TypeError(`unknown step ${JSON.stringify(step satisfies never)}`);
  }
}

function limitsOf(rule: NormalRule, words: RuleWords, measures: ReadonlyMap<string, string>): string[] {
  const { cooldown, guards, mode, firing = {}, concurrency, onResolve } = rule;
  const { resolveIf, resolveAfter, maxFires, inhibitedBy } = firing;
  const { consent, spendCap, frequencyCap, quietHours, approveAbove, blastRadius } = guards;
  const money = ({ amount, currency }: { readonly amount: string; readonly currency: string }): string => `${amount} ${currency}`;
  return [
    typeof resolveIf === 'string' ? words.resolves(sayCondition(resolveIf, words, measures)) : '',
    typeof resolveIf === 'object'
      ? words.resolvesAt(eventsOf(resolveIf.on, words), resolveIf.where === undefined ? '' : sayCondition(resolveIf.where, words))
      : '',
    resolveAfter === undefined ? '' : words.resolvesAfter(words.duration(resolveAfter)),
    maxFires === undefined ? '' : words.maxFires(maxFires.n, words.duration(maxFires.per)),
    inhibitedBy === undefined ? '' : words.inhibitedBy(inhibitedBy.join(` ${words.or} `)),
    concurrency === 'skip' ? '' : words.concurrency(concurrency),
    onResolve === 'continue' ? '' : words.onResolve(onResolve),
    cooldown > 0 ? words.cooldown(words.duration(cooldown)) : '',
    consent.length > 0 ? words.consent(consent.join(', ')) : '',
    spendCap ? words.spendCap(money(spendCap), words.duration(spendCap.per)) : '',
    frequencyCap ? words.frequencyCap(frequencyCap.max, words.duration(frequencyCap.per), frequencyCap.across) : '',
    quietHours ? words.quietHours(quietHours.from, quietHours.to, quietHours.zone, quietHours.do === 'drop') : '',
    approveAbove ? words.approveAbove(money(approveAbove)) : '',
    blastRadius ? words.blastRadius(blastRadius.maxContacts) : '',
    mode === 'shadow' ? words.shadow : '',
  ].filter((limit) => limit !== '');
}
