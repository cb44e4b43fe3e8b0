/**
 * Endings of Polish words, without diacritics, as a set that is asked with the last characters packed into one number (8 bits each): no strings are made on the hot path.
 * Nouns and adjectives: all cases and numbers (kawa, kawy, kawie, kawami; dobry, dobrego, dobrymi). Verbs: present and past forms of the common conjugations.
 */
const nominal =
  'a e i o u y ie ia io iu em om ow ami ach ym im ej ego emu ych ich ymi imi owi owie iem iom iow iami iach iego iemu iej eje owa owy owe';
const verbal =
  'c ac ec ic yc am em asz esz isz ysz my amy emy imy ymy cie acie icie ycie aja eja ia al ala alo ali aly il ila ilo ili ily yl yla ylo yli yly alem alam ilem ilam ylem ylam uje uja nac al ony ona one ana any ane';

/** Longest ending in letters. */
export const longestEnding = 4;

function pack(ending: string): number {
  let packed = 0;
  for (let at = 0; at < ending.length; at++) packed = (packed << 8) | ending.charCodeAt(at);
  return packed;
}

const slots = 512;

function table(endings: string): Int32Array {
  const set = new Int32Array(slots);
  for (const ending of endings.split(' ')) {
    const packed = pack(ending);
    let slot = (Math.imul(packed, 0x9e3779b1) >>> 23) & (slots - 1);
    while (set[slot] !== 0 && set[slot] !== packed) slot = (slot + 1) & (slots - 1);
    set[slot] = packed;
  }
  return set;
}

const nominalEndings = table(nominal);
const allEndings = table(`${nominal} ${verbal}`);

function holds(set: Int32Array, packed: number): boolean {
  let slot = (Math.imul(packed, 0x9e3779b1) >>> 23) & (slots - 1);
  while (set[slot] !== 0) {
    if (set[slot] === packed) return true;
    slot = (slot + 1) & (slots - 1);
  }
  return false;
}

function packed(units: Uint16Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    if (units[at]! > 127) return 0;
    value = (value << 8) | units[at]!;
  }
  return value;
}

/** True when the characters from `from` to `to` are an ending of a noun or adjective; the empty ending is one. */
export function isNominalEnding(units: Uint16Array, from: number, to: number): boolean {
  if (from === to) return true;
  if (to - from > longestEnding) return false;
  return holds(nominalEndings, packed(units, from, to));
}

/** Where the stem of a word ends: its longest known ending cut off, four letters at least left standing. A light stem, good for looking words up, not for showing. */
export function stemEnd(units: Uint16Array, start: number, end: number): number {
  for (let cut = longestEnding; cut > 0; cut--) {
    if (end - start - cut < 4) continue;
    if (holds(allEndings, packed(units, end - cut, end))) return end - cut;
  }
  return end;
}
