import { compileExpression, expressionSpace, type Closure } from '#expression';
import type { OwnMapping } from '#config';
import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import type { Submission } from '../admission.ts';
import { platformEvent } from './platform-event.ts';
import { numberOf, textOf } from './read-field.ts';
import { retraction } from './retraction.ts';
import type { Sent } from './sent.ts';
import { takeEach } from './take-each.ts';

/** A mapping whose CEL is compiled. */
interface Compiled {
  readonly each?: Closure;
  readonly when?: Closure;
  readonly id?: Closure;
  readonly type: Closure;
  readonly time?: Closure;
  readonly retracts?: Closure;
  readonly data: ReadonlyMap<string, Closure>;
  readonly identifiers: ReadonlyMap<string, Closure>;
}

const space = expressionSpace({ body: 'dyn', one: 'dyn' });
const ANY = ['dyn', 'string', 'double', 'int', 'bool', 'list', 'map', 'null'];
const compiled = new WeakMap<OwnMapping, Compiled>();

/** Compiles a source's mapping, once. Throws `invalid-settings` with every mistake, the source, the field and the character where it stands. */
export function compileMapping(mapping: OwnMapping, source: string): Compiled {
  const known = compiled.get(mapping);
  if (known !== undefined) return known;
  const mistakes: string[] = [];
  const compile = (field: string, text: string): Closure => {
    const result = compileExpression(text, space, { count: 0 }, field, ANY);
    if ('expression' in result) return result.expression.evaluate;
    for (const { offset, message, hint } of result.problems)
      mistakes.push(`sources.${source}.map.${field}, character ${offset + 1}: ${message}${hint === undefined ? '' : `. ${hint}`}`);
    return () => undefined;
  };
  const all = (prefix: string, texts: { readonly [name: string]: string }): ReadonlyMap<string, Closure> =>
    new Map(Object.entries(texts).map(([name, text]) => [name, compile(`${prefix}.${name}`, text)]));
  const some = (name: 'each' | 'when' | 'id' | 'time' | 'retracts'): { [field: string]: Closure } => {
    const text = mapping[name];
    return text === undefined ? {} : { [name]: compile(name, text) };
  };
  const made: Compiled = {
    ...some('each'),
    ...some('when'),
    ...some('id'),
    ...some('time'),
    ...some('retracts'),
    type: compile('type', mapping.type),
    data: all('data', mapping.data),
    identifiers: all('identifiers', mapping.identifiers),
  };
  if (mistakes.length > 0) throw new CrosscurrentError('invalid-settings', mistakes.join('\n'));
  compiled.set(mapping, made);
  return made;
}

/** The events that a source's own mapping makes of what was sent. An expression whose fields are missing gives nothing: the field is left out, and an event without a type is refused alone. */
export function ownEvents(sent: Sent): readonly Submission[] {
  const mapping = compileMapping(sent.source.mapping!, sent.source.name);
  const body = sent.value;
  const list = mapping.each === undefined ? body : (mapping.each({ body, one: body }) as Json | undefined);
  return takeEach(Array.isArray(list) ? list : list === undefined || list === null ? [] : [list], sent, (one) => {
    const scope = { body, one };
    if (mapping.when !== undefined && mapping.when(scope) !== true) return undefined;
    const time = mapping.time?.(scope) as Json | undefined;
    const id = textOf(mapping.id?.(scope) as Json | undefined);
    const type = textOf(mapping.type(scope) as Json | undefined);
    if (type === undefined) throw new CrosscurrentError('invalid-item', 'The mapping gives this event no type.', { pointer: '' });
    const data: JsonObject = {};
    for (const [name, value] of mapping.data) {
      const said = value(scope) as Json | undefined;
      if (said !== undefined && said !== null) data[name] = said;
    }
    const identifiers = Object.fromEntries(
      [...mapping.identifiers].map(([kind, value]) => [kind, textOf(value(scope) as Json | undefined)]),
    );
    const at = momentOf(time);
    const of = textOf(mapping.retracts?.(scope) as Json | undefined);
    if (of !== undefined) {
      const taken = retraction({ of, type, why: 'undone', time: at, data, identifiers });
      return id === undefined ? taken : { ...taken, id };
    }
    // Without an id one is made of the content, as for every plain event.
    const candidate = platformEvent({ id: id ?? '', type, time: at, data, identifiers });
    return id === undefined ? { ...candidate, id: undefined } : candidate;
  });
}

/** A time in words as it is; in numbers as epoch milliseconds, also when it was sent in seconds. */
function momentOf(time: Json | undefined): Json | undefined {
  const number = numberOf(time);
  if (number === undefined) return time ?? undefined;
  return Math.floor(number < 100_000_000_000 ? number * 1_000 : number);
}
