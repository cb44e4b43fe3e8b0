/** A request as the fuzzer sends it. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}
