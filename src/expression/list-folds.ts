/** Runs a macro's body over the elements of a list; the cell holds the element the body sees. `decisive` is the answer that ends an `exists` or `all` at once, `second` the second body of a `map` with a condition. */
export type Fold = (
  elements: readonly unknown[],
  cell: { value: unknown },
  body: (scope: object) => unknown,
  scope: object,
  decisive: boolean,
  second?: (scope: object) => unknown,
) => unknown;

const quantify: Fold = (elements, cell, body, scope, decisive) => {
  let unknown = false;
  for (const element of elements) {
    cell.value = element ?? undefined;
    const value = body(scope);
    if (value === decisive) return decisive;
    unknown ||= typeof value !== 'boolean';
  }
  return unknown ? undefined : !decisive;
};

const existsOne: Fold = (elements, cell, body, scope) => {
  let found = 0;
  for (const element of elements) {
    cell.value = element ?? undefined;
    const value = body(scope);
    if (typeof value !== 'boolean') return undefined;
    if (value) found += 1;
  }
  return found === 1;
};

const filter: Fold = (elements, cell, body, scope) => {
  const kept: unknown[] = [];
  for (const element of elements) {
    cell.value = element ?? undefined;
    const value = body(scope);
    if (typeof value !== 'boolean') return undefined;
    if (value) kept.push(element);
  }
  return kept;
};

const map: Fold = (elements, cell, body, scope) => {
  const made: unknown[] = [];
  for (const element of elements) {
    cell.value = element ?? undefined;
    const value = body(scope);
    if (value === undefined) return undefined;
    made.push(value);
  }
  return made;
};

const filterMap: Fold = (elements, cell, body, scope, _decisive, second) => {
  const made: unknown[] = [];
  for (const element of elements) {
    cell.value = element ?? undefined;
    const kept = body(scope);
    if (typeof kept !== 'boolean') return undefined;
    if (!kept) continue;
    const value = second!(scope);
    if (value === undefined) return undefined;
    made.push(value);
  }
  return made;
};

/** The macros over lists, by name; `filterMap` is `map` with a condition before it. A body without a value: `exists` and `all` go on looking for a decisive element, the others have no value. */
export const listFolds: { readonly [name: string]: Fold } = {
  exists: quantify,
  all: quantify,
  exists_one: existsOne,
  filter,
  map,
  filterMap,
};
