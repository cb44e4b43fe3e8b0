import type { SourceType } from '#config';
import { adjust } from './adjust.ts';
import { appsflyer } from './appsflyer.ts';
import { googleAds } from './google-ads.ts';
import { hubspot } from './hubspot.ts';
import { json } from './json.ts';
import { linkedin } from './linkedin.ts';
import { mailgun } from './mailgun.ts';
import { meta } from './meta.ts';
import type { Platform } from './platform.ts';
import { postmark } from './postmark.ts';
import { sendgrid } from './sendgrid.ts';
import { smsapi } from './smsapi.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { tiktok } from './tiktok.ts';
import { twilio } from './twilio.ts';
import { youtube } from './youtube.ts';
import { x } from './x.ts';

/** Every platform whose webhooks are taken, by the word of the configuration. */
export const platforms: { readonly [type in SourceType]: Platform } = {
  'standard-webhooks': standardWebhooks,
  json,
  meta,
  x,
  linkedin,
  tiktok,
  'google-ads': googleAds,
  hubspot,
  sendgrid,
  mailgun,
  postmark,
  twilio,
  smsapi,
  appsflyer,
  adjust,
  youtube,
};
