import type { Json, JsonObject } from '#kernel';

/** The value when it is a JSON object, else an empty one. */
export function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
