import { formatDuration, type Json } from '#kernel';
import type { RuleTest, RuleTestClaim, RuleTestExpectation } from '#rule';
import type { VirtualRecord } from './virtual-lane.ts';

type Group = { readonly [name: string]: string };

/** What was there instead of what is claimed of the test's rule, or undefined when the claim holds. */
export function contradiction(claim: RuleTestClaim, record: VirtualRecord, { rule, segment, start }: RuleTest): string | undefined {
  const fires = record.fires.filter((fire) => fire.rule === rule);
  const intents = record.intents.filter(({ intent }) => intent.rule === rule);
  switch (claim.kind) {
    case 'fired': {
      const found = fires.filter((fire) => fits(fire.group, claim.group) && claim.because.every((part) => fire.because.includes(part)));
      if (agrees(found.length, claim.times)) return undefined;
      if (fires.length === 0) return `it did not fire; ${signalsOf(record)}${suppressionsOf(record, rule)}`;
      const told = fires.map((fire) => `at ${formatDuration(fire.at - start)} for ${groupOf(fire.group)} because ${fire.because}`);
      return `it fired ${timesOf(fires.length)}: ${listOf(told)}${suppressionsOf(record, rule)}`;
    }
    case 'resolved': {
      const all = record.resolved.filter((one) => one.rule === rule);
      const found = all.filter((one) => fits(one.group, claim.group) && claim.because.every((part) => one.because.includes(part)));
      if (agrees(found.length, claim.times)) return undefined;
      const told = all.map((one) => `at ${formatDuration(one.at - start)} for ${groupOf(one.group)} because ${one.because}`);
      return told.length === 0
        ? `nothing was resolved; it fired ${timesOf(fires.length)}`
        : `resolved ${timesOf(all.length)}: ${listOf(told)}`;
    }
    case 'pending': {
      const all = record.pending(rule);
      const found = all.filter((one) => fits(one, claim.group));
      if (agrees(found.length, claim.times)) return undefined;
      return all.length === 0 ? `nothing is pending; it fired ${timesOf(fires.length)}` : `pending for ${listOf(all.map(groupOf))}`;
    }
    case 'suppressed': {
      const count = record.suppressed
        .filter((one) => one.rule === rule && one.reason === claim.reason)
        .reduce((sum, one) => sum + one.count, 0);
      return agrees(count, claim.times) ? undefined : `suppressed for ${claim.reason} ${timesOf(count)}${suppressionsOf(record, rule)}`;
    }
    case 'duplicates':
      return agrees(record.duplicates, claim.times) ? undefined : `duplicates: ${record.duplicates}`;
    case 'action': {
      const found = intents.filter(({ intent }) => {
        if (intent.connector !== claim.connector) return false;
        if (claim.operation !== undefined && intent.operation !== claim.operation) return false;
        if (claim.step !== undefined && intent.step !== claim.step) return false;
        if (claim.members !== undefined && intent.members?.length !== claim.members) return false;
        const text = leaves(intent.parameters);
        return claim.contains.every((part) => text.includes(part)) && holds(intent.parameters, claim.parameters);
      });
      if (agrees(found.length, claim.times)) return undefined;
      if (intents.length === 0) return `no action; it fired ${timesOf(fires.length)}`;
      const told = intents.map(({ at, intent }) => {
        const people = intent.members === undefined ? '' : ` for ${intent.members.length} people`;
        return `at ${formatDuration(at - start)} ${intent.connector} ${intent.operation}${people} ${JSON.stringify(intent.parameters)}`;
      });
      return `${found.length} such of ${intents.length} actions: ${listOf(told)}`;
    }
    case 'moved': {
      const moves = movesOf(record, segment);
      const found = moves.filter((one) => one.entered === claim.entered && (claim.contact === undefined || one.contact === claim.contact));
      return agrees(found.length, claim.times) ? undefined : `moves: ${toldMoves(moves, start)}`;
    }
    case 'member': {
      const moves = movesOf(record, segment).filter(({ contact }) => contact === claim.contact);
      const member = moves.at(-1)?.entered ?? false;
      return member === claim.member
        ? undefined
        : `${claim.contact} is ${member ? 'in it' : 'not in it'}; moves: ${toldMoves(moves, start)}`;
    }
    case 'emitted': {
      const found = record.emitted.filter(({ event }) => event.type === claim.type && holds(event.data, claim.data));
      if (agrees(found.length, claim.times)) return undefined;
      const told = record.emitted.map(({ at, event }) => `at ${formatDuration(at - start)} ${event.type} ${JSON.stringify(event.data)}`);
      return told.length === 0 ? `no event was said; it fired ${timesOf(fires.length)}` : `${found.length} such; said: ${listOf(told)}`;
    }
    case 'step': {
      const done = stepsOf(record, rule).filter((one) => fits(one.group, claim.group));
      const found = done.filter((one) => one.step === claim.name && (claim.state === undefined || one.state === claim.state));
      if (agrees(found.length, claim.times)) return undefined;
      return done.length === 0 ? `no step was done; it fired ${timesOf(fires.length)}` : `steps: ${listOf(done.map(toldStep), 12)}`;
    }
    case 'run': {
      const runs = [...record.runs.values()].filter((run) => run.rule === rule && fits(run.group, claim.group));
      const found = runs.filter((run) => run.state === claim.state);
      if (agrees(found.length, claim.times)) return undefined;
      if (runs.length === 0) return `no run had to wait; it fired ${timesOf(fires.length)}`;
      return `runs: ${listOf(runs.map((run) => `${run.state} for ${groupOf(run.group)}`))}`;
    }
    default:
      throw new TypeError(`unknown claim ${JSON.stringify(claim satisfies never)}`);
  }
}

