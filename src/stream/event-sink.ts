import type { MarketingEvent, Refusal } from '#event';

/**
 * EventSink takes admitted events. `append` resolves when every event is durably in Redis (by the durability profile) and rejects with a CrosscurrentError
 * (`store-unavailable`, `store-full`, `not-durable`) when that is not known to be so: the sender then tries again with the same ids, and the duplicate is dropped later.
 * `partition` sends them there, whomever they are about; else each goes where its contact's go.
 * Events of concurrent calls are packed together per partition; order per contact is the order of the calls.
 */
export interface EventSink {
  append(events: readonly MarketingEvent[], partition?: number): Promise<void>;
  /** Keeps refusals in their own bounded stream. */
  refuse(refusals: readonly Refusal[]): Promise<void>;
}

/** Whether admission may take events now; when not, which code to answer and how long to wait. Cheap: asked once per request. */
export interface AdmissionGate {
  check():
    | { readonly open: true }
    | {
        readonly open: false;
        readonly code: 'store-unavailable' | 'store-full' | 'overloaded' | 'rate-limited' | 'draining';
        readonly retryAfterSeconds: number;
      };
}
