import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#kernel';
import { MemoryKeyBook } from './key-book.ts';
import { createPrivacy, vaultMasters } from './privacy.ts';
import type { Identifiers } from './identifiers.ts';

const privacy = createPrivacy({ key: Buffer.alloc(32, 7).toString('base64') });
const other = createPrivacy({ key: Buffer.alloc(32, 8).toString('base64') });

describe('pseudonyms', () => {
  it('are the same for every writing of one e-mail address or Polish phone number', () => {
    expect(privacy.pseudonym('email', ' Zażółć@Example.PL ')).toBe(privacy.pseudonym('email', 'zażółć@example.pl'));
    const phone = privacy.pseudonym('phone', '+48600700800');
    for (const writing of ['600 700 800', '600-700-800', '0600700800', '0048 600 700 800', '48600700800', '+48 (0) 600 700 800']) {
      expect(privacy.pseudonym('phone', writing), writing).toBe(phone);
    }
  });

  it('differ by kind, by value and by key, and show neither', () => {
    expect(privacy.pseudonym('userId', 'a')).not.toBe(privacy.pseudonym('anonymousId', 'a'));
    expect(privacy.pseudonym('userId', 'a')).not.toBe(other.pseudonym('userId', 'a'));
    expect(privacy.pseudonym('userId', 'a')).toMatch(/^p1[\w-]{18}$/);
  });

  it('name a contact by its surest identifier', () => {
    const all: Identifiers = { userId: 'u1', email: 'a@b.pl', phone: '600700800', author: 'x:9', anonymousId: 'an', clickId: 'c' };
    expect(privacy.resolveContact(all)).toBe(privacy.pseudonym('userId', 'u1'));
    expect(privacy.resolveContact({ clickId: 'c', anonymousId: 'an' })).toBe(privacy.pseudonym('anonymousId', 'an'));
    expect(privacy.resolveContact({ userId: 'A@b.pl' })).toBe(privacy.pseudonym('email', 'a@b.pl'));
    expect(privacy.resolveContact({ userId: ' ' })).toBeUndefined();
    expect(privacy.resolveContact({})).toBeUndefined();
  });
});

/** Seals after making ready, as admission does. */
async function sealFor(holder: string, fields: JsonObject, by = privacy): Promise<string> {
  await by.prepare([holder]);
  return by.seal(fields, holder)!;
}

describe('sealing', () => {
  it('opens to what was sealed, only for the same contact and key, and only unchanged', async () => {
    const sealed = await sealFor('p1a', { email: 'jan@x.pl', name: 'Łukasz' });
    expect(sealed.split('.')).toHaveLength(5);
    expect(sealed.startsWith('v1.')).toBe(true);
    expect(sealed).not.toContain('jan');
    expect(await privacy.open(sealed, 'p1a')).toEqual({ email: 'jan@x.pl', name: 'Łukasz' });
    await sealFor('p1b', { a: 1 });
    await expect(privacy.open(sealed, 'p1b')).rejects.toThrow(/not known here/);
    await expect(other.open(sealed, 'p1a')).rejects.toThrow(/not known/);
    const parts = sealed.split('.');
    parts[3] = `A${parts[3]!.slice(1)}`;
    if (parts.join('.') !== sealed) await expect(privacy.open(parts.join('.'), 'p1a')).rejects.toThrow(/does not open/);
    await expect(privacy.open('v2.x', 'p1a')).rejects.toThrow();
    await expect(privacy.open(`${parts.slice(0, 4).join('.')}.AAAA`, 'p1a')).rejects.toThrow();
  });

  it('never repeats a nonce', async () => {
    await privacy.prepare(['day:2026-11-27']);
    const seen = new Set(Array.from({ length: 2_000 }, (_, index) => privacy.seal({ index }, 'day:2026-11-27')!.split('.')[2]));
    expect(seen.size).toBe(2_000);
  });

  it('seals the same fields of a contact once while it remembers, and never shares them between contacts', async () => {
    const fields = { name: 'Ewa' };
    expect(await sealFor('p1x', fields)).toBe(await sealFor('p1x', fields));
    expect(await sealFor('p1x', fields)).not.toBe(await sealFor('p1y', fields));
  });

  it('opens to one person, however the fields were named', async () => {
    const person = async (fields: JsonObject) => privacy.openPerson(await sealFor('p1a', fields), 'p1a');
    expect(await person({ email: ' Ewa@Example.PL', phone: '600 700 800', first_name: 'Ewa', lastName: 'Żak' })).toEqual({
      email: 'ewa@example.pl',
      phone: '+48600700800',
      name: 'Ewa Żak',
    });
    expect(await person({ displayName: 'Jan' })).toEqual({ name: 'Jan' });
    expect(await person({ name: 'Łukasz', firstName: 'x' })).toEqual({ name: 'Łukasz' });
    expect(await person({ more: { '/address': 'x' } })).toEqual({});
  });

  it('refuses a key that is not 32 bytes', () => {
    expect(() => createPrivacy({ key: 'c2hvcnQ=' })).toThrow(/32 bytes/);
    expect(() => createPrivacy({ key: Buffer.alloc(32, 7).toString('base64'), vaultKeys: ['c2hvcnQ='] })).toThrow(/32 bytes/);
  });
});

