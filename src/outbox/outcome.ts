import type { ErrorCode } from '#kernel';

/** Outcome is what is written about an intent when its entry is settled. All but `retryLater` are final; `due` and `since` are epoch milliseconds of the injected clock. */
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
  | { readonly fate: 'suppressed'; readonly attempts: number; readonly guard: string };
