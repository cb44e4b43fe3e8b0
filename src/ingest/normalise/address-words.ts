import type { JsonObject } from '#kernel';

/** What the parameters of an address say of how somebody came: the five `utm_…` words, the click's id and the platform that gave it. */
export interface AddressWords {
  readonly utm?: JsonObject;
  readonly clickId?: string;
  readonly clickPlatform?: string;
}

/** Click ids of ad platforms by the name of their parameter, in the order in which they count when an address has several. */
const CLICK_IDS: ReadonlyMap<string, string> = new Map([
  ['gclid', 'google'],
  ['gbraid', 'google'],
  ['wbraid', 'google'],
  ['dclid', 'programmatic'],
  ['fbclid', 'facebook'],
  ['ttclid', 'tiktok'],
  ['li_fat_id', 'linkedin'],
  ['twclid', 'x'],
  ['msclkid', 'microsoft'],
]);
const UTM = new Set(['source', 'medium', 'campaign', 'term', 'content']);
const LONGEST_ADDRESS = 4_096;
const LONGEST_WORD = 512;

/** Reads the words in an address; undefined when it has none. A parameter that stands twice counts as it stands first. */
export function addressWords(url: string): AddressWords | undefined {
  const question = url.indexOf('?');
  if (question === -1 || url.length > LONGEST_ADDRESS) return undefined;
  const hash = url.indexOf('#', question);
  const query = url.slice(question + 1, hash === -1 ? undefined : hash);
  // Most addresses with a query have none of these.
  if (!query.includes('utm_') && !/clid=|braid=|li_fat_id=|msclkid=/.test(query)) return undefined;
  const utm: JsonObject = {};
  const clicks = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const word = value.trim();
    if (word === '' || word.length > LONGEST_WORD) continue;
    const part = name.startsWith('utm_') ? name.slice(4) : '';
    if (UTM.has(part)) utm[part] ??= word;
    else if (CLICK_IDS.has(name) && !clicks.has(name)) clicks.set(name, word);
  }
  const click = [...CLICK_IDS.keys()].find((name) => clicks.has(name));
  const found = {
    ...(Object.keys(utm).length > 0 && { utm }),
    ...(click !== undefined && { clickId: clicks.get(click)!, clickPlatform: CLICK_IDS.get(click)! }),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}
