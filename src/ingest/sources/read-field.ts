import { CrosscurrentError, type Json, type JsonObject } from '#kernel';

/** The text of a field; a number as its digits; undefined when it is missing, empty or something else. */
export function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** The text of a field that must be there; throws `invalid-item` with its name. */
export function requiredText(object: JsonObject, name: string): string {
  const text = textOf(object[name]);
  if (text === undefined) throw new CrosscurrentError('invalid-item', `The field ${name} is missing.`, { pointer: `/${name}` });
  return text;
}

/** The number of a field, also when it is written as a text. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,15}(\.\d{1,9})?$/.test(value)) return undefined;
  return Number(value);
}

/** Epoch milliseconds of a moment in seconds or milliseconds, told apart by their size; undefined for anything else. */
export function epochOf(value: Json | undefined): number | undefined {
  const number = numberOf(value);
  if (number === undefined) return undefined;
  return Math.floor(number < 100_000_000_000 ? number * 1_000 : number);
}
