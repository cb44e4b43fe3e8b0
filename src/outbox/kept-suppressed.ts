import type { SuppressedIntent } from './suppressed-intent.ts';

/** What a guard gave up, where it is kept. */
export interface KeptSuppressed {
  readonly partition: number;
  readonly id: string;
  readonly suppressed: SuppressedIntent;
}
