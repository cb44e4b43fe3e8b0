/** The longest text and list that `+` puts together. */
const MAX_TEXT = 100_000;
const MAX_LIST = 10_000;

/** What an operator makes of two values that are there; undefined when it does not go between them. */
export type Operation = (a: unknown, b: unknown) => unknown;

const compare =
  (test: (a: number | string, b: number | string) => boolean): Operation =>
  (a, b) =>
    (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string') ? test(a, b) : undefined;

const reckon =
  (operate: (a: number, b: number) => number): Operation =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? operate(a, b) : undefined;

/** CEL's two-sided operators, by their signs. */
export const operations: { readonly [sign: string]: Operation } = {
  '==': same,
  '!=': (a, b) => !same(a, b),
  '<': compare((a, b) => a < b),
  '<=': compare((a, b) => a <= b),
  '>': compare((a, b) => a > b),
  '>=': compare((a, b) => a >= b),
  '-': reckon((a, b) => a - b),
  '*': reckon((a, b) => a * b),
  '/': reckon((a, b) => a / b),
  '%': reckon((a, b) => a % b),
  '+': (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a + b;
    if (typeof a === 'string' && typeof b === 'string') return a.length + b.length > MAX_TEXT ? undefined : a + b;
    if (!Array.isArray(a) || !Array.isArray(b) || a.length + b.length > MAX_LIST) return undefined;
    return [...(a as unknown[]), ...(b as unknown[])];
  },
  in: (a, b) => {
    if (Array.isArray(b)) return typeof a === 'object' ? b.some((one) => same(a, one)) : b.includes(a);
    return b !== null && typeof b === 'object' && typeof a === 'string' ? Object.hasOwn(b, a) : undefined;
  },
};

/** Deep equality of JSON values. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && same((a as never)[key], (b as never)[key]));
}
