/** A touch: an interaction that may earn credit for a later conversion. `at` is epoch milliseconds. */
export interface Touch {
  readonly at: number;
  readonly channel: string;
  readonly campaign?: string;
  /** Tells by which event it came (see `touchMark`): a retraction names events. */
  readonly mark?: number;
  readonly kind: 'click' | 'view' | 'visit';
}