/** What an expectation wants, as a sentence. */
export function sentence({ claim, written }: RuleTestExpectation): string {
  const times = wantedTimes(claim.times);
  const group = 'group' in claim && Object.keys(claim.group).length > 0 ? ` for ${groupOf(claim.group)}` : '';
  const when = `by ${written}`;
  switch (claim.kind) {
    case 'fired': {
      const because = claim.because.length === 0 ? '' : ` because of ${claim.because.join(' and ')}`;
      return claim.times === 0 ? `not fired${group} ${when}` : `fired ${times}${group}${because} ${when}`;
    }
    case 'resolved': {
      const because = claim.because.length === 0 ? '' : ` because of ${claim.because.join(' and ')}`;
      return `resolved ${times}${group}${because} ${when}`;
    }
    case 'pending': {
      const many = claim.times === undefined ? '' : claim.times === 0 ? 'nothing ' : `${claim.times} `;
      return `${many}pending${group} at ${written}`;
    }
    case 'suppressed':
      return `suppressed for ${claim.reason} ${times} ${when}`;
    case 'duplicates':
      return `duplicates ${times} ${when}`;
    case 'moved': {
      const who = claim.contact ?? 'somebody';
      return `${who} ${claim.entered ? 'entered' : 'left'} ${times} ${when}`;
    }
    case 'member':
      return `${claim.contact} ${claim.member ? 'in it' : 'not in it'} at ${written}`;
    case 'emitted':
      return `${claim.type} said${Object.keys(claim.data).length === 0 ? '' : ` with ${JSON.stringify(claim.data)}`} ${times} ${when}`;
    case 'step':
      return `step ${claim.name} ${claim.state ?? 'done'}${group} ${times} ${when}`;
    case 'run':
      return `run ${claim.state}${group} ${times} ${when}`;
    default: {
      const operation = claim.operation === undefined ? '' : ` ${claim.operation}`;
      const step = claim.step === undefined ? '' : ` of step ${claim.step}`;
      const people = claim.members === undefined ? '' : ` for ${claim.members} people`;
      const exact = Object.keys(claim.parameters).length === 0 ? [] : [JSON.stringify(claim.parameters)];
      const parts = [...claim.contains.map((part) => JSON.stringify(part)), ...exact];
      const words = parts.length === 0 ? '' : ` with ${parts.join(' and ')}`;
      return `${claim.connector}${operation}${step}${people}${words} ${times} ${when}`;
    }
  }
}

