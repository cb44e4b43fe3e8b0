/** Timer is a durable promise to come back: due at a business time in epoch milliseconds, identified by `id` (setting it again moves it), with a small payload for whoever set it. */
export interface Timer {
  readonly id: string;
  readonly due: number;
  readonly purpose: string;
  readonly payload: { readonly [name: string]: string };
}
