/**
 * Tables over UTF-16 code units, built once: `lower` is the lower-case letter or digit (0 for everything else), `plain` is the same without diacritics (ą → a, ł → l, ß → s),
 * `script` says which script a letter belongs to (see `scripts`). They replace regular expressions on the hot path: one array read per character.
 */
export interface Letters {
  readonly lower: Uint16Array;
  readonly plain: Uint16Array;
  readonly script: Uint8Array;
}

/** Names of the scripts in `Letters.script`; 0 is Latin and whatever belongs to no script. */
export const scripts = ['latin', 'cyrillic', 'arabic', 'devanagari', 'greek', 'hebrew', 'thai', 'kana', 'hangul', 'han'] as const;

const ranges: readonly (readonly [first: number, last: number, script: number])[] = [
  [0x0400, 0x052f, 1],
  [0x0600, 0x06ff, 2],
  [0x0750, 0x077f, 2],
  [0xfb50, 0xfdff, 2],
  [0xfe70, 0xfefe, 2],
  [0x0900, 0x097f, 3],
  [0x0370, 0x03ff, 4],
  [0x0590, 0x05ff, 5],
  [0x0e00, 0x0e7f, 6],
  [0x3040, 0x30ff, 7],
  [0x1100, 0x11ff, 8],
  [0xac00, 0xd7a3, 8],
  [0x3400, 0x9fff, 9],
];

/** Letters that Unicode does not decompose, and what a keyboard without them writes instead. */
const undecomposed: readonly (readonly [string, string])[] = [
  ['ł', 'l'],
  ['ß', 's'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['æ', 'a'],
  ['œ', 'o'],
  ['ı', 'i'],
  ['þ', 't'],
  ['ð', 'd'],
];

function build(): Letters {
  const lower = new Uint16Array(65_536);
  const plain = new Uint16Array(65_536);
  const script = new Uint8Array(65_536);
  // Marks count as letters: without them the words of Devanagari and Thai would fall apart.
  const isLetter = /^[\p{L}\p{N}\p{M}]$/u;
  for (let unit = 0; unit < 0x3100; unit++) {
    const character = String.fromCharCode(unit);
    if (!isLetter.test(character)) continue;
    const small = character.toLowerCase().charCodeAt(0);
    lower[unit] = small;
    plain[unit] = unit < 0x0370 || (unit >= 0x1e00 && unit < 0x1f00) ? character.toLowerCase().normalize('NFD').charCodeAt(0) : small;
  }
  // A combining mark after a Latin letter adds nothing to either form: text in NFD must read like text in NFC as far as that is free.
  for (let unit = 0x0300; unit < 0x0370; unit++) lower[unit] = plain[unit] = 0;
  for (let unit = 0x3100; unit < 0xd800; unit++) lower[unit] = plain[unit] = unit;
  for (let unit = 0xf900; unit < 0xfe00; unit++) lower[unit] = plain[unit] = unit;
  for (let unit = 0xfe70; unit < 0xfeff; unit++) lower[unit] = plain[unit] = unit;
  for (const [letter, instead] of undecomposed) {
    plain[letter.charCodeAt(0)] = instead.charCodeAt(0);
    plain[letter.toUpperCase().charCodeAt(0)] = instead.charCodeAt(0);
  }
  // The upper case of ß is SS and of ı is I: both were overwritten above and get their own letters back.
  plain[0x53] = 0x73;
  plain[0x49] = 0x69;
  for (const [first, last, one] of ranges) script.fill(one, first, last + 1);
  return { lower, plain, script };
}

/** The tables, built when the module loads. */
export const letters: Letters = build();
