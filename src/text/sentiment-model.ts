import { CrosscurrentError } from '#kernel';
import { Lexicon } from './lexicon.ts';
import { denseBlock } from './sentiment-features.ts';

const magic = 0x324d_5343; // "CSM2"
const headerBytes = 16;
const codeBytes = 4;
/** Fewest and most bits of a bucket number: what a file says is checked before anything is made of it. */
const leastBits = 12;
const mostBits = 18;
const mostLanguages = 64;

/**
 * SentimentModel is a softmax regression over {negative, neutral, positive} with neutral as the reference class: two weights per hashed feature (negative, positive; 8-bit times `scale`), shared by
 * its languages, and per language two per dense feature (32-bit floats), with the lexicon its dense features read. Hashed features are folded into 2^`bits` buckets.
 */
export interface SentimentModel {
  readonly bits: number;
  /** ISO 639-1 codes, in the order of the blocks of `dense`. */
  readonly languages: readonly string[];
  readonly weights: Int8Array;
  readonly scale: number;
  readonly dense: Float32Array;
  readonly lexicon: Lexicon;
}

/** Writes a model: magic, dense block, bits and number of languages, scale, language codes, dense weights, lexicon, weights; little-endian. */
export function writeSentimentModel(model: SentimentModel): Uint8Array {
  const { languages, bits } = model;
  const bytes = new Uint8Array(lengthOf(bits, languages.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, denseBlock, true);
  view.setUint16(8, bits, true);
  view.setUint16(10, languages.length, true);
  view.setFloat32(12, model.scale, true);
  let at = headerBytes;
  for (const code of languages) {
    for (let letter = 0; letter < Math.min(code.length, codeBytes); letter++) bytes[at + letter] = code.charCodeAt(letter);
    at += codeBytes;
  }
  for (const weight of model.dense) {
    view.setFloat32(at, weight, true);
    at += 4;
  }
  for (const cell of model.lexicon.cells) {
    view.setUint16(at, cell, true);
    at += 2;
  }
  bytes.set(new Uint8Array(model.weights.buffer, model.weights.byteOffset, model.weights.byteLength), at);
  return bytes;
}

/** Reads a written model. Bytes of another shape, a lexicon without an empty cell (looking a word up would never end) and numbers that are none are refused with the code `invalid-weights`. */
export function readSentimentModel(bytes: Uint8Array): SentimentModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < headerBytes || view.getUint32(0, true) !== magic) throw refused('this is no file of sentiment weights');
  const bits = view.getUint16(8, true);
  const count = view.getUint16(10, true);
  if (view.getUint32(4, true) !== denseBlock) throw refused('the weights were trained for another version of the code');
  if (bits < leastBits || bits > mostBits || count < 1 || count > mostLanguages) throw refused('the head of the file is damaged');
  if (bytes.byteLength !== lengthOf(bits, count))
    throw refused(`the file has ${bytes.byteLength} bytes where ${lengthOf(bits, count)} are due`);
  const languages: string[] = [];
  let at = headerBytes;
  for (let index = 0; index < count; index++, at += codeBytes) {
    const code = String.fromCharCode(...bytes.subarray(at, at + codeBytes)).replaceAll('\0', '');
    if (!/^[a-z]{2,4}$/.test(code) || languages.includes(code)) throw refused('the languages of the file are damaged');
    languages.push(code);
  }
  const dense = new Float32Array(count * denseBlock * 2);
  for (let index = 0; index < dense.length; index++, at += 4) dense[index] = view.getFloat32(at, true);
  const scale = view.getFloat32(12, true);
  if (!Number.isFinite(scale) || dense.some((weight) => !Number.isFinite(weight))) throw refused('a weight of the file is no number');
  const cells = new Uint16Array(1 << Lexicon.bits);
  for (let index = 0; index < cells.length; index++, at += 2) cells[index] = view.getUint16(at, true);
  if (!cells.includes(0)) throw refused('the lexicon of the file is damaged');
  const weights = new Int8Array(2 << bits);
  weights.set(new Int8Array(bytes.buffer, bytes.byteOffset + at, weights.length));
  return { bits, languages, weights, scale, dense, lexicon: new Lexicon(cells) };
}

function lengthOf(bits: number, languages: number): number {
  return headerBytes + languages * (codeBytes + denseBlock * 2 * 4) + (2 << Lexicon.bits) + (2 << bits);
}

function refused(what: string): CrosscurrentError {
  return new CrosscurrentError('invalid-weights', `${what}; train it again (crosscurrent train sentiment, or npm run train:sentiment)`);
}