describe('keys of contacts', () => {
  const key = Buffer.alloc(32, 7).toString('base64');
  const first = Buffer.alloc(32, 1).toString('base64');
  const second = Buffer.alloc(32, 2).toString('base64');

  it('are one a contact, agreed on by processes that make it at once', async () => {
    const book = new MemoryKeyBook();
    const [one, two] = [createPrivacy({ key, book }), createPrivacy({ key, book })];
    await Promise.all([one.prepare(['p1a', 'p1b']), two.prepare(['p1b', 'p1a'])]);
    expect(await two.open(one.seal({ name: 'Ewa' }, 'p1a')!, 'p1a')).toEqual({ name: 'Ewa' });
    expect(await one.open(two.seal({ name: 'Jan' }, 'p1b')!, 'p1b')).toEqual({ name: 'Jan' });
    expect(book.kept.get('p1a')).not.toBe(book.kept.get('p1b'));
  });

  it('are asked for once while they are remembered', async () => {
    let now = 0;
    const book = new MemoryKeyBook();
    const privacyOfBook = createPrivacy({ key, book, monotonic: () => now });
    expect(privacyOfBook.prepare(['p1a', 'p1a'])).toBeInstanceOf(Promise);
    await privacyOfBook.prepare(['p1a']);
    expect(privacyOfBook.prepare(['p1a'])).toBeUndefined();
    now = 60_001;
    expect(privacyOfBook.prepare(['p1a'])).toBeInstanceOf(Promise);
    expect(() => privacyOfBook.seal({ a: 1 }, 'p1unknown')).toThrow(/prepared/);
  });

  it('open nothing any more once the contact is erased, and seal nothing as soon as that is known', async () => {
    let now = 0;
    const book = new MemoryKeyBook();
    const admit = createPrivacy({ key, book, monotonic: () => now });
    const sealed = await sealFor('p1a', { email: 'ewa@example.pl' }, admit);
    book.erase('p1a');
    await expect(admit.open(sealed, 'p1a')).rejects.toThrow(/not any more/);
    // Another process may not know for a minute; what it seals meanwhile opens nowhere either.
    await expect(admit.open(admit.seal({ email: 'ewa@example.pl', again: 1 }, 'p1a')!, 'p1a')).rejects.toThrow(/not any more/);
    now = 60_001;
    await admit.prepare(['p1a']);
    expect(admit.seal({ email: 'ewa@example.pl' }, 'p1a')).toBeUndefined();
    expect(book.kept.get('p1a')).toBeNull();
  });

  it('lie under the current master, and open as long as theirs is known', async () => {
    const book = new MemoryKeyBook();
    const sealed = await sealFor('p1a', { name: 'Ewa' }, createPrivacy({ key, vaultKeys: [first], book }));
    const rotated = { key, vaultKeys: [second, first], book };
    expect(await createPrivacy(rotated).open(sealed, 'p1a')).toEqual({ name: 'Ewa' });
    const masters = vaultMasters(rotated);
    expect(masters.isCurrent(book.kept.get('p1a')!)).toBe(false);
    book.kept.set('p1a', masters.wrap(masters.unwrap(book.kept.get('p1a')!, 'p1a'), 'p1a'));
    expect(await createPrivacy({ key, vaultKeys: [second], book }).open(sealed, 'p1a')).toEqual({ name: 'Ewa' });
    await expect(createPrivacy({ key, vaultKeys: [first], book }).open(sealed, 'p1a')).rejects.toThrow(/vault_keys/);
    expect(() => masters.unwrap(book.kept.get('p1a')!, 'p1b')).toThrow(/another contact/);
  });
});

