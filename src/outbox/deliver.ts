import type { DeliveryReport } from '#action';
import type { OpenedContact } from '#connector';
import { fullJitter, type Clock, type JsonObject } from '#kernel';
import type { Observe } from '#telemetry';
import type { Breakers } from './breakers.ts';
import type { DeliverSettings } from './deliver-settings.ts';
import type { Delivery, Stage } from './delivery.ts';
import { afterFailure, isHonoured, setAside } from './retry-schedule.ts';

/** Opens the sealed personal fields of a contact; rejects when they do not open (the key is gone because the person was erased, or is another). What it returns is never stored or logged. */
export type OpenSealed = (sealed: string, contact: string) => Promise<JsonObject>;

export interface DeliverNeeds {
  readonly breakers: Breakers;
  readonly open: OpenSealed;
  readonly clock: Clock;
  readonly random: () => number;
  readonly observe: Observe;
  readonly settings: DeliverSettings;
  /** Waits until what led to the attempt is as durable as it must be; false when it cannot be made so now. Absent where a commit is enough. */
  readonly secure?: () => Promise<boolean>;
  /** Where a fault suite may stop the process: an attempt was answered and nothing of it is written down yet. Absent in production. */
  readonly checkpoint?: (point: 'after-send') => void;
}

/** The stage that makes the attempt: opens who is to be addressed, asks the connector under a time limit and the account's breaker, and turns its report into an outcome. Aborted by the worker's signal it throws. */
export function deliver(needs: DeliverNeeds): Stage {
  const { breakers, clock, random, observe, settings } = needs;
  return async (delivery, signal) => {
    const { entry, intent, account, connector } = delivery;
    // An action cannot be called back: the intent and what the guards booked for it must outlive the server that holds them.
    if (needs.secure !== undefined && !(await needs.secure())) {
      const rest = settings.breakerRest + fullJitter(0, settings.breakerRest, settings.breakerRest, random);
      return { ...delivery, outcome: setAside(entry, 'the replicas do not have it yet', rest, clock.now(), settings) };
    }
    const people = await openPeople(delivery, needs.open);
    let started: number | undefined;
    const report = await breakers.run(account.name, async () => {
      started = clock.monotonic();
      return attempt(signal, settings.attemptTimeout, async (limited) =>
        connector.perform({ intent, account, people, attempt: entry.attempts + 1, signal: limited }),
      );
    });
    if (report.kind === 'resting') {
      const rest = report.milliseconds + fullJitter(0, settings.breakerRest, settings.breakerRest, random);
      return { ...delivery, outcome: setAside(entry, 'the account rests after failures', rest, clock.now(), settings) };
    }
    const seconds = (clock.monotonic() - (started ?? clock.monotonic())) / 1_000;
    needs.checkpoint?.('after-send');
    observe({ kind: 'dispatch.attempted', account: account.name, operation: intent.operation, result: report.kind, seconds });
    const attempts = entry.attempts + 1;
    switch (report.kind) {
      case 'delivered': {
        const { kind: _, ...counts } = report;
        return { ...delivery, outcome: { fate: 'delivered', attempts, ...counts } };
      }
      case 'refused':
        return { ...delivery, outcome: { fate: 'dead', attempts, code: 'refused-by-platform', reason: report.reason } };
      default:
        if (isHonoured(report.afterMilliseconds)) breakers.rest(account.name, Math.min(report.afterMilliseconds, settings.retryAfterCap));
        return { ...delivery, outcome: afterFailure(entry, report, clock.now(), random, settings) };
    }
  };
}

/** Runs one attempt under a time limit, even when the connector does not heed its signal. A stop of the worker rejects; everything else is a report. */
async function attempt(
  stop: AbortSignal,
  timeout: number,
  perform: (signal: AbortSignal) => Promise<DeliveryReport>,
): Promise<DeliveryReport> {
  stop.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeout);
  const onStop = (): void => limit.abort();
  stop.addEventListener('abort', onStop, { once: true });
  const cut = new Promise<DeliveryReport>((resolve) => {
    limit.signal.addEventListener('abort', () => resolve({ kind: 'retryLater', reason: `no answer within ${timeout} ms` }), { once: true });
  });
  try {
    const performed = perform(limit.signal).catch((error: unknown): DeliveryReport => ({
      kind: 'retryLater',
      reason: `the connector failed: ${error instanceof Error ? error.message : String(error)}`,
    }));
    const report = await Promise.race([performed, cut]);
    // A stop cuts the attempt short and says nothing about the platform, so the entry stays unsettled; a delivery that made it in time counts.
    if (report.kind !== 'delivered') stop.throwIfAborted();
    return report;
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', onStop);
  }
}

async function openPeople(delivery: Delivery, open: OpenSealed): Promise<OpenedContact[]> {
  const { intent, records } = delivery;
  const named = intent.members ?? (intent.contact === undefined ? [] : [intent.contact]);
  return Promise.all(
    named.map(async (contact) => {
      const { sealed, sealedBy = contact } = records.get(contact) ?? {};
      if (sealed === undefined) return { contact };
      // Whose fields do not open is addressed by pseudonym only: the others of an audience must not wait for one.
      const fields = await open(sealed, sealedBy).catch((): JsonObject => ({}));
      const text = (field: 'email' | 'phone' | 'name'): Partial<OpenedContact> => {
        const value = fields[field];
        return typeof value === 'string' ? { [field]: value } : {};
      };
      return { contact, ...text('email'), ...text('phone'), ...text('name') };
    }),
  );
}
