import type { DeadLetter } from '#action';
import type { Keys, RedisClient } from '#redis';
import type { RuleBundle } from '#rule';
import { createRedisIdentity } from '#stream/redis';
import type { MemberState, Observation } from './observation.ts';
import type { Arrival } from './platform.ts';

/** Reads what stands in Redis after the drain, from the committed state and the streams themselves. */
export async function observe(client: RedisClient, keys: Keys, rules: RuleBundle, arrivals: readonly Arrival[]): Promise<Observation> {
  const admitted: string[] = [];
  const dead: DeadLetter[] = [];
  const late: string[] = [];
  const members = new Map<string, MemberState>();
  let inStreams = 0;
  for (let partition = 0; partition < keys.partitions; partition++) {
    for (const [, fields] of await client.xrange(keys.events(partition), '-', '+')) {
      const pack = JSON.parse(fields[fields.indexOf('e') + 1]!) as { id: string; source: string }[];
      inStreams += pack.length;
      for (const { id, source } of pack) if (source !== 'crosscurrent') admitted.push(id);
    }
    for (const [, fields] of await client.xrange(keys.dead(partition), '-', '+')) dead.push(JSON.parse(fields[1]!) as DeadLetter);
    for (const [, fields] of await client.xrange(keys.late(partition), '-', '+')) {
      for (const { id } of JSON.parse(fields[fields.indexOf('e') + 1]!) as { id: string }[]) late.push(id);
    }
    await readMembers(client, keys, partition, rules, members);
  }
  return { members, admitted, inStreams, dead, late, identity: await createRedisIdentity(client, keys, 1_000_000)(), arrivals };
}

/** The panes of `rig-sums` in the state of a decide lane, added up per member: panes in order of their numbers, and inside each what it says. */
async function readMembers(
  client: RedisClient,
  keys: Keys,
  partition: number,
  rules: RuleBundle,
  members: Map<string, MemberState>,
): Promise<void> {
  const definitions = new Map(rules.rules.get('rig-sums')!.measures.map(({ name, definition }) => [name, definition]));
  const panes = new Map<string, { number: number; record: Record<string, unknown> }[]>();
  const prefix = 'p|rig-sums|member=';
  const found = await generations(client, keys.state('decide', partition, 0));
  const fields = new Map<string, string>();
  // Newer generations hold the newer writing of a field.
  for (const key of found) for (const [field, json] of Object.entries(await client.hgetall(key))) fields.set(field, json);
  for (const [field, json] of fields) {
    if (!field.startsWith(prefix)) continue;
    const [member = '', , number = ''] = field.slice(prefix.length).split('|');
    const list = panes.get(member) ?? [];
    list.push({ number: Number.parseInt(number, 36), record: JSON.parse(json) as Record<string, unknown> });
    panes.set(member, list);
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
