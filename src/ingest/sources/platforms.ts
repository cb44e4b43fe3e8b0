import type { SourceType } from '#config';
import { googleAds } from './google-ads.ts';
import { json } from './json.ts';
import { linkedin } from './linkedin.ts';
import { meta } from './meta.ts';
import type { Platform } from './platform.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { tiktok } from './tiktok.ts';
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
};