describe('scrubbing', () => {
  const phone = `[phone ${privacy.pseudonym('phone', '+48600700800')}]`;
  const mail = `[e-mail ${privacy.pseudonym('email', 'jan.kowalski@example.pl')}]`;

  it.each([
    ['Zadzwoń: +48 600 700 800!', `Zadzwoń: ${phone}!`],
    ['tel.600-700-800', `tel.${phone}`],
    ['mój numer 600 700 800, dzięki', `mój numer ${phone}, dzięki`],
    ['nr 600700800', `nr ${phone}`],
    ['0048600700800', phone],
    ['(+48) 600 700 800', `(${phone}`],
    ['48 600 700 800', phone],
    ['pisz na jan.kowalski@example.pl.', `pisz na ${mail}.`],
    ['<Jan.Kowalski@Example.PL>', `<${mail}>`],
    ['mailto:jan.kowalski@example.pl?subject=hej', `mailto:${mail}?subject=hej`],
    ['?email=jan.kowalski%40example.pl&a=1', `?email=${mail}&a=1`],
    ['jan.kowalski@example.pl lub 600700800', `${mail} lub ${phone}`],
  ])('takes addresses and numbers out of %j', (text, clean) => {
    expect(privacy.scrub(text).text).toBe(clean);
  });

  it.each([
    'Świetne buty @marka, polecam @wszystkim!',
    'cena 1 299,00 zł, 22.11.2026 o 10:00',
    'kod 12345678 i 2026-11-22T10:00:00+01:00',
    'zamówienie AB600700800',
    'a@b',
    '@@@@ @. .@',
    '',
  ])('leaves %j as it is', (text) => {
    expect(privacy.scrub(text).text).toBe(text);
  });

  it('finds quoted local parts, letters of other scripts and address literals', () => {
    for (const text of ['"jan kowalski"@x.pl', 'zażółć@gęślą.pl', 'jan@[192.168.1.1]', 'jan＠x.pl', 'jan%2540x.pl']) {
      expect(privacy.scrub(`a ${text} b`).text, text).toMatch(/^a \[e-mail p1[\w-]{18}\] b$/);
    }
  });

  it('looks for national numbers in free text only, for numbers with a plus everywhere', () => {
    expect(privacy.scrub('600700800', false).text).toBe('600700800');
    expect(privacy.scrub('contact:+48600700800', false).text).toBe(`contact:${phone}`);
  });

  it('never leaves an address that stands between other words', () => {
    const word = fc.stringMatching(/^[a-zążź0-9,;:()!? -]{0,20}$/);
    const address = fc.stringMatching(/^[a-z0-9]{1,10}([.+_-][a-z0-9]{1,6})?@[a-z0-9]{1,10}\.(pl|com|co\.uk)$/);
    fc.assert(
      fc.property(word, address, word, (before, email, after) => {
        expect(privacy.scrub(`${before} ${email} ${after}`).text).not.toContain(email);
      }),
    );
  });

  it('takes linear time on hostile text', () => {
    const started = performance.now();
    for (const text of [
      '@'.repeat(200_000),
      'a'.repeat(200_000),
      'a@'.repeat(100_000),
      '1 '.repeat(100_000),
      '+'.repeat(200_000),
      '"@'.repeat(100_000),
      'a@b.pl 600700800 '.repeat(12_000),
    ])
      privacy.scrub(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('protecting data', () => {
  it('seals personal fields, scrubs text, and learns who the person is', () => {
    const identifiers: Identifiers = {};
    const { data, personal } = privacy.protect(
      'social.mentioned',
      {
        platform: 'x',
        text: 'Napiszcie: jan@x.pl albo 600 700 800',
        author: { id: '77', name: 'Jan Żółty', followers: 5 },
        order: '600700800',
        url: 'https://x.pl/?email=jan%40x.pl&phone=600700800&utm=1',
        campaign: { name: 'Lato' },
        'jan@x.pl': 1,
      },
      identifiers,
    );
    const written = JSON.stringify(data);
    expect(written).not.toMatch(/jan|Żółty|600 700/);
    expect(data['order']).toBe('600700800');
    expect(data['url']).toBe('https://x.pl/?email=-&phone=-&utm=1');
    expect(data['author']).toEqual({ id: '77', followers: 5 });
    expect(data['campaign']).toEqual({ name: 'Lato' });
    expect(personal).toEqual({ name: 'Jan Żółty' });
    expect(identifiers).toEqual({ author: 'x:77' });
  });

  it('reads traits and identifiers as the data itself, and keeps what does not fit under its pointer', () => {
    const identifiers: Identifiers = {};
    const { data, personal } = privacy.protect(
      'contact.linked',
      {
        email: 'a@x.pl',
        traits: { email: 'b@x.pl', phone: 600700800, firstName: 'Ada', address: { city: 'Łódź' }, plan: 'pro' },
        identifiers: { userId: 'u1', email: 'a@x.pl' },
      },
      identifiers,
    );
    expect(data).toEqual({ traits: { plan: 'pro' } });
    expect(personal).toEqual({
      email: 'a@x.pl',
      phone: '600700800',
      firstName: 'Ada',
      more: { '/traits/email': 'b@x.pl', '/traits/address': { city: 'Łódź' }, '/identifiers/email': 'a@x.pl' },
    });
    expect(identifiers).toEqual({ email: 'a@x.pl', phone: '600700800', userId: 'u1' });
  });

  it('takes a bare name for a product’s in product events, unless a person stands beside it', () => {
    expect(privacy.protect('product.viewed', { product: 'p', name: 'Buty' }, {}).data).toEqual({ product: 'p', name: 'Buty' });
    expect(privacy.protect('product.viewed', { product: 'p', name: 'Jan', email: 'j@x.pl' }, {}).data).toEqual({ product: 'p' });
    expect(privacy.protect('lead.submitted', { name: 'Jan', friends: [{ name: 'Ewa' }] }, {}).data).toEqual({ friends: [{}] });
    // What people answer in a form may be anything, so it is taken out whole.
    const form = privacy.protect('lead.submitted', { answers: [{ question: 'Kiedy dzwonić?', answer: 'po 16, pytać o Ewę' }] }, {});
    expect(form.data).toEqual({});
    expect(form.personal).toEqual({ more: { '/answers': [{ question: 'Kiedy dzwonić?', answer: 'po 16, pytać o Ewę' }] } });
    expect(privacy.protect('own.thing', { author: 'Jan Żółty', to: '2026-11-22' }, {}).data).toEqual({ to: '2026-11-22' });
  });

  it('shares data without anything personal and leaves its input unchanged', () => {
    const clean = { platform: 'x', text: 'dobre buty', list: ['a', { b: 1 }] };
    expect(privacy.protect('social.mentioned', clean, {}).data).toBe(clean);
    const input = { email: 'a@x.pl', text: 'a@x.pl' };
    privacy.protect('social.mentioned', input, {});
    expect(input).toEqual({ email: 'a@x.pl', text: 'a@x.pl' });
  });
});
