import { expect, test } from 'vitest';
import { checkUrl } from './check-url.ts';

test.each([
  'http://example.com/',
  'ftp://example.com/',
  'https://user:pass@example.com/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://①②⑦.0.0.1/',
  'https://ⓛocalhost/',
  'https://0/',
  'https://10.1.2.3/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[fc00::1]/',
  'https://[fe80::1]/',
  'https://[ff02::1]/',
  'https://example.com:22/',
  'nie adres',
])('%s is refused', (url) => {
  expect(checkUrl(url, false)).toBeTypeOf('string');
});

test.each([
  'https://example.com/a?b=c',
  'https://example.com:8443/',
  'https://93.184.216.34/',
  'https://[2606:4700::1111]/',
  'https://żółw.pl/',
])('%s is allowed', (url) => {
  expect(checkUrl(url, false)).toBeUndefined();
});

test('the sandbox may be called over plain http, but never with a password in the address', () => {
  expect(checkUrl('http://127.0.0.1:4000/hooks/a', true)).toBeUndefined();
  expect(checkUrl('http://a:b@127.0.0.1:4000/', true)).toBeTypeOf('string');
  expect(checkUrl('file:///etc/passwd', true)).toBeTypeOf('string');
});
