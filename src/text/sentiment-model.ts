import { CrosscurrentError } from '#kernel';
import { Lexicon } from './lexicon.ts';
import { denseBlock, denseFeatures, featureBits } from './sentiment-features.ts';

const magic = 0x314d_5343; // "CSM1"
const headerBytes = 12;

/**
 * SentimentModel is a softmax regression over {negative, neutral, positive} with neutral as the reference class: two weights per hashed feature (negative, positive; 8-bit times `scale`)
 * and two per dense feature (32-bit floats), with the lexicon its dense features read.
 */
export interface SentimentModel {
  readonly weights: Int8Array;
  readonly scale: number;
  readonly dense: Float32Array;
  readonly lexicon: Lexicon;
}

const denseBytes = denseFeatures * 2 * 4;
const weightBytes = 2 << featureBits;
const lexiconBytes = 2 << Lexicon.bits;

/** Length of a written model in bytes. */
export const sentimentModelBytes = headerBytes + denseBytes + lexiconBytes + weightBytes;

/** Writes a model: magic, dense block, scale, dense weights, lexicon, weights; little-endian. */
export function writeSentimentModel(model: SentimentModel): Uint8Array {
  const bytes = new Uint8Array(sentimentModelBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, denseBlock, true);
  view.setFloat32(8, model.scale, true);
  let at = headerBytes;
  for (const weight of model.dense) {
    view.setFloat32(at, weight, true);
    at += 4;
  }
  for (const cell of model.lexicon.cells) {
    view.setUint16(at, cell, true);
    at += 2;
  }
  bytes.set(new Uint8Array(model.weights.buffer, model.weights.byteOffset, weightBytes), at);
  return bytes;
}

/** Reads a written model; refuses bytes of another shape. */
export function readSentimentModel(bytes: Uint8Array): SentimentModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength !== sentimentModelBytes || view.getUint32(0, true) !== magic || view.getUint32(4, true) !== denseBlock)
    throw new CrosscurrentError('internal', 'the sentiment weights do not fit this version of the code; run npm run train:sentiment');
  const dense = new Float32Array(denseFeatures * 2);
  let at = headerBytes;
  for (let index = 0; index < dense.length; index++, at += 4) dense[index] = view.getFloat32(at, true);
  const cells = new Uint16Array(1 << Lexicon.bits);
  for (let index = 0; index < cells.length; index++, at += 2) cells[index] = view.getUint16(at, true);
  const weights = new Int8Array(weightBytes);
  weights.set(new Int8Array(bytes.buffer, bytes.byteOffset + at, weightBytes));
  return { weights, scale: view.getFloat32(8, true), dense, lexicon: new Lexicon(cells) };
}
