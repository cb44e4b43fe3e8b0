import type { Conformance } from './conformance.fixture.ts';
import { jsonConformance } from './json.fixture.ts';
import { metaConformance } from './meta.fixture.ts';
import { standardWebhooksConformance } from './standard-webhooks.fixture.ts';

/** The contract's knowledge of every platform; a test holds that none is missing. */
export const conformances: readonly Conformance[] = [standardWebhooksConformance, jsonConformance, metaConformance];
