import type { ChannelRule } from '#config';
import type { Json, JsonObject } from '#kernel';

/** The channel of an event by rules; undefined when none fits. */
export type ChannelOf = (type: string, data: JsonObject) => string | undefined;

/** Types of events that belong to a channel: touches, conversions, and spend. Both sides of a budget must be told alike. */
const grouped: ReadonlySet<string> = new Set([
  'ad.impressed',
  'ad.clicked',
  'ad.converted',
  'ad.reported',
  'email.clicked',
  'page.viewed',
  'product.viewed',
  'product.purchased',
  'lead.submitted',
]);

/** What rules ask of an event, in the order in which it is cheap to tell; small letters. */
interface Facts {
  on: string;
  platform: string;
  medium: string;
  source: string;
  campaign: string;
  click_id: string;
  referrer: string;
}

type Fits = (text: string) => boolean;

/**
 * Compiles channel grouping rules: the first whose every list has a pattern that fits names the channel. Words without `*` are looked up in a set, patterns are matched in time linear in the text.
 * What an event does not say is the empty text, which only `*` fits where the rule asks for it.
 */
export function compileChannels(rules: readonly ChannelRule[]): ChannelOf {
  const compiled = rules.map(({ name, ...lists }) => ({
    name,
    asks: (Object.entries(lists) as [keyof Facts, readonly string[] | undefined][])
      .filter((entry): entry is [keyof Facts, readonly string[]] => entry[1] !== undefined)
      .map(([fact, patterns]) => ({ fact, fits: anyOf(patterns) })),
  }));
  return (type, data) => {
    if (!grouped.has(type)) return undefined;
    const facts = factsOf(type, data);
    for (const { name, asks } of compiled) if (asks.every(({ fact, fits }) => facts[fact] !== '' && fits(facts[fact]))) return name;
    return undefined;
  };
}

function factsOf(type: string, data: JsonObject): Facts {
  const utm = data['utm'];
  const words = typeof utm === 'object' && utm !== null && !Array.isArray(utm) ? utm : {};
  const platform = small(data['platform']);
  return {
    on: type,
    platform,
    medium: small(words['medium']),
    source: small(words['source']) || platform,
    campaign: small(data['campaign']) || small(words['campaign']),
    click_id: small(data['clickPlatform']),
    referrer: referrerOf(data['referrer'], data['url']),
  };
}

/** The host before, when it is another site's than the page's. */
function referrerOf(referrer: Json | undefined, url: Json | undefined): string {
  if (typeof referrer !== 'string' || referrer === '') return '';
  const before = hostOf(referrer);
  return typeof url === 'string' && hostOf(url) === before ? '' : before;
}

function hostOf(address: string): string {
  const slashes = address.indexOf('//');
  if (slashes === -1 || slashes > 10) return '';
  let end = slashes + 2;
  while (end < address.length && end < slashes + 256 && !'/?#:'.includes(address[end]!)) end++;
  const host = small(address.slice(slashes + 2, end));
  return host.startsWith('www.') ? host.slice(4) : host;
}

function small(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim().normalize('NFC').toLowerCase() : '';
}

function anyOf(patterns: readonly string[]): Fits {
  const words = new Set<string>();
  const others: Fits[] = [];
  for (const pattern of patterns.map(small)) {
    if (pattern.includes('*')) others.push(glob(pattern.split('*')));
    else words.add(pattern);
  }
  return (text) => words.has(text) || others.some((fits) => fits(text));
}

/** Fits texts that begin with the first piece, end with the last, and hold the others between in order. */
function glob(pieces: readonly string[]): Fits {
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  const between = pieces.slice(1, -1);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const piece of between) {
      const found = text.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
