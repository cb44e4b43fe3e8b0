import type { MarketingEvent } from '#event';
import type { Json } from '#kernel';
import type { Touch } from './touch.ts';

/** Event types that may be touches, and of which kind. */
const touchKinds: ReadonlyMap<string, Touch['kind']> = new Map([
  ['ad.clicked', 'click'],
  ['email.clicked', 'click'],
  ['ad.impressed', 'view'],
  ['page.viewed', 'visit'],
  ['product.viewed', 'visit'],
]);

/**
 * The touch an event is, or undefined. Its channel is `data.channel`, else the platform (`email` for a click in a mailing), else `utm_source` of the page's address. A visit that names none
 * of these is no touch: nobody is to be thanked for it. The campaign is `data.campaign`, else `utm_campaign`.
 */
export function touchOf(event: MarketingEvent): Touch | undefined {
  const kind = touchKinds.get(event.type);
  if (kind === undefined) return undefined;
  const { data } = event;
  let channel = named(data['channel']) ?? named(data['platform']);
  let campaign = named(data['campaign']);
  if (event.type === 'email.clicked') channel ??= 'email';
  else if (kind === 'visit') {
    const url = data['url'];
    if (typeof url === 'string') {
      channel ??= utm(url, 'utm_source=');
      campaign ??= utm(url, 'utm_campaign=');
    }
  }
  if (channel === undefined) return undefined;
  return campaign === undefined ? { at: event.at, channel, kind } : { at: event.at, channel, campaign, kind };
}

/** Whether an event of this type may be a touch. */
export function isTouchType(type: string): boolean {
  return touchKinds.has(type);
}

function named(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A parameter of an address, decoded; undefined when it is missing, empty or not decodable. */
function utm(url: string, parameter: string): string | undefined {
  const at = url.indexOf(parameter);
  if (at < 1 || (url[at - 1] !== '?' && url[at - 1] !== '&')) return undefined;
  const from = at + parameter.length;
  let to = from;
  while (to < url.length && url[to] !== '&' && url[to] !== '#') to++;
  try {
    return named(decodeURIComponent(url.slice(from, to).replaceAll('+', ' ')).slice(0, 512));
  } catch {
    return undefined;
  }
}
