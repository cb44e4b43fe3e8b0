import { collectDefaultMetrics, Registry } from 'prom-client';
import { Meter } from './meter.ts';
import type { Observe } from './occurrence.ts';
import { recordOccurrence } from './record-occurrence.ts';

/** The instruments of one engine: `observe` takes what happens, `metrics` answers the Prometheus text of a scrape with the `contentType` beside it. */
export interface Instruments {
  readonly observe: Observe;
  readonly register: Registry;
  readonly contentType: string;
  metrics(): Promise<string>;
}

/**
 * Creates instruments with a register of their own, so that two engines in one process do not meet.
 * @param options `process`: also the metrics of the process, event-loop lag included (default true); `seriesLimit`: most series of one metric (default 500).
 */
export function createInstruments(options: { readonly process?: boolean; readonly seriesLimit?: number } = {}): Instruments {
  const register = new Registry();
  const meter = new Meter(register, options.seriesLimit ?? 500);
  if (options.process ?? true) collectDefaultMetrics({ register });
  return {
    observe: recordOccurrence(meter),
    register,
    contentType: register.contentType,
    metrics: () => register.metrics(),
  };
}