interface ToldMove {
  readonly at: number;
  readonly contact: string;
  readonly entered: boolean;
  readonly because: string;
}

function movesOf(record: VirtualRecord, segment: string | undefined): ToldMove[] {
  return record.emitted.flatMap(({ at, event: { type, contact = '', data } }) =>
    data['segment'] === segment && (type === 'segment.entered' || type === 'segment.left')
      ? [{ at, contact, entered: type === 'segment.entered', because: typeof data['because'] === 'string' ? data['because'] : '' }]
      : [],
  );
}

function toldMoves(moves: readonly ToldMove[], start: number): string {
  if (moves.length === 0) return 'none';
  return listOf(
    moves.map(
      ({ at, contact, entered, because }) =>
        `at ${formatDuration(at - start)} ${contact} ${entered ? 'entered' : 'left'} because ${because}`,
    ),
  );
}

interface DoneStep {
  readonly step: string;
  readonly state: string;
  readonly group: Group;
}

/** What steps came to: out of the histories of runs that waited, and out of the actions of those that did not. */
function stepsOf(record: VirtualRecord, rule: string): DoneStep[] {
  const runs = [...record.runs.values()].filter((run) => run.rule === rule);
  const waited = runs.flatMap(({ history, group }) => history.map(([step, state]) => ({ step, state, group })));
  const passed = record.intents
    .filter(({ intent }) => intent.rule === rule && !record.runs.has(intent.run))
    .map(({ intent }) => ({ step: intent.step, state: 'called', group: intent.group }));
  return [...waited, ...passed];
}

const toldStep = ({ step, state, group }: DoneStep): string => `${step === '' ? 'run' : step} ${state} for ${groupOf(group)}`;

function fits(group: Group, wanted: Group): boolean {
  return Object.entries(wanted).every(([name, value]) => group[name] === value);
}

/** Whether every wanted value is there, exactly; inside maps the same again, so that others may be there too. */
function holds(there: Json | undefined, wanted: Json): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return JSON.stringify(there) === JSON.stringify(wanted);
  if (typeof there !== 'object' || there === null || Array.isArray(there)) return false;
  return Object.entries(wanted).every(([name, value]) => holds(there[name], value));
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

function groupOf(group: Group): string {
  const parts = Object.entries(group).map(([name, value]) => `${name} ${value}`);
  return parts.length === 0 ? 'all' : parts.join(', ');
}

function listOf(told: readonly string[], most = 5): string {
  return `${told.slice(0, most).join('; ')}${told.length > most ? '; …' : ''}`;
}

function signalsOf(record: VirtualRecord): string {
  if (record.signals.size === 0) return 'no event counted for it (look at on, where and by)';
  const list = [...record.signals].slice(0, 5).map(([key, count]) => `${count} for ${key === '' ? 'all' : key}`);
  return `events that counted: ${list.join(', ')}${record.signals.size > 5 ? ', …' : ''}`;
}

function suppressionsOf(record: VirtualRecord, rule: string): string {
  const counts = new Map<string, number>();
  for (const one of record.suppressed) if (one.rule === rule) counts.set(one.reason, (counts.get(one.reason) ?? 0) + one.count);
  return counts.size === 0 ? '' : `; suppressed: ${[...counts].map(([reason, count]) => `${reason} ${count}`).join(', ')}`;
}

/** Every text and number of an action's parameters, as people read them. */
function leaves(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.values(value).map(leaves).join('\n');
  return String(value);
}
