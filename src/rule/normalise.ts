import { normaliseGuards } from '#guard';
import { parseDuration } from '#kernel';
import type { NormalMeasure, NormalRule } from './normal-rule.ts';
import { normaliseSteps } from './normalise-step.ts';
import type { AuthoredRule } from './rule-schema.ts';

/** The smallest pane a window is cut into, in milliseconds. */
const MIN_PANE = 1_000;
/** How many panes a window has unless `every` says otherwise. */
const PANES = 60;

/** Says everything an author may leave unsaid. Normalising twice gives the same as once. */
export function normalise(rule: AuthoredRule | NormalRule): NormalRule {
  return {
    rule: rule.rule,
    summary: rule.summary.trim(),
    because: (rule.because ?? '').trim(),
    misses: (rule.misses ?? '').trim(),
    mode: rule.mode ?? 'shadow',
    on: [...new Set(rule.on)],
    ...(rule.where === undefined ? {} : { where: rule.where }),
    by: { ...rule.by },
    measures: Object.fromEntries(Object.entries(rule.measures ?? {}).map(([name, measure]) => [name, normalMeasure(measure)])),
    ...(rule.when === undefined ? {} : { when: rule.when }),
    cooldown: milliseconds(rule.cooldown ?? 0),
    workflow: normaliseSteps(rule.workflow ?? []),
    concurrency: rule.concurrency ?? 'skip',
    onResolve: ('onResolve' in rule ? rule.onResolve : (rule as AuthoredRule).on_resolve) ?? 'continue',
    guards: { consent: [...new Set(rule.guards?.consent)], ...normaliseGuards(rule.guards ?? {}) },
  };
}

type AuthoredMeasure = NonNullable<AuthoredRule['measures']>[string];

function normalMeasure(measure: AuthoredMeasure | NormalMeasure): NormalMeasure {
  const window = milliseconds(measure.window);
  const pane = measure.every === undefined ? Math.max(MIN_PANE, Math.round(window / PANES)) : milliseconds(measure.every);
  return {
    fn: measure.fn as NormalMeasure['fn'],
    ...(measure.of === undefined ? {} : { of: measure.of }),
    ...(measure.where === undefined ? {} : { where: measure.where }),
    window,
    every: Math.min(Math.max(1, pane), Math.max(1, window)),
  };
}

/** The schema has seen to it that texts are durations. */
const milliseconds = (duration: string | number): number => (typeof duration === 'number' ? duration : (parseDuration(duration) ?? 0));
