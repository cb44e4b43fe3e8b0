import type { Poller, Settings } from '#config';
import type { Http } from '#connector';
import { plainSubmission, type Admission } from '#ingest';
import { CrosscurrentError, type Clock } from '#kernel';
import { pollJob, type PollBook, type ReportSource } from '#poller';
import { googleAdsReport, linkedinAnalytics, metaInsights, tiktokReport } from '#pollers';
import type { Job } from '#schedule';
import type { AdmissionGate } from '#stream';
import type { Observe } from '#telemetry';

/** What the jobs of pollers stand on. */
export interface PollParts {
  readonly settings: Settings;
  readonly http: Http;
  readonly book: PollBook;
  readonly admission: Admission;
  readonly gate: AdmissionGate;
  readonly clock: Clock;
  readonly observe: Observe;
}

/** One job for each configured poller. What it says is admitted as the events of any sender are: checked, normalised, durable before it counts as said. */
export function pollJobs({ settings, http, book, admission, gate, clock, observe }: PollParts): Job[] {
  return settings.pollers.map((one) => {
    const key = { key: '', source: `poller-${one.name}` };
    return pollJob(
      {
        name: one.name,
        account: one.account,
        source: sources[one.type](http, one),
        book,
        clock,
        restated: one.restated,
        backfill: one.backfill,
        lateness: settings.time.allowedLateness,
        async send(events) {
          const state = gate.check();
          if (!state.open) throw new CrosscurrentError(state.code, 'The report waits until events are taken again.');
          await admission.admit(events.map(plainSubmission), key, `poller ${one.type}`);
        },
        unknown: (fields) =>
          observe({ kind: 'webhook.surprised', source: one.name, what: 'field', count: fields.length, first: fields[0]! }),
      },
      { cron: one.schedule, zone: one.zone },
    );
  });
}

const sources: { readonly [type in Poller['type']]: (http: Http, one: Poller) => ReportSource } = {
  'meta-insights': metaInsights,
  'google-ads-report': googleAdsReport,
  'linkedin-analytics': (http, one) => linkedinAnalytics(http, { ...one, currency: one.currency ?? '' }),
  'tiktok-report': tiktokReport,
};
