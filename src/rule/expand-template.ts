import type { Json } from '#kernel';

const hole = /\{i(?: ?([+*%]) ?(\d{1,9}))?\}/g;
const onlyHole = /^\{i(?: ?([+*%]) ?(\d{1,9}))?\}$/;

/**
 * Fills the place of a repetition (from 0) into every text of a value: `{i}`, `{i + 3}`, `{i * 10}`, `{i % 7}`. A text that is nothing but one hole becomes a number.
 *
 *     expandTemplate({ contact: 'user-{i % 3}', data: { spend: '{i * 10}' } }, 4) → { contact: 'user-1', data: { spend: 40 } }
 */
export function expandTemplate(value: Json, place: number): Json {
  if (typeof value === 'string') {
    const whole = onlyHole.exec(value);
    if (whole) return count(place, whole[1], whole[2]);
    return value.replaceAll(hole, (_text, sign: string | undefined, operand: string | undefined) => String(count(place, sign, operand)));
  }
  if (Array.isArray(value)) return value.map((one) => expandTemplate(one, place));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, expandTemplate(one, place)]));
}

function count(place: number, sign: string | undefined, operand: string | undefined): number {
  const other = Number(operand);
  if (sign === '+') return place + other;
  if (sign === '*') return place * other;
  if (sign === '%') return other === 0 ? 0 : place % other;
  return place;
}
