import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { touchOf } from '#attribution';
import type { JsonObject } from '#kernel';
import { compileChannels } from './channel-grouping.ts';
import { createNormaliser } from './normaliser.ts';
import { standardChannels } from './standard-channels.ts';

const standard = createNormaliser({ standardChannels: true });
const channelOf = (type: string, data: JsonObject): unknown => standard(data, 0, type)['channel'];

describe('the standard grouping', () => {
  it.each<[string, JsonObject, string | undefined]>([
    ['ad.clicked', { platform: 'Facebook' }, 'paid social'],
    ['ad.reported', { platform: 'google_ads', spend: 10 }, 'paid search'],
    ['ad.reported', { platform: 'dv360' }, 'display'],
    ['ad.impressed', { platform: 'youtube' }, 'paid video'],
    ['ad.clicked', { platform: 'allegro' }, 'paid other'],
    ['lead.submitted', { platform: 'linkedin', form: '1' }, 'paid social'],
    ['lead.submitted', { platform: 'web', form: 'kontakt' }, undefined],
    ['email.clicked', { campaign: 'wiosna' }, 'email'],
    ['page.viewed', { url: 'https://sklep.pl/?utm_source=facebook&utm_medium=cpc' }, 'paid social'],
    ['page.viewed', { url: 'https://sklep.pl/?utm_source=facebook&utm_medium=Social' }, 'organic social'],
    ['page.viewed', { url: 'https://sklep.pl/?fbclid=abc', referrer: 'https://l.facebook.com/' }, 'organic social'],
    ['page.viewed', { url: 'https://sklep.pl/?gclid=abc' }, 'paid search'],
    ['page.viewed', { url: 'https://sklep.pl/?utm_source=mailing&utm_medium=newsletter&utm_campaign=Święta' }, 'email'],
    ['page.viewed', { url: 'https://sklep.pl/kawa', referrer: 'https://www.google.pl/' }, 'organic search'],
    ['page.viewed', { url: 'https://sklep.pl/kawa', referrer: 'https://poczta.wp.pl/k/' }, 'email'],
    ['page.viewed', { url: 'https://sklep.pl/kawa', referrer: 'https://blog.przykład.pl/żółta-kawa' }, 'referral'],
    ['page.viewed', { url: 'https://www.sklep.pl/kawa', referrer: 'https://sklep.pl/' }, undefined],
    ['page.viewed', { url: 'https://sklep.pl/kawa' }, undefined],
    ['page.viewed', { url: 'https://sklep.pl/?utm_source=facebook&utm_medium=cpc', channel: 'moje' }, 'moje'],
    ['page.viewed', { referrer: 'nie adres' }, undefined],
    ['social.commented', { platform: 'facebook', text: 'Ładne' }, undefined],
  ])('says of %s %j: %s', (type, data, channel) => {
    expect(channelOf(type, data)).toBe(channel);
  });

  it('names only channels that a rule can reach: none stands behind a rule that takes everything it asks for', () => {
    for (const [index, { name, on, platform, source, medium, referrer, click_id }] of standardChannels.entries()) {
      const one = (patterns: readonly string[] | undefined): string | undefined => patterns?.at(-1)?.replaceAll('*', 'abc');
      const type = on?.[0]?.replace('ad.*', 'ad.clicked').replace('email.*', 'email.clicked') ?? 'page.viewed';
      const utm = { ...(one(source) && { source: one(source)! }), ...(one(medium) && { medium: one(medium)! }) };
      const data = {
        ...(one(platform) && { platform: one(platform)! }),
        ...(Object.keys(utm).length > 0 && { utm }),
        ...(one(click_id) && { clickPlatform: one(click_id)! }),
        ...(one(referrer) && { referrer: `https://${one(referrer)}/` }),
      };
      const reached = compileChannels(standardChannels)(type, data);
      expect(reached, `rule ${index + 1}, ${name}: ${type} ${JSON.stringify(data)}`).toBe(name);
    }
  });
});

describe('grouping rules', () => {
  it('of your own go before the standard, the first that fits counts, and all lists of a rule must fit', () => {
    const grouping = createNormaliser({
      standardChannels: true,
      channels: [
        { name: 'powroty', campaign: ['*powrót*', 'RETARGET_*'], medium: ['cpc'] },
        { name: 'Ceneo', source: ['ceneo', '*.ceneo.pl'] },
      ],
    });
    const of = (query: string): unknown => grouping({ url: `https://sklep.pl/?${query}` }, 0, 'page.viewed')['channel'];
    expect(of('utm_source=facebook&utm_medium=cpc&utm_campaign=Wielki%20POWR%C3%93T%20lata')).toBe('powroty');
    expect(of('utm_source=facebook&utm_medium=cpc&utm_campaign=retarget_9')).toBe('powroty');
    expect(of('utm_source=facebook&utm_medium=social&utm_campaign=retarget_9')).toBe('organic social');
    expect(of('utm_source=CENEO&utm_medium=cpc')).toBe('Ceneo');
    expect(of('utm_source=nowy&utm_medium=inne')).toBeUndefined();
  });

  it('make a touch of a visit that only its referrer tells of, and the same channel of the spend and the clicks of a platform', () => {
    const visit = standard({ url: 'https://sklep.pl/', referrer: 'https://duckduckgo.com/' }, 0, 'page.viewed');
    const event = (type: string, data: JsonObject) => ({ id: '1', source: 's', type, time: '', at: 5, received: 5, data });
    expect(touchOf(event('page.viewed', visit))).toEqual({ at: 5, channel: 'organic search', kind: 'visit' });
    const click = touchOf(event('ad.clicked', standard({ platform: 'meta_ads', campaign: 'żółta' }, 0, 'ad.clicked')));
    expect(click).toMatchObject({ channel: 'paid social', campaign: 'żółta', kind: 'click' });
    expect(channelOf('ad.reported', { platform: 'facebook', spend: 5 })).toBe(click!.channel);
  });

  it('leave an event alone, without a copy, when none fits or none is there', () => {
    const data = { url: 'https://sklep.pl/' };
    expect(standard(data, 0, 'page.viewed')).toBe(data);
    expect(createNormaliser({})({ platform: 'facebook' }, 0, 'ad.clicked')).toEqual({ platform: 'facebook' });
  });

  it('match patterns as a regular expression would', () => {
    const letters = array(constantFrom('a', 'b', 'ż', '*'), { maxLength: 7 }).map((all) => all.join(''));
    assert(
      property(letters, letters, (pattern, written) => {
        const text = written.replaceAll('*', 'b');
        if (pattern === '' || text === '') return;
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'u').test(text);
        expect(compileChannels([{ name: 'c', campaign: [pattern] }])('ad.clicked', { campaign: text })).toBe(expected ? 'c' : undefined);
      }),
      { numRuns: 3_000 },
    );
  });

  it('take linear time on a hostile pattern', () => {
    const of = compileChannels([{ name: 'c', campaign: ['*a*a*a*a*a*a*a*a*a*a*b'] }]);
    const started = performance.now();
    for (let run = 0; run < 100; run++) of('ad.clicked', { campaign: `${'a'.repeat(512)}c` });
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
