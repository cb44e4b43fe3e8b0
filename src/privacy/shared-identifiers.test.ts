import { expect, it } from 'vitest';
import { createPrivacy } from './privacy.ts';
import { compileShared } from './shared-identifiers.ts';

const isShared = compileShared(['info@*', '*@biuro.example.pl', 'wspólna@example.pl', '+48 22 123 45 67', 'kiosk-7']);
const privacy = createPrivacy({ key: Buffer.alloc(32, 7).toString('base64'), isShared });
const of = (kind: 'email' | 'phone' | 'userId' | 'anonymousId' | 'clickId', value: string) => privacy.pseudonym(kind, value);

it('tells what many people share by mailbox, domain, value and number', () => {
  for (const email of ['info@cokolwiek.pl', 'ola@biuro.example.pl', 'wspólna@example.pl'])
    expect(isShared('email', email), email).toBe(true);
  for (const email of ['ola@example.pl', 'informacja@example.pl']) expect(isShared('email', email), email).toBe(false);
  expect([isShared('phone', '48221234567'), isShared('phone', '000000000'), isShared('phone', '48600700800')]).toEqual([true, true, false]);
  expect([isShared('deviceId', 'kiosk-7'), isShared('deviceId', '00000000-0000-0000-0000-000000000000')]).toEqual([true, true]);
  expect([isShared('userId', 'NULL'), isShared('userId', 'u-1')]).toEqual([true, false]);
});

it('links nobody by what is shared, and names a contact by it only when nothing else does', () => {
  expect(privacy.resolvePerson({ email: 'info@example.pl', anonymousId: 'a' })).toEqual({
    contact: of('anonymousId', 'a'),
    kind: 'anonymousId',
    links: undefined,
  });
  expect(privacy.resolvePerson({ email: 'info@example.pl' })).toEqual({
    contact: of('email', 'info@example.pl'),
    kind: 'email',
    links: undefined,
  });
  expect(privacy.resolvePerson({ userId: 'undefined' })).toEqual({ contact: of('userId', 'undefined'), kind: 'userId', links: undefined });
  expect(privacy.resolvePerson({ userId: 'u', email: 'Ewa@example.pl', phone: '22 123 45 67', clickId: 'c' })).toEqual({
    contact: of('userId', 'u'),
    kind: 'userId',
    links: { userId: of('userId', 'u'), email: of('email', 'ewa@example.pl'), clickId: of('clickId', 'c') },
  });
});

it('takes a user id that is an address for that address', () => {
  const ewa = of('email', 'ewa@example.pl');
  expect(privacy.resolvePerson({ userId: 'ewa@example.pl', email: 'EWA@example.pl' })).toEqual({
    contact: ewa,
    kind: 'email',
    links: undefined,
  });
  expect(privacy.resolvePerson({ userId: 'ewa@example.pl', anonymousId: 'a' })).toEqual({
    contact: ewa,
    kind: 'email',
    links: { email: ewa, anonymousId: of('anonymousId', 'a') },
  });
});
