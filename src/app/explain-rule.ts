import type { Conjunct } from '#expression';
import type { Clock, Json } from '#kernel';
import { GroupState, SequenceState, type CompiledRule } from '#rule';
import type { SequenceRecord } from '#sequence';
import { LaneState } from '#state';
import { signalPartition } from '#stream';
import { KeyRuns, runView, type RunView, type WorkflowRun } from '#workflow';
import { gateView, pendingView, type GateView, type PendingView } from './explain-pending.ts';
import { type DecisionParts, readDecisions } from './read-decisions.ts';
import type { ToldDecision } from './with-drivers.ts';

/** What a rule stands at for one key, as committed. Times are epoch milliseconds, durations milliseconds. */
export interface RuleExplanation {
  readonly rule: string;
  readonly version: string;
  readonly mode: 'active' | 'shadow';
  readonly summary: string;
  readonly key: string;
  /** Whether anything is remembered of the key. */
  readonly known: boolean;
  /** Event time that the key's windows end at. */
  readonly at?: number;
  readonly measures: { readonly [name: string]: { readonly [what: string]: Json } };
  /** The parts of the condition that must all hold. `holds` is null where the next event decides, or where something it reads has no value. */
  readonly conditions: readonly {
    readonly text: string;
    readonly holds: boolean | null;
    readonly asksEvent: boolean;
    readonly values: { readonly [path: string]: Json };
  }[];
  /** Milliseconds until the rule may fire again for the key; absent when it may now. */
  readonly cooldownLeft?: number;
  /** What stands between a true condition and a fire; absent when the rule has no flow control beyond a cooldown. */
  readonly gate?: GateView;
  /** Matches of its sequence that have begun. */
  readonly pending: readonly PendingView[];
  readonly runs: readonly RunView[];
  /** The latest decisions on the key, latest first. */
  readonly decisions: readonly ToldDecision[];
}

/** What explaining reads from; nothing is written. */
export interface ExplainParts extends DecisionParts {
  readonly clock: Clock;
  readonly stateGeneration: number;
}

/** Explains a rule's standing on a key from the committed state of its lane. `last` is how many decisions to tell. */
export async function explainRule(parts: ExplainParts, rule: CompiledRule, key: string, last: number): Promise<RuleExplanation> {
  const { keys, clock } = parts;
  const state = new LaneState();
  const partition = signalPartition(rule.name, key, keys.partitions);
  const load = async (ask: () => readonly string[]): Promise<void> => {
    for (
      let missing = ask().filter((field) => !state.has(field));
      missing.length > 0;
      missing = ask().filter((field) => !state.has(field))
    ) {
      const json = await readState(parts, partition, missing);
      for (const [index, field] of missing.entries()) state.load(field, json[index] ?? null);
    }
  };
  await load(() => GroupState.fields(rule, key, state));
  await load(() => KeyRuns.fields(rule.name, key, state));
  await load(() => SequenceState.fields(rule, key));
  const [sequenceField] = SequenceState.fields(rule, key);
  const matches = sequenceField === undefined ? undefined : state.get<SequenceRecord>(sequenceField);
  const known = GroupState.remembers(rule) && GroupState.fields(rule, key, state).some((field) => state.get(field) !== undefined);
  // What opening tidies up stays in this copy.
  const group = known ? GroupState.open(rule, key, state, clock.now()) : undefined;
  const measures = group?.measures ?? {};
  const runs = KeyRuns.fields(rule.name, key, state).flatMap((field) => {
    const record = state.get<WorkflowRun | { live: string[] }>(field);
    return record !== undefined && 'id' in record ? [runView(record)] : [];
  });
  const at = group?.end;
  const scope = { event: {}, group: groupOf(key), measures, now: at ?? clock.now() };
  // Everything that reads the measures is done before the next wait: their view is shared with the lanes of this process.
  const values = Object.fromEntries(rule.measures.map(({ name, fn, window }) => [name, { fn, window, ...valuesOf(measures[name]) }]));
  const conditions = (rule.conditions?.() ?? []).map((part) => conditionOf(part, scope));
  const gate = gateView(rule, group?.gate?.record);
  const left = (group?.silentUntil ?? 0) - clock.now();
  const silence = left > 0 ? { cooldownLeft: left } : {};
  const decisions = await readDecisions(parts, rule, { key, most: last });
  return {
    rule: rule.name,
    version: rule.version,
    mode: rule.mode,
    summary: rule.summary,
    key,
    known: known || matches !== undefined,
    ...(at === undefined || at < 0 ? {} : { at }),
    measures: values,
    conditions,
    ...silence,
    ...(gate ? { gate } : {}),
    pending: pendingView(rule, matches, clock.now()),
    runs,
    decisions,
  };
}

async function readState(parts: ExplainParts, partition: number, fields: readonly string[]): Promise<(string | null)[]> {
  const { client, keys, clock, stateGeneration } = parts;
  const newest = Math.floor(clock.now() / stateGeneration);
  const [now, before] = await Promise.all([
    client.hmget(keys.state('decide', partition, newest), ...fields),
    client.hmget(keys.state('decide', partition, newest - 1), ...fields),
  ]);
  return fields.map((_, index) => now[index] ?? before[index] ?? null);
}

function conditionOf({ text, readings, evaluate }: Conjunct, scope: object): RuleExplanation['conditions'][number] {
  const asksEvent = readings.some((one) => one.path[0] === 'event');
  const value = asksEvent ? undefined : evaluate(scope);
  const read = readings.filter((one) => one.path[0] !== 'event');
  return {
    text,
    holds: typeof value === 'boolean' ? value : null,
    asksEvent,
    values: Object.fromEntries(read.map(({ path }) => [path.join('.'), (valueAt(scope, path) ?? null) as Json])),
  };
}

/** A measure's own values, whatever it has of them: its value, members, and what a baseline adds. */
function valuesOf(measure: object | undefined): { [what: string]: Json } {
  if (measure === undefined) return { value: null };
  const values: { [what: string]: Json } = {};
  for (const name in measure) {
    const value = (measure as { [one: string]: unknown })[name];
    if (typeof value === 'function' || value === undefined) continue;
    values[name] = Array.isArray(value) && value.length > 20 ? (value.slice(0, 20) as Json) : (value as Json);
    if (Array.isArray(value)) values[`${name}Count`] = value.length;
  }
  return values;
}

/** The values of a group out of its key, as far as they can be told apart. */
function groupOf(key: string): { [name: string]: string } {
  return Object.fromEntries(
    key.split(',').flatMap((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [] : [[part.slice(0, at), decodeURIComponent(part.slice(at + 1))]];
    }),
  );
}

function valueAt(scope: object, path: readonly string[]): unknown {
  let value: unknown = scope;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { [one: string]: unknown })[name];
  }
  return value;
}
