import type { Conformance } from './conformance.fixture.ts';
import { googleAdsConformance } from './google-ads.fixture.ts';
import { jsonConformance } from './json.fixture.ts';
import { linkedinConformance } from './linkedin.fixture.ts';
import { metaConformance } from './meta.fixture.ts';
import { standardWebhooksConformance } from './standard-webhooks.fixture.ts';
import { tiktokConformance } from './tiktok.fixture.ts';
import { xConformance } from './x.fixture.ts';
import { hubspotConformance } from './hubspot.fixture.ts';
import { mailgunConformance } from './mailgun.fixture.ts';
import { postmarkConformance } from './postmark.fixture.ts';
import { sendgridConformance } from './sendgrid.fixture.ts';
import { smsapiConformance } from './smsapi.fixture.ts';
import { twilioConformance } from './twilio.fixture.ts';
import { adjustConformance } from './adjust.fixture.ts';
import { appsflyerConformance } from './appsflyer.fixture.ts';
import { youtubeConformance } from './youtube.fixture.ts';

export { SENT, type Conformance } from './conformance.fixture.ts';

/** The contract's knowledge of every platform; a test holds that none is missing. */
export const conformances: readonly Conformance[] = [
  standardWebhooksConformance,
  jsonConformance,
  metaConformance,
  xConformance,
  linkedinConformance,
  tiktokConformance,
  googleAdsConformance,
  hubspotConformance,
  mailgunConformance,
  postmarkConformance,
  sendgridConformance,
  smsapiConformance,
  twilioConformance,
  adjustConformance,
  appsflyerConformance,
  youtubeConformance,
];
