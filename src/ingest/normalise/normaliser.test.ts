import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '#kernel';
import { basic, NOW, testServer, type TestServer } from '../server.fixture.ts';
import { addressWords } from './address-words.ts';
import { clockLead } from './clock-lead.ts';
import { createNormaliser } from './normaliser.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const normalise = createNormaliser({
  currency: 'PLN',
  rates: { base: 'EUR', days: [{ at: day('2026-11-20'), per: { PLN: '4.2', USD: '1.05' } }] },
  links: { 'https://Sklep.link/Buty/': 'https://sklep.example/buty?utm_source=x&utm_campaign=Żółte+buty' },
});

describe('normalising', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['an old name of a platform', { platform: 'Twitter' }, { platform: 'x' }],
    ['a name with spaces', { platform: 'Google Ads' }, { platform: 'google' }],
    ['an unknown name but for its letters', { platform: 'Wykop' }, { platform: 'wykop' }],
    [
      'the words of an address',
      { url: 'https://sklep.pl/?utm_source=facebook&utm_medium=cpc&utm_campaign=%C5%BB%C3%B3%C5%82te+buty&fbclid=abc#gora' },
      {
        url: 'https://sklep.pl/?utm_source=facebook&utm_medium=cpc&utm_campaign=%C5%BB%C3%B3%C5%82te+buty&fbclid=abc#gora',
        utm: { source: 'facebook', medium: 'cpc', campaign: 'Żółte buty' },
        campaign: 'Żółte buty',
        clickId: 'abc',
        clickPlatform: 'facebook',
      },
    ],
    [
      'an address, without overwriting what the sender said',
      { url: 'https://sklep.pl/?utm_campaign=b&gclid=g', campaign: 'a', clickId: 'c' },
      { url: 'https://sklep.pl/?utm_campaign=b&gclid=g', campaign: 'a', clickId: 'c', utm: { campaign: 'b' } },
    ],
    [
      'a short link of the table',
      { url: 'http://sklep.link/Buty' },
      {
        url: 'https://sklep.example/buty?utm_source=x&utm_campaign=Żółte+buty',
        utm: { source: 'x', campaign: 'Żółte buty' },
        campaign: 'Żółte buty',
      },
    ],
    [
      'amounts in another currency',
      { value: 100, cost: 0.1, currency: 'EUR' },
      { value: 100, cost: 0.1, currency: 'EUR', converted: { currency: 'PLN', value: 420, cost: 0.42 } },
    ],
  ])('brings %s into common terms', (_words, before, after) => {
    expect(normalise(before, day('2026-11-22'), 'page.viewed')).toEqual(after);
  });

  it.each<[string, JsonObject]>([
    ['an amount in the currency of the house', { value: 5, currency: 'PLN' }],
    ['an amount without a rate', { value: 5, currency: 'CHF' }],
    ['a short link that is not in the table', { url: 'https://bit.ly/abc' }],
    ['an address with other parameters', { url: 'https://sklep.pl/?q=utm&page=2' }],
    ['text with Polish letters, marks and spaces', { text: '  Zażółć  gęślą jaźń\u00a0– „tak” ', platform: 'x' }],
  ])('leaves %s as it is, without a copy', (_words, data) => {
    expect(normalise(data, day('2026-11-22'), 'page.viewed')).toBe(data);
  });

  it('changes nothing the second time', () => {
    const once = normalise(
      { platform: 'FB', url: 'https://a.pl/?utm_source=a&ttclid=t', value: 1, currency: 'USD' },
      day('2026-11-22'),
      'page.viewed',
    );
    expect(normalise(once, day('2026-11-22'), 'page.viewed')).toEqual(once);
  });
});

describe('an address', () => {
  it('tells each kind of click id, in order when it has several', () => {
    expect(addressWords('https://a.pl/?fbclid=f&gclid=g')).toEqual({ clickId: 'g', clickPlatform: 'google' });
    expect(addressWords('https://a.pl/?li_fat_id=l')).toEqual({ clickId: 'l', clickPlatform: 'linkedin' });
    expect(addressWords('https://a.pl/?ttclid=t&msclkid=m')).toEqual({ clickId: 't', clickPlatform: 'tiktok' });
  });

  it('says nothing it cannot tell', () => {
    expect(addressWords('https://a.pl/?utm_source=&fbclid=')).toBeUndefined();
    expect(addressWords('https://a.pl/?utm___proto__=x')).toBeUndefined();
    expect(addressWords(`https://a.pl/?utm_source=${'a'.repeat(5_000)}`)).toBeUndefined();
    expect(addressWords('nothing')).toBeUndefined();
    expect(addressWords('https://a.pl/?utm_source=a%ZZb')).toEqual({ utm: { source: 'a%ZZb' } });
  });
});

describe('the clock of a sender', () => {
  it('is put back when it is ahead, and left alone when it may only have waited', () => {
    expect(clockLead(new Date(NOW + 3_600_000).toISOString(), NOW)).toBe(3_600_000);
    expect(clockLead(NOW + 61_000, NOW)).toBe(61_000);
    expect(clockLead(NOW + 60_000, NOW)).toBe(0);
    expect(clockLead(new Date(NOW - 3_600_000).toISOString(), NOW)).toBe(0);
    for (const unreadable of ['jutro', 5, null, {}, undefined]) expect(clockLead(unreadable, NOW)).toBe(0);
  });
});

describe('admission', () => {
  let server: TestServer;
  afterEach(async () => {
    await server.app.close();
  });

  it('normalises what the Segment spec sends from a clock that is ahead, and keeps the time as it was written', async () => {
    server = await testServer();
    const ahead = (after: number): string => new Date(NOW + 7_200_000 + after).toISOString();
    const answer = await server.app.inject({
      method: 'POST',
      url: '/v1/batch',
      headers: { authorization: basic(), 'content-type': 'application/json' },
      payload: {
        sentAt: ahead(0),
        batch: [
          {
            type: 'page',
            messageId: 'm-1',
            userId: 'u',
            timestamp: ahead(-5_000),
            properties: { url: 'https://sklep.pl/?gclid=Cj0&utm_source=google' },
          },
        ],
      },
    });
    expect(answer.statusCode).toBe(200);
    expect(server.events).toMatchObject([
      {
        at: NOW - 5_000,
        time: ahead(-5_000),
        data: { utm: { source: 'google' }, clickPlatform: 'google' },
      },
    ]);
  });
});
