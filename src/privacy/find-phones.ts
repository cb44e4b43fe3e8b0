import type { Stretch } from './find-emails.ts';

/**
 * The phone numbers in a text, in order. Found everywhere: a plus (or `%2B`) and 8 to 15 digits. Found only in free text (`national`), because order numbers look alike:
 * nine digits in one run, as 3-3-3, 3-6, 2-7 or 2-3-2-2 (Polish), the same with a leading 48 or 0048, and 3-3-4 (North American). A number does not start or end inside a word.
 * One pass; at most seven groups are looked at from any place.
 */
export function findPhones(text: string, national: boolean): Stretch[] {
  const found: Stretch[] = [];
  let index = 0;
  while (index < text.length) {
    const unit = text.charCodeAt(index);
    const plus =
      unit === 43 ? 1 : unit === 37 && text.startsWith('2B', index + 1) ? 3 : unit === 37 && text.startsWith('2b', index + 1) ? 3 : 0;
    if (plus === 0 && !(national && isDigit(unit))) {
      index += 1;
      continue;
    }
    const stretch = isBoundary(text, index) ? numberAt(text, index, plus, national) : undefined;
    if (stretch) {
      found.push(stretch);
      index = stretch.end;
    } else if (plus > 0) {
      index += plus;
    } else {
      while (index < text.length && isDigit(text.charCodeAt(index))) index += 1;
    }
  }
  return found;
}

function numberAt(text: string, start: number, plus: number, national: boolean): Stretch | undefined {
  let at = start + plus;
  if (text[at] === '(') at += 1;
  let digits = '';
  let shape = '';
  let end = -1;
  let value = '';
  for (let groups = 0; groups < 7; groups++) {
    const from = at;
    while (at < text.length && isDigit(text.charCodeAt(at))) at += 1;
    if (at === from || at - from > 15) break;
    digits += text.slice(from, at);
    shape += (at - from).toString(16);
    if (digits.length > 17) break;
    if (endsWord(text, at) && (plus > 0 ? digits.length >= 8 && digits.length <= 15 : national && isNational(shape, digits))) {
      end = at;
      value = digits;
    }
    let gap = 0;
    while (gap < 2 && isSeparator(text.charCodeAt(at + gap))) gap += 1;
    // A percent-encoded or plus-encoded space parts groups in the query of an address.
    if (gap === 0 && text.startsWith('%20', at)) gap = 3;
    if (gap === 0) break;
    at += gap;
  }
  return end === -1 ? undefined : { start, end, kind: 'phone', value: plus > 0 ? `+${value}` : value };
}

function isNational(shape: string, digits: string): boolean {
  if (shape === '9' || shape === '333' || shape === '2322' || shape === '27' || shape === '36' || shape === '334') return true;
  if (digits.startsWith('48')) return shape === 'b' || shape === '2333' || shape === '29' || shape === '22322';
  if (digits.startsWith('00')) return digits.length >= 11;
  return digits.startsWith('0') && (shape === 'a' || shape === '3322' || shape === '433' || shape === '1333');
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function isWord(unit: number): boolean {
  return isDigit(unit) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95 || (unit >= 0xc0 && unit < 0x2000);
}

function isBoundary(text: string, index: number): boolean {
  return index === 0 || !isWord(text.charCodeAt(index - 1)) || (text[index] === '%' && text[index - 1] === '=');
}

function endsWord(text: string, index: number): boolean {
  return index >= text.length || !isWord(text.charCodeAt(index));
}

function isSeparator(unit: number): boolean {
  return (
    unit === 32 ||
    unit === 45 ||
    unit === 46 ||
    unit === 40 ||
    unit === 41 ||
    unit === 47 ||
    unit === 0xa0 ||
    unit === 0x202f ||
    (unit >= 0x2009 && unit <= 0x2015)
  );
}
