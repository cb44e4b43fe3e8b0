/** Where short links lead, from the configuration: nobody is asked at run time, because an address in an event may be anybody's. */
export type Links = ReadonlyMap<string, string>;

/** A table of links by address without scheme and trailing slash, in small letters but for the path. */
export function createLinks(links: { readonly [short: string]: string }): Links {
  return new Map(Object.entries(links).map(([short, long]) => [keyOf(short), long]));
}

/** The address a link leads to, or the link itself. */
export function expandLink(url: string, links: Links): string {
  return links.size === 0 || url.length > 512 ? url : (links.get(keyOf(url)) ?? url);
}

function keyOf(url: string): string {
  const [, host = '', rest = ''] = /^(?:https?:\/\/)?([^/?#]*)([^?#]*)/i.exec(url.trim()) ?? [];
  return host.toLowerCase() + (rest.endsWith('/') ? rest.slice(0, -1) : rest);
}
