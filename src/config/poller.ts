/** A report that is pulled from an ad platform; secrets are already resolved, durations are milliseconds. */
export interface Poller {
  readonly name: string;
  readonly type: 'meta-insights' | 'google-ads-report' | 'linkedin-analytics' | 'tiktok-report';
  readonly account: string;
  readonly url: string;
  readonly secret: string;
  readonly appSecret?: string;
  readonly developerToken?: string;
  readonly loginCustomer?: string;
  readonly currency?: string;
  readonly schedule: string;
  readonly zone: string;
  readonly restated: number;
  readonly backfill: number;
  readonly allowPrivate: boolean;
}
