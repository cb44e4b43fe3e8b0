import { describe, expect, it } from 'vitest';
import { onnxAsker, type OnnxRuntime } from './onnx-asker.ts';

const never = new AbortController().signal;
const texts = [
  { text: 'Świetna kawa!', language: 'pl' },
  { text: 'dramat', language: 'pl' },
];
const at = { kind: 'onnx', path: 'model.onnx', classes: ['negative', 'neutral', 'positive'] } as const;

/** As much of a runtime as is used: it holds the wiring, not what a real runtime does with a real model. */
function runtime(
  answer: (column: string[], dims: number[]) => { type?: string; data: number[]; dims: number[] },
  inputs = ['texts'],
): OnnxRuntime {
  class Tensor {
    readonly data: string[];
    readonly dimensions: number[];

    constructor(_type: string, data: string[], dimensions: number[]) {
      this.data = data;
      this.dimensions = dimensions;
    }
  }
  return {
    Tensor,
    InferenceSession: {
      create: async () => ({
        inputNames: inputs,
        outputNames: ['label', 'probabilities'],
        run: async (feeds) => {
          const column = feeds['texts'] as Tensor;
          return {
            label: { type: 'int64', data: [], dims: [column.data.length] },
            probabilities: { type: 'float32', ...answer(column.data, column.dimensions) },
          };
        },
      }),
    },
  };
}

describe('an ONNX model', () => {
  it('is given a column of texts and answers probabilities', async () => {
    const asker = await onnxAsker('sentix', at, async () =>
      runtime((column, dims) => {
        expect([column, dims]).toEqual([
          ['Świetna kawa!', 'dramat'],
          [2, 1],
        ]);
        return { data: [0.1, 0.2, 0.7, 0.75, 0.25, 0], dims: [2, 3] };
      }),
    );
    const [one, other] = await asker(texts, never);
    expect(one).toMatchObject({ label: 'positive', confidence: 0.7, model: 'sentix' });
    expect(one!.score).toBeCloseTo(0.6, 9);
    expect(other).toMatchObject({ score: -0.75, label: 'negative' });
  });

  it.each([
    ['too few numbers', { data: [0.1, 0.2, 0.7], dims: [2, 3] }],
    ['another type', { type: 'int64', data: [0, 0, 1, 1, 0, 0], dims: [2, 3] }],
    ['no probabilities', { data: [0.1, 0.2, Number.NaN, 1, 0, 0], dims: [2, 3] }],
    ['raw scores', { data: [0.1, 0.2, 7.5, 1, 0, 0], dims: [2, 3] }],
  ])('is not believed when it answers %s', async (_, answer) => {
    const asker = await onnxAsker('sentix', at, async () => runtime(() => answer));
    await expect(asker(texts, never)).rejects.toMatchObject({ why: 'malformed' });
  });

  it('says what to do where the runtime is not installed, the file is none, or the model wants something else', async () => {
    await expect(onnxAsker('sentix', at)).rejects.toMatchObject({
      code: 'invalid-settings',
      message: expect.stringContaining('npm install onnxruntime-node') as string,
    });
    const broken = {
      ...runtime(() => ({ data: [], dims: [] })),
      InferenceSession: { create: async () => Promise.reject(new Error('no such file')) },
    };
    await expect(onnxAsker('sentix', at, async () => broken)).rejects.toMatchObject({
      message: expect.stringContaining('model.onnx cannot be read') as string,
    });
    const tokens = runtime(() => ({ data: [], dims: [] }), ['input_ids', 'attention_mask']);
    await expect(onnxAsker('sentix', at, async () => tokens)).rejects.toMatchObject({
      message: expect.stringContaining('input_ids, attention_mask') as string,
    });
  });
});
