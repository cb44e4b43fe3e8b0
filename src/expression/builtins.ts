import { containsWord } from './contains-word.ts';

/** A function or method that expressions may call. */
export interface Builtin {
  /** What the checker must learn of it, in CEL's notation; nothing for what CEL brings. */
  readonly signatures: readonly string[];
  /** What a call costs beyond its arguments, see expression-cost.ts. */
  readonly cost: number;
  /** Runs it on values that are there (a method's receiver first); undefined when it does not take them. */
  run(a: unknown, b?: unknown, c?: unknown): unknown;
}

const number =
  (operate: (a: number) => number): Builtin['run'] =>
  (a) =>
    typeof a === 'number' ? operate(a) : undefined;
const numbers =
  (operate: (a: number, b: number) => number): Builtin['run'] =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? operate(a, b) : undefined;
const text =
  (transform: (a: string) => string): Builtin['run'] =>
  (a) =>
    typeof a === 'string' ? transform(a) : undefined;
const texts =
  <R>(operate: (a: string, b: string) => R): Builtin['run'] =>
  (a, b) =>
    typeof a === 'string' && typeof b === 'string' ? operate(a, b) : undefined;
const known = (run: Builtin['run'], cost = 1): Builtin => ({ signatures: [], cost, run });
const own = (signatures: readonly string[], run: Builtin['run'], cost = 1): Builtin => ({ signatures, cost, run });
/** What walking over a text costs: texts have at most some thousand characters. */
const WALK = 100;

const size: Builtin = known(sizeOf, 20);

/** Functions by name, called as `name(x)`. `has`, `dyn`, `coalesce` and `matches` are made by the closures themselves: they treat their arguments in their own way. */
export const functions: { readonly [name: string]: Builtin } = {
  size,
  double: known((value) => {
    const converted = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof converted === 'number' && Number.isFinite(converted) ? converted : undefined;
  }),
  int: known((value) => {
    const converted = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof converted === 'number' && Number.isFinite(converted) ? Math.trunc(converted) : undefined;
  }),
  string: known((value) => (typeof value === 'object' ? undefined : String(value as string | number | boolean))),
  bool: known((value) => (value === 'true' ? true : value === 'false' ? false : typeof value === 'boolean' ? value : undefined)),
  abs: own(['abs(double): double'], number(Math.abs)),
  floor: own(['floor(double): double'], number(Math.floor)),
  ceil: own(['ceil(double): double'], number(Math.ceil)),
  round: own(['round(double): double', 'round(double, double): double'], (value, digits = 0) =>
    typeof value === 'number' && typeof digits === 'number' ? roundTo(value, digits) : undefined,
  ),
  min: own(['min(double, double): double'], numbers(Math.min)),
  max: own(['max(double, double): double'], numbers(Math.max)),
};

/** Methods by name, called as `x.name()`. */
export const methods: { readonly [name: string]: Builtin } = {
  size,
  contains: known(
    texts((a, b) => a.includes(b)),
    WALK,
  ),
  startsWith: known(texts((a, b) => a.startsWith(b))),
  endsWith: known(texts((a, b) => a.endsWith(b))),
  containsWord: own(
    ['string.containsWord(string): bool', 'string.containsWord(list<string>): bool'],
    (a, b) => {
      if (typeof a !== 'string') return undefined;
      if (typeof b === 'string') return containsWord(a, b.toLowerCase());
      return Array.isArray(b) ? b.some((one) => typeof one === 'string' && containsWord(a, one.toLowerCase())) : undefined;
    },
    WALK * 3,
  ),
  lower: own(
    ['string.lower(): string'],
    text((a) => a.toLowerCase()),
    WALK,
  ),
  upper: own(
    ['string.upper(): string'],
    text((a) => a.toUpperCase()),
    WALK,
  ),
  lowerAscii: known(
    text((a) => a.toLowerCase()),
    WALK,
  ),
  upperAscii: known(
    text((a) => a.toUpperCase()),
    WALK,
  ),
  trim: known(
    text((a) => a.trim()),
    WALK,
  ),
  split: known((a, b, most) => {
    if (typeof a !== 'string' || typeof b !== 'string') return undefined;
    return typeof most === 'number' && most >= 0 ? a.split(b, most) : a.split(b);
  }, WALK * 2),
  join: known((a, b = '') => (Array.isArray(a) && typeof b === 'string' ? a.join(b) : undefined), WALK),
  substring: own(
    ['string.substring(double): string', 'string.substring(double, double): string'],
    (a, from, to) => {
      if (typeof a !== 'string' || typeof from !== 'number') return undefined;
      return typeof to === 'number' ? a.slice(Math.max(0, from), Math.max(0, to)) : a.slice(Math.max(0, from));
    },
    10,
  ),
  indexOf: known((a, b, from) => {
    if (typeof a === 'string' && typeof b === 'string') return a.indexOf(b, typeof from === 'number' ? from : 0);
    return Array.isArray(a) ? a.indexOf(b) : undefined;
  }, WALK),
  lastIndexOf: known((a, b) => {
    if (typeof a === 'string' && typeof b === 'string') return a.lastIndexOf(b);
    return Array.isArray(a) ? a.lastIndexOf(b) : undefined;
  }, WALK),
};

/** Results that CEL calls whole numbers; the survey turns them into doubles, which all our numbers are. */
export const wholeResults: ReadonlySet<string> = new Set(['size', 'int', 'indexOf', 'lastIndexOf']);
/** Loops over lists. */
export const macros: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one', 'filter', 'map']);
/** Functions whose arguments the closures treat in their own way, with what the checker must learn of them. */
export const specialFunctions: { readonly [name: string]: readonly string[] } = {
  has: [],
  dyn: [],
  coalesce: ['coalesce(T, T): T'],
  matches: ['matches(string, string): bool'],
};

function roundTo(value: number, digits: number): number {
  const scale = 10 ** Math.min(12, Math.max(0, Math.trunc(digits)));
  return Math.round(value * scale) / scale;
}

/** Characters of a text (code points, as CEL counts), elements of a list, keys of a map. */
function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') {
    let characters = 0;
    for (const character of value) characters += character === '' ? 0 : 1;
    return characters;
  }
  if (Array.isArray(value)) return value.length;
  return value !== null && typeof value === 'object' ? Object.keys(value).length : undefined;
}
