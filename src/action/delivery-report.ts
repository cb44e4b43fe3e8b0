/** What came of one attempt. `refused` is final; `retryLater` may name how long the platform asked us to wait (already capped). */
export type DeliveryReport =
  | { readonly kind: 'delivered'; readonly detail?: string; readonly accepted?: number; readonly rejected?: number }
  | { readonly kind: 'retryLater'; readonly reason: string; readonly afterMilliseconds?: number }
  | { readonly kind: 'refused'; readonly reason: string };
