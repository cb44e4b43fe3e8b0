import type { ChannelRule } from '#config';

const SOCIAL = [
  'facebook',
  'instagram',
  'messenger',
  'tiktok',
  'linkedin',
  'x',
  'twitter',
  'fb',
  'ig',
  'pinterest',
  'reddit',
  'snapchat',
  'wykop',
];
const VIDEO = ['youtube', 'vimeo', 'twitch', 'dailymotion'];
const SEARCH = ['google', 'bing', 'microsoft', 'duckduckgo', 'yahoo', 'ecosia', 'seznam'];
/** What ad platforms tell: their ads, the forms in them, and purchases they claim. */
const OF_ADS = ['ad.*', 'lead.submitted', 'product.purchased'];
const PAID = ['cpc', 'ppc', 'cpv', 'cpa', 'cpp', 'cpm', 'paid', 'paid*', 'retargeting', 'remarketing'];

/**
 * The usual grouping of channels, after the default channel groups that web analytics made common, with the portals and words of Poland. What an ad platform says of its ads is paid; a page's address tells by its `utm_` words and click
 * id; only then the page before counts. Facebook puts its click id on every link out, so that one proves no ad.
 */
export const standardChannels: readonly ChannelRule[] = [
  { name: 'email', on: ['email.*'] },
  { name: 'email', medium: ['email', 'e-mail', 'e_mail', 'mail', 'newsletter', 'mailing'] },
  { name: 'sms', medium: ['sms', 'mms'] },
  { name: 'push', medium: ['push', 'web-push', 'webpush', 'mobile-push', 'notification'] },
  { name: 'affiliate', medium: ['affiliate', 'affiliates', 'afiliacja', 'partner', 'partnerzy'] },
  { name: 'paid social', on: OF_ADS, platform: SOCIAL },
  { name: 'paid video', on: OF_ADS, platform: VIDEO },
  { name: 'paid search', on: OF_ADS, platform: SEARCH },
  { name: 'display', on: OF_ADS, platform: ['programmatic'] },
  { name: 'paid other', on: ['ad.*'] },
  { name: 'paid social', medium: [...PAID, 'social-paid', 'social_paid'], source: SOCIAL },
  { name: 'paid video', medium: PAID, source: VIDEO },
  { name: 'paid search', medium: PAID, source: SEARCH },
  { name: 'paid social', medium: ['paid-social', 'paid_social', 'paidsocial', 'social-paid', 'social_paid'] },
  { name: 'display', medium: ['display', 'banner', 'baner', 'gdn', 'interstitial', 'programmatic'] },
  { name: 'paid social', click_id: ['tiktok', 'linkedin', 'x'] },
  { name: 'paid search', click_id: ['google', 'microsoft'] },
  { name: 'display', click_id: ['programmatic'] },
  { name: 'paid other', medium: PAID },
  {
    name: 'organic social',
    medium: ['social', 'social-network', 'social-media', 'social_media', 'sm', 'organic-social', 'organic_social'],
  },
  { name: 'organic search', medium: ['organic'] },
  { name: 'referral', medium: ['referral', 'link', 'odsyłacz', 'polecenie'] },
  { name: 'organic social', source: SOCIAL },
  { name: 'organic video', source: VIDEO },
  { name: 'organic search', source: SEARCH },
  {
    name: 'organic social',
    referrer: [
      'facebook.com',
      '*.facebook.com',
      'instagram.com',
      '*.instagram.com',
      'tiktok.com',
      '*.tiktok.com',
      'linkedin.com',
      '*.linkedin.com',
      'lnkd.in',
      't.co',
      'x.com',
      'pinterest.*',
      '*.pinterest.*',
      'reddit.com',
      '*.reddit.com',
      'wykop.pl',
      'nk.pl',
    ],
  },
  { name: 'organic video', referrer: ['youtube.com', '*.youtube.com', 'youtu.be', 'vimeo.com', 'twitch.tv', 'cda.pl'] },
  {
    name: 'organic search',
    referrer: [
      'google.*',
      'bing.com',
      '*.bing.com',
      'duckduckgo.com',
      'search.yahoo.com',
      '*.search.yahoo.com',
      'ecosia.org',
      'search.seznam.cz',
      'szukaj.onet.pl',
      'yandex.*',
    ],
  },
  {
    name: 'email',
    referrer: ['mail.google.com', 'outlook.live.com', 'poczta.onet.pl', 'poczta.wp.pl', 'poczta.o2.pl', 'poczta.interia.pl'],
  },
  { name: 'referral', referrer: ['*'] },
];
