import type { ErrorCode } from '#kernel';
import type { Guard } from './guard.ts';

/**
 * Outcome is what is written about an intent when its entry is settled. All but `retryLater` and `held` are final; `due`, `since` and `until` are epoch milliseconds of the injected clock.
 * `held` waits for a person; `suppressed` says which guard gave the action up, and why in words.
 */
export type Outcome =
  | {
      readonly fate: 'delivered';
      readonly attempts: number;
      readonly detail?: string;
      readonly accepted?: number;
      readonly rejected?: number;
    }
  | { readonly fate: 'retryLater'; readonly attempts: number; readonly due: number; readonly since: number; readonly reason: string }
  | { readonly fate: 'dead'; readonly attempts: number; readonly code: ErrorCode; readonly reason: string }
  | { readonly fate: 'held'; readonly attempts: number; readonly until: number; readonly reason: string }
  | { readonly fate: 'suppressed'; readonly attempts: number; readonly guard: Guard; readonly reason: string };
