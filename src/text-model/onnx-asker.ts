import type { Sentiment } from '#event';
import { CrosscurrentError } from '#kernel';
import type { TextModelSettings } from '#text';
import { type Asker, Unanswered } from './asker.ts';

/** As much of onnxruntime-node as is used. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(path: string): Promise<OnnxSession> };
  readonly Tensor: new (type: 'string', data: string[], dimensions: number[]) => object;
}

interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: { readonly [name: string]: object }): Promise<{ readonly [name: string]: OnnxTensor }>;
}

interface OnnxTensor {
  readonly type: string;
  readonly data: ArrayLike<unknown>;
  readonly dims: readonly number[];
}

/** The package is the user's to install: it is large, and who asks no local model does not need it. */
const PACKAGE = 'onnxruntime-node';

/**
 * Asks an ONNX model in this process: one input, a column of texts (`string`, [n, 1]); one output of 32-bit floats [n, classes], the probabilities of `classes` in their order. score = p(positive) − p(negative).
 * Throws `invalid-settings` when the runtime is not installed or the model cannot be read, before any event is taken.
 */
export async function onnxAsker(
  name: string,
  at: Extract<TextModelSettings['at'], { kind: 'onnx' }>,
  load: (name: string) => Promise<OnnxRuntime> = loadRuntime,
): Promise<Asker> {
  const runtime = await load(PACKAGE).catch((cause: unknown) => {
    throw new CrosscurrentError(
      'invalid-settings',
      `text.external.onnx needs the package ${PACKAGE}, which is not installed here. Install it beside crosscurrent (npm install ${PACKAGE}), or serve the model over HTTP and name text.external.url.`,
      { cause },
    );
  });
  const session = await runtime.InferenceSession.create(at.path).catch((cause: unknown) => {
    throw new CrosscurrentError('invalid-settings', `the model ${at.path} cannot be read; look at text.external.onnx`, { cause });
  });
  if (session.inputNames.length !== 1)
    throw new CrosscurrentError(
      'invalid-settings',
      `the model ${at.path} has the inputs ${session.inputNames.join(', ')}; it must have one, a column of texts (see docs/models.md)`,
    );
  const input = session.inputNames[0]!;
  const { classes } = at;
  return async (texts) => {
    const column = new runtime.Tensor(
      'string',
      texts.map(({ text }) => text),
      [texts.length, 1],
    );
    const answer = await session.run({ [input]: column });
    const shares = session.outputNames
      .map((output) => answer[output])
      .find(
        (tensor) => tensor?.type === 'float32' && tensor.dims[0] === texts.length && tensor.data.length === texts.length * classes.length,
      );
    if (shares === undefined)
      throw new Unanswered('malformed', `the model answers no probabilities of ${classes.length} classes for each text`);
    return texts.map((_, row) => sentimentOf(shares.data, row * classes.length, classes, name));
  };
}

function sentimentOf(shares: ArrayLike<unknown>, from: number, classes: readonly Sentiment['label'][], model: string): Sentiment {
  let score = 0;
  let label = classes[0]!;
  let confidence = -1;
  for (const [index, one] of classes.entries()) {
    const share = Number(shares[from + index]);
    if (!(share >= 0 && share <= 1.000_001)) throw new Unanswered('malformed', 'a probability is none');
    score += one === 'positive' ? share : one === 'negative' ? -share : 0;
    if (share > confidence) [label, confidence] = [one, share];
  }
  return { score: Math.max(-1, Math.min(1, score)), label, confidence: Math.min(1, confidence), model };
}

async function loadRuntime(name: string): Promise<OnnxRuntime> {
  const found = (await import(name)) as OnnxRuntime & { readonly default?: OnnxRuntime };
  return found.default ?? found;
}
