/** A touch: an interaction that may earn credit for a later conversion. `at` is epoch milliseconds. */
export interface Touch {
  readonly at: number;
  readonly channel: string;
  readonly campaign?: string;
  readonly kind: 'click' | 'view' | 'visit';
}
