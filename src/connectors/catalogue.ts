import type { Connector, Http } from '#connector';
import { metaAds } from './meta-ads.ts';
import { slack } from './slack.ts';
import { webhook } from './webhook.ts';

/** Every connector by the type of account it serves. `now` gives the machine's epoch milliseconds. */
export function createConnectors(http: Http, now: () => number): ReadonlyMap<Connector['type'], Connector> {
  return new Map([webhook(http, now), slack(http), metaAds(http)].map((connector) => [connector.type, connector]));
}
