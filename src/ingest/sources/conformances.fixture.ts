import type { Conformance } from './conformance.fixture.ts';
import { googleAdsConformance } from './google-ads.fixture.ts';
import { jsonConformance } from './json.fixture.ts';
import { linkedinConformance } from './linkedin.fixture.ts';
import { metaConformance } from './meta.fixture.ts';
import { standardWebhooksConformance } from './standard-webhooks.fixture.ts';
import { tiktokConformance } from './tiktok.fixture.ts';
import { xConformance } from './x.fixture.ts';

/** The contract's knowledge of every platform; a test holds that none is missing. */
export const conformances: readonly Conformance[] = [
  standardWebhooksConformance,
  jsonConformance,
  metaConformance,
  xConformance,
  linkedinConformance,
  tiktokConformance,
  googleAdsConformance,
];
