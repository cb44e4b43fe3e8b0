import type { Json, JsonObject } from '#kernel';

/** An object with the fields that have a value. */
export function present(fields: { readonly [name: string]: Json | undefined }): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== null && value !== '') object[name] = value;
  return object;
}
