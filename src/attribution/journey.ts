/** A touch: an interaction that may earn credit for a later conversion. `at` is epoch milliseconds. */
export interface Touch {
  readonly at: number;
  readonly channel: string;
  readonly campaign?: string;
  readonly kind: 'click' | 'view' | 'visit';
}

/** A contact's touches, oldest first, bounded in number and age. */
export interface Journey {
  touches: Touch[];
}

/** Which touches count: within `lookback` ms before the conversion, at most `maxTouches` kept per contact. */
export interface AttributionSettings {
  readonly model: 'last-click';
  readonly lookback: number;
  readonly maxTouches: number;
}
