/** Years an event may be stamped with: before there is no ad platform to tell of it, after it is a mistake of units. */
const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2100, 0, 1);

/**
 * Epoch milliseconds of an RFC 3339 date-time (`2026-11-22T10:00:00.123+01:00`, with `T` or a space, `Z` or an offset; without a zone it is refused), or undefined when the text is not one,
 * the day does not exist, or the year is not 2000 to 2099. A leap second counts as the last millisecond of its minute. Digits beyond milliseconds are dropped.
 */
export function parseTime(text: string): number | undefined {
  const length = text.length;
  if (length < 20 || length > 40) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  // One sum tells of any field that is not digits: each would be NaN.
  if (Number.isNaN(year + month + day + hour + minute + second)) return undefined;
  const parting = text.charCodeAt(10) | 0x20;
  if (text[4] !== '-' || text[7] !== '-' || (parting !== 0x74 && parting !== 0x20) || text[13] !== ':' || text[16] !== ':')
    return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60) return undefined;
  let at = 19;
  let milliseconds = 0;
  if (text[at] === '.') {
    let weight = 100;
    const start = ++at;
    for (; at < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      milliseconds += digit * weight;
      weight = weight > 1 ? weight / 10 : 0;
    }
    if (at === start) return undefined;
  }
  let offset = 0;
  const zone = text[at];
  if (zone === 'Z' || zone === 'z') {
    if (at + 1 !== length) return undefined;
  } else if (zone === '+' || zone === '-') {
    const hours = digits(text, at + 1, 2);
    const minutes = digits(text, at + 4, 2);
    if (at + 6 !== length || text[at + 3] !== ':' || !(hours <= 23) || !(minutes <= 59)) return undefined;
    offset = (zone === '+' ? 1 : -1) * (hours * 60 + minutes) * 60_000;
  } else return undefined;
  const time = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59), second === 60 ? 999 : milliseconds) - offset;
  return isSaneTime(time) ? time : undefined;
}

/** Whether epoch milliseconds lie in a year an event may be stamped with. Seconds and microseconds taken for milliseconds do not. */
export function isSaneTime(time: number): boolean {
  return time >= FIRST && time < LAST;
}

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let index = from; index < from + count; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
