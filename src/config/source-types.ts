/** The platforms whose webhooks can be sources, by the word the configuration uses. src/ingest/sources has a file for each. */
export const sourceTypes = [
  'standard-webhooks',
  'json',
  'meta',
  'x',
  'linkedin',
  'tiktok',
  'google-ads',
  'hubspot',
  'sendgrid',
  'mailgun',
  'postmark',
  'twilio',
  'smsapi',
  'appsflyer',
  'adjust',
  'youtube',
] as const;

export type SourceType = (typeof sourceTypes)[number];
