import { normaliseGuards } from '#guard';
import { parseDuration } from '#kernel';
import type { NormalRule } from './normal-rule.ts';
import { normalBaseline } from './normal-baseline.ts';
import { normalFiring } from './normal-firing.ts';
import { completingTypes, normalSequence } from './normal-sequence.ts';
import { normaliseMeasures } from './normalise-measure.ts';
import { normaliseSteps } from './normalise-step.ts';
import type { AuthoredRule } from './rule-schema.ts';

/** Says everything an author may leave unsaid. Normalising twice gives the same as once. */
export function normalise(rule: AuthoredRule | NormalRule): NormalRule {
  const sequence = isNormal(rule) ? rule.sequence : normalSequence(rule);
  const baseline = isNormal(rule) ? rule.baseline : normalBaseline(rule);
  const firing = isNormal(rule) ? rule.firing : normalFiring(rule);
  return {
    rule: rule.rule,
    summary: rule.summary.trim(),
    because: (rule.because ?? '').trim(),
    misses: (rule.misses ?? '').trim(),
    mode: rule.mode ?? 'shadow',
    on: [...new Set(rule.on ?? (sequence === undefined ? [] : completingTypes(sequence)))],
    ...(rule.where === undefined ? {} : { where: rule.where }),
    by: { ...rule.by },
    measures: normaliseMeasures(rule.measures ?? {}),
    ...(baseline === undefined ? {} : { baseline }),
    ...(rule.when === undefined ? {} : { when: rule.when }),
    ...(sequence === undefined ? {} : { sequence }),
    ...(firing === undefined ? {} : { firing }),
    cooldown: milliseconds(rule.cooldown ?? 0),
    ...maxGroupsOf(rule),
    workflow: normaliseSteps(rule.workflow ?? []),
    concurrency: rule.concurrency ?? 'skip',
    onResolve: ('onResolve' in rule ? rule.onResolve : (rule as AuthoredRule).on_resolve) ?? 'continue',
    guards: { consent: [...new Set(rule.guards?.consent)], ...normaliseGuards(rule.guards ?? {}) },
  };
}

function maxGroupsOf(rule: AuthoredRule | NormalRule): { maxGroups?: number } {
  const most = isNormal(rule) ? rule.maxGroups : rule.max_groups;
  return most === undefined ? {} : { maxGroups: most };
}

const isNormal = (rule: AuthoredRule | NormalRule): rule is NormalRule => 'onResolve' in rule;

/** The schema has seen to it that texts are durations. */
const milliseconds = (duration: string | number): number => (typeof duration === 'number' ? duration : (parseDuration(duration) ?? 0));
