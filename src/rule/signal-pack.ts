import type { Json } from '#kernel';
import type { Signal } from './signal.ts';

/** One event of a signal record. `rest` holds what the rule reads of the event beyond these; 0 stands for nothing. */
type SignalRow = readonly [
  at: number,
  id: Json,
  source: Json,
  type: Json,
  contact: Json,
  inputs: Signal['inputs'] | 0,
  rest: { readonly [name: string]: Json } | 0,
  hits?: number,
];

/** The signals of one rule and key that left a batch together: what they share is written once. */
export type SignalRecord = readonly [
  rule: string,
  key: string,
  layout: string | 0,
  group: { readonly [name: string]: string },
  rows: readonly SignalRow[],
];

/** Packs signals, one record a rule and key, in the order in which each was first named; the order within a record is the order of the signals. */
export function packSignals(signals: readonly Signal[]): SignalRecord[] {
  const records = new Map<string, [string, string, string | 0, Signal['group'], SignalRow[]]>();
  for (const signal of signals) {
    const { rule, key, layout = 0 } = signal;
    // Signals made for different versions of the measures stay apart.
    const name = `${rule}|${key}|${layout}`;
    const record = records.get(name);
    if (record) record[4].push(rowOf(signal));
    else records.set(name, [rule, key, layout, signal.group, [rowOf(signal)]]);
  }
  return [...records.values()];
}

/** The signals of a record, in their order. */
export function unpackSignals([rule, key, layout, group, rows]: SignalRecord): Signal[] {
  return rows.map(([at, id, source, type, contact, inputs, rest, hits]) => {
    const event: { [name: string]: Json } = { id, source, type, at };
    if (contact !== 0) event['contact'] = contact;
    if (rest !== 0) Object.assign(event, rest);
    return {
      rule,
      key,
      group,
      at,
      inputs: inputs === 0 ? none : inputs,
      ...(layout === 0 ? undefined : { layout }),
      ...(hits === undefined ? undefined : { hits }),
      event,
    };
  });
}

/** Whether a value of a signals stream is a record; a deployment that ran an older version left whole signals there. */
export function isSignalRecord(value: unknown): value is SignalRecord {
  return Array.isArray(value);
}

const none: Signal['inputs'] = [];

function rowOf({ at, inputs, event, hits }: Signal): SignalRow {
  let rest: { [name: string]: Json } | 0 = 0;
  for (const name in event) {
    if (name === 'id' || name === 'source' || name === 'type' || name === 'at' || name === 'contact') continue;
    if (rest === 0) rest = {};
    rest[name] = event[name]!;
  }
  const row = [
    at,
    event['id'] ?? null,
    event['source'] ?? null,
    event['type'] ?? null,
    event['contact'] ?? 0,
    inputs.length === 0 ? 0 : inputs,
    rest,
  ] as const;
  return hits === undefined ? row : [...row, hits];
}
