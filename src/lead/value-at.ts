/** The value at a path of own fields, e.g. `['data', 'product']`; undefined where there is none. */
export function valueAt(event: object, path: readonly string[]): unknown {
  let value: unknown = event;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
