/** How a model that lies outside is asked for sentiments. Durations are milliseconds. */
export interface TextModelSettings {
  /** What it is called where its answers do not say. */
  readonly name: string;
  readonly at:
    | { readonly kind: 'http'; readonly url: string; readonly headers: { readonly [name: string]: string }; readonly allowPrivate: boolean }
    | { readonly kind: 'onnx'; readonly path: string; readonly classes: readonly ('negative' | 'neutral' | 'positive')[] };
  /** Languages it is asked about; all without them. */
  readonly languages?: readonly string[];
  /** How long a batch of events waits for it. */
  readonly timeout: number;
  /** Most texts of one question. */
  readonly batch: number;
  /** After so many failures in a row it is left alone for `rest`. */
  readonly failures: number;
  readonly rest: number;
}
