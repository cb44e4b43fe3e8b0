import { describe, expect, test } from 'vitest';
import { hashedEmail, hashedPhone } from './meta-identifiers.ts';
import { metaRows } from './meta-rows.ts';
import { signWebhook } from './sign-webhook.ts';
import { escapeSlackText } from './escape-slack-text.ts';

test('the Standard Webhooks vector is signed as its libraries sign it', () => {
  const signature = signWebhook(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1_614_265_330,
    '{"test": 2432232314}',
  );
  expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test.each(['', 'whsec_', 'whsec_kr+tkie', 'whsec_żółć'])('a secret like "%s" is refused', (secret) => {
  expect(() => signWebhook(secret, 'id', 1, '{}')).toThrow(RangeError);
});

describe("Meta's rules", () => {
  test.each([
    ['user.name+NYC@Example.com', 'f109a2a632fbcea5fc82049f50beed3d8621bf9034399f437fb622222acccdac'],
    ['  test@X.com ', '5806dc6b2f04fb728708a8f7b81c14edcd4fba36f77914cf0c9368d9a3a25f76'],
  ])('e-mail %s', (email, hash) => {
    expect(hashedEmail(email)).toBe(hash);
  });

  test.each(['+48500600700', '+48 500 600 700', '0048 500-600-700', '48500600700'])('phone %s', (phone) => {
    expect(hashedPhone(phone)).toBe('4c6a4cf21753ccba3bcd13ebc5f7f151f20e0dfe799f9effd4b80349a402bb6e');
  });

  test('a local number takes the country code of the account', () => {
    expect(hashedPhone('500 600 700', '48')).toBe(hashedPhone('+48500600700'));
    expect(hashedPhone('+49 170 1234567', '48')).toBe(hashedPhone('491701234567'));
  });

  test('what is hashed already passes unchanged; what is none is left out', () => {
    const hash = hashedEmail('zażółć@przykład.pl')!;
    expect(hashedEmail(hash)).toBe(hash);
    for (const none of ['', 'a', '@b', 'a@', 'a b@c']) expect(hashedEmail(none)).toBeUndefined();
    for (const none of ['', '12', 'zadzwoń', '+123456789012345678']) expect(hashedPhone(none)).toBeUndefined();
  });

  test('people without identifiers are counted, or go by pseudonym', () => {
    const people = [{ contact: 'c1', email: 'a@b.pl' }, { contact: 'c2' }, { contact: 'c3', phone: '+48500600700' }];
    expect(metaRows(people, { externIds: false })).toEqual({
      schema: ['EMAIL', 'PHONE'],
      rows: [
        [hashedEmail('a@b.pl'), ''],
        ['', hashedPhone('+48500600700')],
      ],
      unmatched: 1,
    });
    expect(metaRows(people, { externIds: true })).toMatchObject({ schema: ['EXTERN_ID', 'EMAIL', 'PHONE'], unmatched: 0 });
    expect(metaRows(people, { externIds: true }).rows[1]).toEqual(['c2', '', '']);
  });
});

describe('text for Slack', () => {
  test('its three control characters are escaped, everything else stays byte for byte', () => {
    expect(escapeSlackText('<b>Zażółć & "gęślą" jaźń</b> 🐢')).toBe('&lt;b&gt;Zażółć &amp; "gęślą" jaźń&lt;/b&gt; 🐢');
  });

  test('it is cut at 40,000 characters without splitting an escape or a character', () => {
    expect(escapeSlackText('ż'.repeat(50_000))).toHaveLength(40_000);
    expect(escapeSlackText(`${'a'.repeat(39_998)}&b`)).toBe('a'.repeat(39_998));
    expect(escapeSlackText(`${'a'.repeat(39_999)}🐢`)).toBe('a'.repeat(39_999));
  });
});
