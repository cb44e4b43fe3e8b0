import { parseDuration, type Json } from '#kernel';
import type { NormalMeasure, NormalRule, NormalStep } from './normal-rule.ts';
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
    workflow: (rule.workflow ?? []).map((step, index) => normalStep(step, index)),
    guards: { consent: [...new Set(rule.guards?.consent)] },
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

function normalStep(step: NormalStep | { readonly [name: string]: unknown }, index: number): NormalStep {
  if (isNormal(step)) return step;
  const [name, body] = Object.entries(step)[0]!;
  const pointer = `/workflow/${index}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (name === 'wait') return { kind: 'wait', id: `wait-${index + 1}`, pointer, milliseconds: milliseconds(body as string) };
  if (name === 'emit') return emitStep(`emit-${index + 1}`, pointer, body as EmitBody);
  const { connector, operation, wait, emit, ...parameters } = body as {
    connector?: string;
    operation?: string;
    wait?: string;
    emit?: EmitBody;
  } & { [name: string]: Json };
  if (wait !== undefined) return { kind: 'wait', id: name, pointer: `${pointer}/wait`, milliseconds: milliseconds(wait) };
  if (emit !== undefined) return emitStep(name, `${pointer}/emit`, emit);
  return {
    kind: 'call',
    id: name,
    pointer,
    connector: connector ?? '',
    ...(operation === undefined ? {} : { operation }),
    parameters: parameters as { [name: string]: Json },
  };
}

type EmitBody = { readonly type: string; readonly data?: { readonly [name: string]: Json } };

const emitStep = (id: string, pointer: string, body: EmitBody): NormalStep => ({
  kind: 'emit',
  id,
  pointer,
  type: body.type,
  data: body.data ?? {},
});

const isNormal = (step: object): step is NormalStep => 'kind' in step && 'id' in step && 'pointer' in step;

/** The schema has seen to it that texts are durations. */
const milliseconds = (duration: string | number): number => (typeof duration === 'number' ? duration : (parseDuration(duration) ?? 0));
