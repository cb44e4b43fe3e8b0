import type { Json, JsonObject } from '#kernel';

/** A value as an object; empty when it is none. */
export function fieldsOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** A value as a list; empty when it is none. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** A number that may be written as text, as counts of these platforms are; 0 when there is none. */
export function countOf(value: Json | undefined): number {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(number) && number >= 0 ? number : 0;
}

/** A text, or a number written as one; what stands in for it when there is neither. */
export function textOf(value: Json | undefined, otherwise = ''): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}

/** An amount as decimal text, whether the platform writes text or a number. */
export function amountOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '0';
}

/** Names of fields that are not among the known ones. */
export function unknownFields(rows: readonly Json[], known: ReadonlySet<string>): string[] {
  const unknown = new Set<string>();
  for (const row of rows) for (const name of Object.keys(fieldsOf(row))) if (!known.has(name)) unknown.add(name);
  return [...unknown];
}
