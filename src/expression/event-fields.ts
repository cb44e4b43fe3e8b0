import { eventCatalogue } from '#event';
import type { TSchema } from 'typebox';

/** Type of a name in an expression: a CEL type, or a tree of named fields. Numbers are always `double`. */
export type FieldType = 'string' | 'double' | 'bool' | 'dyn' | 'list<string>' | 'list<dyn>' | 'map<string, dyn>' | FieldTree;

/** Named fields and their types. */
export interface FieldTree {
  readonly [name: string]: FieldType;
}

const ENVELOPE: FieldTree = {
  id: 'string',
  source: 'string',
  type: 'string',
  subject: 'string',
  time: 'string',
  at: 'double',
  received: 'double',
  contact: 'string',
  language: { code: 'string', confidence: 'double' },
  sentiment: { score: 'double', label: 'string', confidence: 'double', words: 'list<string>', model: 'string' },
  topics: 'list<string>',
  segments: 'list<string>',
  aspects: 'list<dyn>',
  intent: { label: 'string', confidence: 'double', labels: 'list<string>', cues: 'list<string>' },
  lead: { score: 'double', before: 'double', probability: 'double', because: 'list<string>', model: 'double' },
  credit: 'list<dyn>',
};

/** Events that rules say of themselves, and their fields: groups and measures are those of the rule. */
const RULE_EVENT = /^rule\.[a-z][a-z0-9-]*\.(?:fired|resolved)$/;
const RULE_FIELDS: FieldTree = {
  rule: 'string',
  version: 'string',
  key: 'string',
  group: 'dyn',
  fire: 'string',
  because: 'string',
  until: 'double',
  measures: 'dyn',
};

/**
 * What `event.*` holds for the event types of a rule's `on`: the envelope and what operators add, and in `data` every field that one of the
 * types has. A type that the catalogue does not know has free-form data, so then any field may be read.
 */
export function eventFields(types: readonly string[]): FieldTree {
  const name = [...new Set(types)].toSorted().join(' ');
  let fields = known.get(name);
  if (!fields) {
    // Rules may name any types; what is remembered stays bounded.
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, (fields = collect(types)));
  }
  return fields;
}

/** Field trees by event types, because what is checked against one tree can be shared. */
const known = new Map<string, FieldTree>();
const MOST_KNOWN = 500;

function collect(types: readonly string[]): FieldTree {
  let data: Record<string, FieldType> | undefined = {};
  for (const type of types) {
    const kind = eventCatalogue.get(type);
    if (!kind && !RULE_EVENT.test(type)) data = undefined;
    else if (data) mergeInto(data, kind ? fieldsOf(kind.data) : RULE_FIELDS);
  }
  return { ...ENVELOPE, data: data ?? 'dyn' };
}

function fieldsOf(schema: TSchema): FieldTree {
  const properties = (schema as { properties?: Record<string, TSchema> }).properties ?? {};
  return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, typeOf(one)]));
}

function typeOf(schema: TSchema): FieldType {
  const { type, items, properties } = schema as { type?: string; items?: { type?: string }; properties?: object };
  if (type === 'string') return 'string';
  if (type === 'number' || type === 'integer') return 'double';
  if (type === 'boolean') return 'bool';
  if (type === 'array') return items?.type === 'string' ? 'list<string>' : 'list<dyn>';
  return type === 'object' && properties ? fieldsOf(schema) : 'dyn';
}

/** Two event types that disagree about a field leave it untyped. */
function mergeInto(target: Record<string, FieldType>, fields: FieldTree): void {
  for (const [name, type] of Object.entries(fields)) {
    const present = target[name];
    if (present === undefined) target[name] = type;
    else if (typeof present === 'object' && typeof type === 'object') {
      const merged = { ...present };
      mergeInto(merged, type);
      target[name] = merged;
    } else if (present !== type) target[name] = 'dyn';
  }
}
