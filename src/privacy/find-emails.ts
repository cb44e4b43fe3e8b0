/** A stretch of text that is personal, as [start, end). */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly kind: 'email' | 'phone';
  /** The address or number itself, decoded where it was percent-encoded. */
  readonly value: string;
}

// How an at sign may be written: plain, full width, once and twice percent-encoded as in the query of an address.
const AT_SIGNS = ['@', '\uff20', '%40', '%2540'] as const;

/**
 * The e-mail addresses in a text, in order. A local part may hold letters of any script; quoted local parts and address literals are found too.
 * One pass, linear time: the left expansion never crosses an earlier at sign. What people hide on purpose ("jan (at) x") is not found.
 */
export function findEmails(text: string): Stretch[] {
  const found: Stretch[] = [];
  for (const sign of AT_SIGNS) {
    let at = text.indexOf(sign);
    while (at !== -1) {
      const stretch = around(text, at, sign.length);
      if (stretch) found.push(stretch);
      at = text.indexOf(sign, stretch ? stretch.end : at + sign.length);
    }
  }
  return found.length > 1 ? found.sort((a, b) => a.start - b.start) : found;
}

/** Whether an at sign in any of its writings stands in the text; the cheap question before `findEmails`. */
export function mayHoldEmail(text: string): boolean {
  return text.includes('@') || text.includes('%40') || text.includes('\uff20') || text.includes('%2540');
}

function around(text: string, at: number, length: number): Stretch | undefined {
  const encoded = length > 1;
  let end = at + length;
  if (text[end] === '[') {
    const close = text.indexOf(']', end);
    if (close === -1 || close - end > 64) return undefined;
    end = close + 1;
  } else {
    let dots = 0;
    while (end < text.length && isDomain(text.charCodeAt(end))) {
      if (text.charCodeAt(end) === 46) dots += 1;
      end += 1;
    }
    while (end > at && (text[end - 1] === '.' || text[end - 1] === '-')) {
      if (text[end - 1] === '.') dots -= 1;
      end -= 1;
    }
    if (dots < 1) return undefined;
  }
  let start = at;
  if (text[at - 1] === '"') {
    const open = text.lastIndexOf('"', at - 2);
    if (open === -1 || at - open > 80) return undefined;
    start = open;
  } else {
    while (start > 0 && isLocal(text.charCodeAt(start - 1))) start -= 1;
    while (start < at && (text[start] === "'" || text[start] === '.' || text[start] === '*' || text[start] === '`')) start += 1;
  }
  if (start === at) return undefined;
  let value = text.slice(start, at) + '@' + text.slice(at + length, end);
  if (encoded) value = decoded(value);
  return { start, end, kind: 'email', value };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90);
}

function isDomain(unit: number): boolean {
  // Beyond ASCII only letters: general punctuation (U+2000–206F), CJK punctuation and the full-width at sign end a domain.
  return isAlphanumeric(unit) || unit === 45 || unit === 46 || isForeignLetter(unit);
}

function isForeignLetter(unit: number): boolean {
  return unit >= 0xc0 && !(unit >= 0x2000 && unit <= 0x206f) && !(unit >= 0x3000 && unit <= 0x303f) && unit < 0xd800;
}

// The RFC 5322 atom without = & ? # / { | }: those part the words of an address's query and would swallow the name of the parameter.
function isLocal(unit: number): boolean {
  return (
    isAlphanumeric(unit) ||
    isForeignLetter(unit) ||
    unit === 46 ||
    unit === 95 ||
    unit === 45 ||
    unit === 43 ||
    unit === 37 ||
    unit === 39 ||
    unit === 33 ||
    unit === 36 ||
    unit === 42 ||
    unit === 94 ||
    unit === 96 ||
    unit === 126
  );
}
