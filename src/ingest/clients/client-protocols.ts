import { amplitude } from './amplitude.ts';
import { beacon } from './beacon.ts';
import type { ClientProtocol } from './client-protocol.ts';
import { jitsu } from './jitsu.ts';
import { posthog, posthogWithVerdicts } from './posthog.ts';
import { snowplow } from './snowplow.ts';

/** The protocols of public clients that are served beside our own and the Segment spec. */
export const clientProtocols: readonly ClientProtocol[] = [posthog, posthogWithVerdicts, snowplow, amplitude, jitsu, beacon];
