import type { MarketingEvent } from '#event';
import type { JsonObject } from '#kernel';
import { seededRandom, type Random } from './random.ts';
import { writePost } from './write-post.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const adPlatforms = ['facebook', 'google', 'tiktok', 'linkedin', 'programmatic'];
const campaigns = ['kawomat-wiosna', 'kawomat-lead', 'kawomat-brand', 'zaparzamy-biuro', 'kawomat-powrot'];
const socialPlatforms = ['x', 'x', 'x', 'facebook', 'instagram', 'tiktok', 'linkedin'];

/** The share of events that come from a contact seen before. */
const KNOWN = 0.2;
/** How many of the contacts met last may come again. */
const REMEMBERED = 5_000;
const ORIGIN = Date.UTC(2026, 2, 2, 8);

/**
 * Events as admission hands them to the stream, for benchmarks: 60 % posts with text, 25 % impressions and clicks, 5 % reports, 5 % leads and conversions, 5 % pages and mails; about
 * 330 bytes each as JSON, ids unique, one event every two milliseconds from `start` (epoch milliseconds) on. The same seed gives the same events.
 */
export function benchEvents(seed: number, count: number, start = ORIGIN): MarketingEvent[] {
  const random = seededRandom(seed);
  const known: string[] = [];
  const contactOf = (): string => {
    if (known.length > 0 && random.chance(KNOWN)) return random.pick(known);
    const contact = pseudonym(random);
    if (known.length < REMEMBERED) known.push(contact);
    else known[random.between(0, REMEMBERED - 1)] = contact;
    return contact;
  };
  return Array.from({ length: count }, (_, index): MarketingEvent => {
    const at = start + index * 2;
    const { type, data, personal } = eventOf(random, index);
    return {
      id: `b${seed.toString(36)}-${index.toString(36).padStart(6, '0')}`,
      source: 'bench',
      type,
      time: new Date(at).toISOString(),
      at,
      received: at,
      ...(personal ? { contact: contactOf() } : {}),
      data,
    };
  });
}

function eventOf(random: Random, index: number): { type: string; data: JsonObject; personal: boolean } {
  const roll = random.next();
  if (roll < 0.6) {
    const platform = random.pick(socialPlatforms);
    const post = writePost(random, { glad: 0.35, cross: 0.3, polish: 0.6 });
    const author = { id: String(random.between(1e6, 9e6)), followers: followersOf(random) };
    const type = random.chance(0.6) ? 'social.mentioned' : 'social.commented';
    return { type, personal: true, data: { platform, text: post.text, author, post: `post-${index}`, reach: random.between(10, 90_000) } };
  }
  const platform = random.pick(adPlatforms);
  const campaign = random.pick(campaigns);
  if (roll < 0.85) {
    const clicked = random.chance(0.3);
    const common = { platform, campaign, adset: `${campaign}-${random.between(1, 9)}`, ad: `film-${random.between(100, 999)}` };
    const cost = clicked ? { clickId: `c${random.between(1e9, 9e9)}`, cost: random.between(20, 480) / 100 } : { cost: 0.02 };
    return { type: clicked ? 'ad.clicked' : 'ad.impressed', personal: true, data: { ...common, ...cost, currency: 'PLN' } };
  }
  if (roll < 0.9) {
    const figures = { spend: random.between(500, 90_000) / 100, impressions: random.between(1e3, 9e4), clicks: random.between(5, 900) };
    return {
      type: 'ad.reported',
      personal: false,
      data: { platform, campaign, ...figures, leads: random.between(0, 40), currency: 'PLN' },
    };
  }
  if (roll < 0.925)
    return { type: 'lead.submitted', personal: true, data: { platform, campaign, form: 'oferta', product: 'kawomat', budget: 2_500 } };
  if (roll < 0.95) {
    const value = (random.chance(0.03) ? random.between(100_000, 249_900) : random.between(2_900, 89_900)) / 100;
    return { type: 'product.purchased', personal: true, data: { order: `z-${index}`, product: 'kawomat', value, currency: 'PLN' } };
  }
  if (roll < 0.98)
    return {
      type: 'page.viewed',
      personal: true,
      data: { url: `https://sklep.example/kawomat?utm_source=${platform}&utm_campaign=${campaign}` },
    };
  return { type: 'email.clicked', personal: true, data: { campaign, message: `m-${index}`, url: 'https://sklep.example/oferta' } };
}

/** Followers as they are spread on social networks: mostly tens and hundreds, a few per cent with thousands, one in some hundred with more than fifty thousand. */
function followersOf(random: Random): number {
  return Math.floor(10 ** (1 + 1.8 * random.next() + (random.chance(0.04) ? 2.2 * random.next() : 0)));
}

/** As long and as random as the pseudonyms of admission. */
function pseudonym(random: Random): string {
  let text = 'p1';
  for (let length = 0; length < 18; length++) text += letters[random.between(0, 63)]!;
  return text;
}
