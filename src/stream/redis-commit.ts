import type { Keys } from '#redis';
import type { Commit } from './commit.ts';
import type { Stage } from './lane.ts';
import { packText } from './pack.ts';

/** Arguments of one Redis command inside a script: Lua's unpack holds some thousands at most. */
const MOST_ARGUMENTS = 4_000;
/** Entries kept of a partition's journal, each some hundred bytes: it is for people, who look at the latest. */
const JOURNAL_ENTRIES = 10_000;

type Parameter = string | number;

interface Target {
  readonly keys: Keys;
  readonly stage: Stage;
  readonly partition: number;
  /** Newest first: changes go to the first, deletions to all. */
  readonly stateGenerations: readonly number[];
  readonly boundedEntries: number;
  /** Milliseconds after the last change at which an hour's digests go. */
  readonly digestLife: number;
}

/** A commit as the operations of commit.lua: few commands with many fields, because the count of commands is what costs. */
export function commitOperations(commit: Commit, target: Target): { keys: string[]; parameters: Parameter[] } {
  const { keys, stage, partition } = target;
  const names: string[] = [];
  const indexes = new Map<string, number>();
  const parameters: Parameter[] = [];

  function operation(command: string, key: string, rest: readonly Parameter[]): void {
    let index = indexes.get(key);
    if (index === undefined) {
      names.push(key);
      // KEYS[1] is the lane's meta hash.
      indexes.set(key, (index = names.length + 1));
    }
    parameters.push(command, index, rest.length);
    for (const one of rest) parameters.push(one);
  }
  /** Splits long argument lists at a whole number of groups. */
  function chunked(command: string, key: string, rest: readonly Parameter[], group: number): void {
    const most = MOST_ARGUMENTS - (MOST_ARGUMENTS % group);
    for (let start = 0; start < rest.length; start += most)
      operation(command, key, rest.length <= most ? rest : rest.slice(start, start + most));
  }
  function bounded(key: string, pack: readonly unknown[]): void {
    if (pack.length > 0) operation('XADD', key, ['MAXLEN', '~', target.boundedEntries, '*', 'n', pack.length, 'e', JSON.stringify(pack)]);
  }

  const written: string[] = [];
  const deleted: string[] = [];
  for (const [field, json] of commit.state) {
    if (json === null) deleted.push(field);
    else written.push(field, json);
  }
  const [newest = 0] = target.stateGenerations;
  chunked('HSET', keys.state(stage, partition, newest), written, 2);
  for (const generation of target.stateGenerations) chunked('HDEL', keys.state(stage, partition, generation), deleted, 1);

  for (const { hour, log } of commit.digests) {
    operation('APPEND', keys.digests(partition, hour), [log]);
    operation('PEXPIRE', keys.digests(partition, hour), [target.digestLife]);
  }

  const timers = keys.timers(stage, partition);
  chunked('ZREM', timers, commit.timers.cancel.map(timerMember), 1);
  chunked(
    'ZADD',
    timers,
    commit.timers.set.flatMap((timer) => [timer.due, timerMember(timer)]),
    2,
  );

  for (const intent of commit.intents) operation('XADD', keys.outbox(partition), ['*', 'i', JSON.stringify(intent)]);
  if (commit.emitted.length > 0)
    operation('XADD', keys.events(partition), ['*', 'n', commit.emitted.length, 'e', JSON.stringify(commit.emitted)]);
  if (commit.scored.length > 0)
    operation('XADD', keys.scored(partition), [
      'MAXLEN',
      '~',
      target.boundedEntries,
      '*',
      'n',
      commit.scored.length,
      'e',
      packText(commit.scored),
    ]);
  bounded(keys.late(partition), commit.late);
  for (const letter of commit.dead)
    operation('XADD', keys.dead(partition), ['MAXLEN', '~', target.boundedEntries, '*', 'd', JSON.stringify(letter)]);

  for (const entry of commit.journal ?? [])
    operation('XADD', keys.journal(partition), ['MAXLEN', '~', JOURNAL_ENTRIES, '*', 'j', JSON.stringify(entry)]);

  const counters = keys.counters(partition);
  for (const [fate, count] of Object.entries(commit.fates)) if (count > 0) operation('HINCRBY', counters, [`${stage}.${fate}`, count]);
  if (commit.emitted.length > 0) operation('HINCRBY', counters, ['accepted', commit.emitted.length]);
  if (commit.intents.length > 0) operation('HINCRBY', counters, ['deliver.accepted', commit.intents.length]);
  return { keys: names, parameters };
}

function timerMember(timer: { id: string; purpose: string; payload: object }): string {
  return JSON.stringify({ id: timer.id, purpose: timer.purpose, payload: timer.payload });
}
