import type { ChannelRule } from '#config';
import { RateTable, type RateDay } from '#guard';
import type { Json, JsonObject } from '#kernel';
import { addressWords } from './address-words.ts';
import { compileChannels } from './channel-grouping.ts';
import { commonPlatform } from './common-platform.ts';
import { createLinks, expandLink } from './expand-link.ts';
import { standardChannels } from './standard-channels.ts';

/** What normalising goes by: the currency of the house and the rates of each day, where short links lead, and which channel an event belongs to that names none. */
export interface NormaliseSettings {
  readonly currency?: string | undefined;
  readonly rates?: { readonly base: string; readonly days: readonly RateDay[] } | undefined;
  readonly links?: { readonly [short: string]: string } | undefined;
  readonly channels?: readonly ChannelRule[] | undefined;
  readonly standardChannels?: boolean | undefined;
}

/** The data of an event in common terms; the same object when there is nothing to bring into them. `at` is the event's time in epoch milliseconds, `type` its type. */
export type Normalise = (data: JsonObject, at: number, type: string) => JsonObject;

/** Fields that hold an amount in the event's `currency`. */
const AMOUNTS = ['value', 'cost', 'spend', 'price', 'budget'] as const;

/**
 * A normaliser: platforms get their common name, short links of the table their long address, addresses tell their campaign words (`utm`) and click id where the sender did not, amounts
 * in another currency stand in that of the house too (`converted`), and touches, conversions and spend get the channel of the first grouping rule that fits where the sender named none. Nothing a sender wrote is lost but a platform's other name and a short link.
 */
export function createNormaliser(settings: NormaliseSettings): Normalise {
  const links = createLinks(settings.links ?? {});
  const { currency } = settings;
  const rates = settings.rates === undefined ? undefined : new RateTable(settings.rates.base, settings.rates.days);
  const rules = [...(settings.channels ?? []), ...(settings.standardChannels === true ? standardChannels : [])];
  const channelOf = rules.length === 0 ? undefined : compileChannels(rules);
  return (data, at, type) => {
    let changed = data;
    const set = (name: string, value: Json): void => {
      if (changed === data) changed = { ...data };
      changed[name] = value;
    };
    const platform = data['platform'];
    if (typeof platform === 'string') {
      const common = commonPlatform(platform);
      if (common !== platform) set('platform', common);
    }
    const url = data['url'];
    if (typeof url === 'string') {
      const long = expandLink(url, links);
      if (long !== url) set('url', long);
      const words = addressWords(long);
      if (words?.utm !== undefined && data['utm'] === undefined) set('utm', words.utm);
      if (words?.utm?.['campaign'] !== undefined && data['campaign'] === undefined) set('campaign', words.utm['campaign']);
      if (words?.clickId !== undefined && data['clickId'] === undefined) {
        set('clickId', words.clickId);
        set('clickPlatform', words.clickPlatform!);
      }
    }
    const own = data['currency'];
    if (currency !== undefined && rates !== undefined && typeof own === 'string' && own !== currency) {
      const converted: JsonObject = {};
      for (const field of AMOUNTS) {
        const amount = data[field];
        if (typeof amount !== 'number') continue;
        const there = rates.convert(amount, own, currency, at);
        if (there !== undefined) converted[field] = there;
      }
      if (Object.keys(converted).length > 0) set('converted', { currency, ...converted });
    }
    // Last, because it goes by the words of the address and by common names.
    if (channelOf !== undefined && (data['channel'] === undefined || data['channel'] === '')) {
      const channel = channelOf(type, changed);
      if (channel !== undefined) set('channel', channel);
    }
    return changed;
  };
}
