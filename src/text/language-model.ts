import { CrosscurrentError } from '#kernel';
import { languageBits, modelLanguages } from './language-features.ts';

const magic = 0x314d_4c43; // "CLM1"
const classes = modelLanguages.length;
const headerBytes = 8 + classes * 4;
const weightBytes = classes << languageBits;

/** LanguageModel is a softmax regression over `modelLanguages`: 8-bit weights times `scale`, class by class within a bucket. */
export interface LanguageModel {
  readonly weights: Int8Array;
  readonly scale: number;
  readonly bias: Float32Array;
}

/** Length of a written model in bytes. */
export const languageModelBytes = headerBytes + weightBytes;

/** Writes a model: magic, scale, biases, weights; little-endian. */
export function writeLanguageModel(model: LanguageModel): Uint8Array {
  const bytes = new Uint8Array(languageModelBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setFloat32(4, model.scale, true);
  for (const [index, bias] of model.bias.entries()) view.setFloat32(8 + index * 4, bias, true);
  bytes.set(new Uint8Array(model.weights.buffer, model.weights.byteOffset, weightBytes), headerBytes);
  return bytes;
}

/** Reads a written model; refuses bytes of another shape. */
export function readLanguageModel(bytes: Uint8Array): LanguageModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength !== languageModelBytes || view.getUint32(0, true) !== magic)
    throw new CrosscurrentError('internal', 'the language weights do not fit this version of the code; run npm run train:language');
  const bias = new Float32Array(classes);
  for (let index = 0; index < classes; index++) bias[index] = view.getFloat32(8 + index * 4, true);
  const weights = new Int8Array(weightBytes);
  weights.set(new Int8Array(bytes.buffer, bytes.byteOffset + headerBytes, weightBytes));
  return { weights, scale: view.getFloat32(4, true), bias };
}
