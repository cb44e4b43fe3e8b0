import type { ScoredEvent } from '#event';
import type { CompiledRule, CompiledStep, RuleBundle, Scope, Signal } from '#rule';

const minute = 60_000;

/** A hand-made rule about social mentions, one group per topic: counts talk and people over 15 minutes and fires at `from` people (a rule without measures when `from` is 0). */
export function fakeRule(options: Partial<CompiledRule> & { readonly from?: number } = {}): CompiledRule {
  const { from = 2, ...given } = options;
  const window = { window: 15 * minute, pane: 15_000 };
  const name = given.name ?? 'buzz';
  return {
    name,
    version: 'v1',
    mode: 'active',
    summary: 'People talk about a topic.',
    because: 'A buzz cools within hours.',
    types: ['social.mentioned'],
    measures:
      from === 0
        ? []
        : [
            { name: 'talk', fn: 'count', definition: 'talk', ...window },
            { name: 'people', fn: 'distinct', definition: 'people', ...window },
          ],
    layout: 'layout-1',
    cooldown: 60 * minute,
    purposes: ['retargeting'],
    guards: {},
    workflow: [],
    pauses: given.workflow?.some((step) => step.kind === 'wait') ?? false,
    listeners: ['on'],
    concurrency: 'skip',
    onResolve: 'continue',
    signals: (event: ScoredEvent): readonly Signal[] =>
      (event.topics ?? []).map((topic) => ({
        rule: name,
        key: `topic=${topic}`,
        group: { topic },
        at: event.at,
        inputs: from === 0 ? [] : [1, event.contact ?? null],
        layout: 'layout-1',
        event: { id: event.id, source: event.source, type: event.type, at: event.at, ...(event.contact ? { contact: event.contact } : {}) },
      })),
    holds: (scope: Scope) => Number(scope.measures['people']?.value ?? 0) >= from,
    explain: (scope: Scope) => `${String(scope.measures['people']?.value)} people >= ${from}`,
    errors: { count: 0 },
    ...given,
  };
}

/** A hand-made call step that renders a text with the group and, when asked for, the people of the window as members. */
export function fakeCall(id: string, withMembers = false): CompiledStep {
  return {
    kind: 'call',
    id,
    connector: 'slack',
    operation: 'post_message',
    inner: [],
    source: {
      kind: 'call',
      id,
      connector: 'slack',
      operation: 'post_message',
      parameters: withMembers ? { members: { as: 'members', from: 'measures.people.members' } } : {},
    },
    render: (scope) => ({
      parameters: { text: `Ludzie mówią o ${scope.group['topic'] ?? '?'}` },
      ...(withMembers ? { members: scope.measures['people']?.members ?? [] } : {}),
    }),
  };
}

/** A bundle of hand-made rules; its `steps` answers what `steps` maps each authored form (as JSON) to. */
export function fakeBundle(rules: readonly CompiledRule[], steps: readonly CompiledStep[] = []): RuleBundle {
  return {
    hash: 'fake',
    rules: new Map(rules.map((rule) => [rule.name, rule])),
    hears: (type) => rules.some((rule) => rule.types.includes(type)),
    candidates: (event) => rules.filter((rule) => rule.types.includes(event.type)),
    steps: (sources) => sources.map((source) => steps.find((step) => JSON.stringify(step.source) === JSON.stringify(source))!),
  };
}
