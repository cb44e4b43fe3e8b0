import type { Intent } from '#action';
import type { Guard } from './guard.ts';

/** An action that a guard gave up, kept for those who ask why: which guard, why in words, and the intent. `at` is epoch milliseconds. */
export interface SuppressedIntent {
  readonly at: number;
  readonly guard: Guard;
  readonly reason: string;
  readonly intent: Intent;
}
