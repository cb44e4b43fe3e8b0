import type { SourceType } from '#config';
import { json } from './json.ts';
import { meta } from './meta.ts';
import type { Platform } from './platform.ts';
import { standardWebhooks } from './standard-webhooks.ts';

/** Every platform whose webhooks are taken, by the word of the configuration. */
export const platforms: { readonly [type in SourceType]: Platform } = {
  'standard-webhooks': standardWebhooks,
  json,
  meta,
};
