import type { Json } from '#kernel';

/** What the holes of a repetition may name: the place from 0 as `i`, and the generated values of that place. */
export interface HoleValues {
  readonly i: number;
  readonly [name: string]: Json;
}

const hole = /\$?\{([A-Za-z_][A-Za-z0-9_]{0,63})(?: ?([+*%]) ?(\d{1,9}))?\}/g;
const onlyHole = /^\$?\{([A-Za-z_][A-Za-z0-9_]{0,63})(?: ?([+*%]) ?(\d{1,9}))?\}$/;

/**
 * Fills the holes of every text of a value: `{i}`, `{i + 3}`, `{i * 10}`, `{i % 7}`, `{mood}`, with or without a `$` before them. A text that is nothing but one hole becomes what the hole
 * holds, a number for instance. What names no known value is left as it is.
 *
 *     expandTemplate({ contact: 'user-{i % 3}', data: { spend: '{i * 10}' } }, { i: 4 }) → { contact: 'user-1', data: { spend: 40 } }
 */
export function expandTemplate(value: Json, values: HoleValues): Json {
  if (typeof value === 'string') {
    const whole = onlyHole.exec(value);
    if (whole) return fill(values, whole[1]!, whole[2], whole[3]) ?? value;
    return value.replaceAll(hole, (text, name: string, sign: string | undefined, operand: string | undefined) => {
      const filled = fill(values, name, sign, operand);
      if (filled === undefined) return text;
      return typeof filled === 'object' ? JSON.stringify(filled) : String(filled);
    });
  }
  if (Array.isArray(value)) return value.map((one) => expandTemplate(one, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, expandTemplate(one, values)]));
}

/** The names of the holes written with a `$`, which somebody surely means to be filled. */
export function holesOf(value: Json): string[] {
  return [...JSON.stringify(value).matchAll(/\$\{([^{}"]{0,80})\}/g)].map((match) => match[1]!);
}

function fill(values: HoleValues, name: string, sign: string | undefined, operand: string | undefined): Json | undefined {
  const held = Object.hasOwn(values, name) ? values[name] : undefined;
  if (sign === undefined || held === undefined) return held;
  if (typeof held !== 'number') return undefined;
  const other = Number(operand);
  if (sign === '+') return held + other;
  if (sign === '*') return held * other;
  return other === 0 ? 0 : held % other;
}
