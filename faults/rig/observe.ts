import { openLedger } from '#attribution';
import type { DeadLetter } from '#action';
import type { ContactRecord } from '#contact';
import type { Keys, RedisClient } from '#redis';
import type { RuleBundle } from '#rule';
import { createRedisIdentity } from '#stream/redis';
import type { WorkflowRun } from '#workflow';
import type { MemberState, Observation } from './observation.ts';
import type { Arrival } from './platform.ts';

/** Reads what stands in Redis after the drain, from the committed state and the streams themselves. */
export async function observe(client: RedisClient, keys: Keys, rules: RuleBundle, arrivals: readonly Arrival[]): Promise<Observation> {
  const admitted: string[] = [];
  const dead: DeadLetter[] = [];
  const late: string[] = [];
  const members = new Map<string, MemberState>();
  const runs: Observation['runs'][number][] = [];
  const journeys: Observation['journeys'][number][] = [];
  const own = new Set<string>();
  let ownRepeats = 0;
  let inStreams = 0;
  for (let partition = 0; partition < keys.partitions; partition++) {
    for (const [, fields] of await client.xrange(keys.events(partition), '-', '+')) {
      const pack = JSON.parse(fields[fields.indexOf('e') + 1]!) as { id: string; source: string; contact?: string; via?: string }[];
      inStreams += pack.length;
      for (const { id, source, contact, via } of pack) {
        // What was forwarded to another name of its person is no repeat of what was sent.
        const name = via === undefined ? id : `${id} to ${contact}`;
        if (source !== 'crosscurrent') admitted.push(name);
        else if (own.has(name)) ownRepeats++;
        else own.add(name);
      }
    }
    for (const [, fields] of await client.xrange(keys.dead(partition), '-', '+')) dead.push(JSON.parse(fields[1]!) as DeadLetter);
    for (const [, fields] of await client.xrange(keys.late(partition), '-', '+')) {
      for (const { id } of JSON.parse(fields[fields.indexOf('e') + 1]!) as { id: string }[]) late.push(id);
    }
    for (const [field, json] of await readState(client, keys, 'enrich', partition))
      if (field.startsWith('c|')) journeys.push(journeyOf(field, json));
    const fields = await readState(client, keys, 'decide', partition);
    readMembers(fields, rules, members);
    for (const [field, json] of fields) if (field.startsWith('r|') && !field.startsWith('r|k|')) runs.push(readJourney(json));
  }
  const identity = await createRedisIdentity(client, keys, 1_000_000)();
  return {
    members,
    admitted,
    inStreams,
    dead,
    late,
    identity,
    ownRepeats,
    runs: runs.filter(({ event }) => event !== ''),
    journeys,
    arrivals,
  };
}

function journeyOf(field: string, json: string): Observation['journeys'][number] {
  const { journey, alias } = JSON.parse(json) as ContactRecord;
  return {
    contact: field.slice(2),
    campaigns: journey === undefined ? [] : openLedger(journey).touches.map(({ campaign = '' }) => campaign),
    alias: alias !== undefined,
  };
}

/** The committed state of a lane, over all its generations. */
async function readState(client: RedisClient, keys: Keys, stage: 'enrich' | 'decide', partition: number): Promise<Map<string, string>> {
  const fields = new Map<string, string>();
  // Newer generations hold the newer writing of a field.
  for (const key of await generations(client, keys.state(stage, partition, 0)))
    for (const [field, json] of Object.entries(await client.hgetall(key))) fields.set(field, json);
  return fields;
}

/** A run of `rig-journey`; one of another rule is told by an empty event. */
function readJourney(json: string): Observation['runs'][number] {
  const { rule, group, state, history } = JSON.parse(json) as WorkflowRun;
  const trail = (history ?? []).map(([step, how]) => (step === '' ? how : `${step} ${how}`));
  return { event: rule === 'rig-journey' ? (group['event'] ?? '') : '', state, trail };
}

/** The panes of `rig-sums` in the state of a decide lane, in the group's own record or beside it, added up per member: panes in order of their numbers, and inside each what it says. */
function readMembers(fields: ReadonlyMap<string, string>, rules: RuleBundle, members: Map<string, MemberState>): void {
  const definitions = new Map(rules.rules.get('rig-sums')!.measures.map(({ name, definition }) => [name, definition]));
  const panes = new Map<string, { number: number; record: Record<string, unknown> }[]>();
  const note = (member: string, number: number, record: Record<string, unknown>): void => {
    const list = panes.get(member) ?? [];
    list.push({ number, record });
    panes.set(member, list);
  };
  for (const [field, json] of fields) {
    const [kind, rule, key = '', , number = ''] = field.split('|');
    if (rule !== 'rig-sums') continue;
    const member = key.slice('member='.length);
    if (kind === 'p') note(member, Number.parseInt(number, 36), JSON.parse(json) as Record<string, unknown>);
    if (kind !== 'g') continue;
    for (const series of Object.values((JSON.parse(json) as { panes: Record<string, unknown[]> }).panes)) {
      for (const pane of series) if (Array.isArray(pane)) note(member, pane[0] as number, pane[2] as Record<string, unknown>);
    }
  }
  for (const [member, list] of panes) {
    list.sort((a, b) => a.number - b.number);
    let sum = 0;
    let count = 0;
    const marks: number[] = [];
    for (const { record } of list) {
      sum += Number(record[definitions.get('amount')!] ?? 0);
      count += Number(record[definitions.get('events')!] ?? 0);
      for (const mark of (record[definitions.get('marks')!] ?? []) as string[]) marks.push(Number(mark));
    }
    members.set(decodeURIComponent(member), { sum, count, marks });
  }
}

/** The keys of all generations of a state, oldest first; `first` is the key of generation 0. */
async function generations(client: RedisClient, first: string): Promise<string[]> {
  const found = await client.keys(first.replace(/0$/, '*'));
  const age = (key: string): number => Number(key.slice(key.lastIndexOf(':') + 1));
  return found.toSorted((a, b) => age(a) - age(b));
}
