import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '#config';
import { createVerifier } from './create-verifier.ts';
import { platforms } from './platforms.ts';
import { signatureSchemes } from './signature-schemes.ts';
import type { SourceRequest } from './source-request.ts';

const BODY = String.raw`{"hello":"\u017c\u00f3\u0142w"}`;
const AT = 1_700_000_000_000;

function request(more: {
  readonly headers?: SourceRequest['headers'];
  readonly body?: string;
  readonly url?: string;
  readonly method?: string;
}): SourceRequest {
  const url = more.url ?? 'https://ex.org/hs';
  return {
    method: more.method ?? 'POST',
    url,
    query: new URL(url).searchParams,
    headers: more.headers ?? {},
    body: Buffer.from(more.body ?? BODY),
  };
}
const nobody = (): never => {
  throw new Error('the body is not to be parsed');
};

interface Vector {
  readonly from: 'vendor' | 'computed elsewhere';
  readonly scheme: keyof typeof signatureSchemes;
  readonly secret: string;
  readonly request: SourceRequest;
  readonly at?: number;
}

/** Signatures that nobody here made: of the vendors' own documentation, or computed by other code than ours. */
const vectors: readonly Vector[] = [
  {
    from: 'vendor',
    scheme: 'standard-webhooks',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    at: 1_614_265_330_000,
    request: request({
      body: '{"test": 2432232314}',
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,bm9wZQ== v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
    }),
  },
  {
    from: 'vendor',
    scheme: 'twilio',
    secret: '12345',
    request: request({
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      body: 'To=%2B18005551212&CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030',
      headers: { 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' },
    }),
  },
  {
    from: 'computed elsewhere',
    scheme: 'meta',
    secret: 's3cr3t',
    request: request({ headers: { 'x-hub-signature-256': 'sha256=1a85603772f65cbd11b3d81c7daf3e5707a808aef485c98b4908752be0725eab' } }),
  },
  {
    from: 'computed elsewhere',
    scheme: 'x',
    secret: 's3cr3t',
    request: request({ headers: { 'x-twitter-webhooks-signature': 'sha256=GoVgN3L2XL0Rs9gcfa8+VweoCK70hcmLSQh1K+ByXqs=' } }),
  },
  {
    from: 'computed elsewhere',
    scheme: 'linkedin',
    secret: 's3cr3t',
    request: request({ headers: { 'x-li-signature': '93bcd08e205f2de81d23405aebc7ab7f414084af1acf39170f3c44cbcf829e20' } }),
  },
  {
    from: 'computed elsewhere',
    scheme: 'linkedin',
    secret: 's3cr3t',
    request: request({ headers: { 'x-li-signature': 'hmacsha256=93bcd08e205f2de81d23405aebc7ab7f414084af1acf39170f3c44cbcf829e20' } }),
  },
  {
    from: 'computed elsewhere',
    scheme: 'tiktok',
    secret: 's3cr3t',
    request: request({
      headers: { 'tiktok-signature': 't=1700000000,s=b8d803df929a0b8881d0601e89aae5e29fd8e40973e83383a0d996da34dc6a56' },
    }),
  },
  {
    from: 'computed elsewhere',
    scheme: 'slack',
    secret: 's3cr3t',
    request: request({
      headers: {
        'x-slack-request-timestamp': '1700000000',
        'x-slack-signature': 'v0=8bf9ad42b969fe8afe04d5be1f5845b734fdf3e391329a93b771cb372075d097',
      },
    }),
  },
  {
    from: 'computed elsewhere',
    scheme: 'hubspot',
    secret: 's3cr3t',
    request: request({
      headers: { 'x-hubspot-request-timestamp': '1700000000000', 'x-hubspot-signature-v3': 'HtLiFdxnO9UiJZcxOPDGjwtLTvbA4b1D0kGlRy4yWDw=' },
    }),
  },
];

describe('a signature made elsewhere', () => {
  it.each(vectors)('of $scheme fits ($from), and not one byte of another body', ({ scheme, secret, request: signed, at = AT }) => {
    const verify = createVerifier(
      signatureSchemes[scheme],
      ['another-secret-first', secret].slice(scheme === 'standard-webhooks' ? 1 : 0),
      'here',
    );
    expect(verify(signed, nobody, at)).toBe(true);
    const changed = Buffer.from(signed.body);
    changed[8]! ^= 1;
    expect(verify({ ...signed, body: changed }, nobody, at)).toBe(false);
  });

  it('of Mailgun stands in the body, and covers its token', () => {
    const verify = createVerifier(signatureSchemes.mailgun, ['s3cr3t'], 'here');
    const signature = {
      timestamp: '1700000000',
      token: 'tok123',
      signature: '956c75c36a40ddef06ff246544934f52c1a7f19062bb6f10e9e5955cdbd25c09',
    };
    expect(verify(request({}), () => ({ signature }), AT)).toBe(true);
    expect(verify(request({}), () => ({ signature: { ...signature, token: 'tok124' } }), AT)).toBe(false);
    expect(verify(request({}), () => ({ signature: { ...signature, signature: '' } }), AT)).toBe(false);
    expect(verify(request({}), () => [], AT)).toBe(false);
  });

  it('of Twilio fits with and without the port of its scheme, and a JSON body by its digest in the address', () => {
    const verify = createVerifier(signatureSchemes.twilio, ['12345'], 'here');
    const [, twilio] = vectors;
    const url = 'https://mycompany.com:443/myapp.php?foo=1&bar=2';
    expect(verify({ ...twilio!.request, url }, nobody, AT)).toBe(true);
    expect(verify({ ...twilio!.request, url: 'https://mycompany.com/other.php?foo=1&bar=2' }, nobody, AT)).toBe(false);
  });
});

describe('a handshake computed elsewhere', () => {
  const source = { name: 'here', secrets: ['s3cr3t'], purposes: [] };
  const get = (url: string): SourceRequest => ({
    method: 'GET',
    url,
    query: new URL(url).searchParams,
    headers: {},
    body: Buffer.alloc(0),
  });

  it.each([
    ['x', 'https://ex.org/?crc_token=abc', 'sha256=57gJGcUThbnobDNjxz+FzQFSIuTU65RQgtYdeyHrgkE='],
    [
      'linkedin',
      'https://ex.org/?challengeCode=890e4665-4dfe-4ab1-b689-ed553bceeed0&applicationId=7',
      '63c7a919bedbaacb240b7f164b53ceec3659f89f076bdd25f84469154bedb6e8',
    ],
  ] as const)('with %s is answered', (type, url, expected) => {
    expect(platforms[type].handshake!.answer(get(url), { ...source, type })).toMatchObject({
      status: 200,
      body: expect.stringContaining(expected) as string,
    });
  });
});

describe('a secret that is none', () => {
  it.each([
    ['standard-webhooks', 'whsec_kr+tkie'],
    ['standard-webhooks', 'whsec_żółć'],
    ['sendgrid', 'not a key'],
  ] as const)('of %s is told when the server is built, without showing it', (scheme, secret) => {
    expect(() => createVerifier(signatureSchemes[scheme], [secret], 'my-source')).toThrow(/my-source/);
    expect(() => createVerifier(signatureSchemes[scheme], [secret], 'my-source')).not.toThrow(new RegExp(secret.replace(/[+_]/g, '.')));
  });
});

it('secrets and signatures are compared in one place, and nowhere by ===', () => {
  const folder = join(packageFolder(), 'src', 'ingest', 'sources');
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name));
  const comparing = sources.filter((name) => readFileSync(join(folder, name), 'utf8').includes('timingSafeEqual'));
  expect(comparing).toEqual(['same-secret.ts']);
  for (const name of sources)
    expect(readFileSync(join(folder, name), 'utf8'), name).not.toMatch(
      /\b(secret|secrets|signature|signatures|given|verifyToken|token)\b\s*[!=]==(?!\s*(?:undefined\b|null\b|''))/,
    );
});
