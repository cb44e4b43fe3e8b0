export { googleAdsReport } from './google-ads-report.ts';
export { linkedinAnalytics } from './linkedin-analytics.ts';
export { metaInsights } from './meta-insights.ts';
export type { PollerAccount } from './poller-account.ts';
export { tiktokReport } from './tiktok-report.ts';
