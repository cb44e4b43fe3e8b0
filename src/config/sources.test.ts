import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '#config';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string, environment: Record<string, string> = {}) {
  const file = join(folder, 'crosscurrent.yaml');
  writeFileSync(file, text);
  return loadSettings({ file, environment, flags: { dataFolder: join(folder, 'data') } }).settings;
}

describe('sources', () => {
  it('follow every reference, keep the order of secrets, and know their own signature', () => {
    writeFileSync(join(folder, 'old.txt'), 'stary\n');
    const settings = load(
      `sources:
  meta-shop: { type: meta, account: "10293", secrets: [env:META, file:old.txt], verify_token: env:WORD, purposes: [newsletter], retention: 30d }
  network:
    type: json
    secrets: [env:META]
    signature: { header: X-Sig, prefix: "v1:", signed: "{timestamp}.{body}", timestamp: X-Time, tolerance: 1m }
    map: { type: '"ad.clicked"', data: { campaign: one.campaign } }
`,
      { META: 'nowy', WORD: 'słowo' },
    );
    expect(settings.sources).toEqual([
      {
        name: 'meta-shop',
        type: 'meta',
        account: '10293',
        secrets: ['nowy', 'stary'],
        verifyToken: 'słowo',
        purposes: ['newsletter'],
        retention: 2_592_000_000,
      },
      {
        name: 'network',
        type: 'json',
        secrets: ['nowy'],
        purposes: [],
        signature: {
          header: 'x-sig',
          algorithm: 'hmac-sha256',
          encoding: 'hex',
          prefix: 'v1:',
          signed: '{timestamp}.{body}',
          tolerance: 60_000,
          timestampHeader: 'x-time',
        },
        mapping: { type: '"ad.clicked"', data: { campaign: 'one.campaign' }, identifiers: {} },
      },
    ]);
  });

  it('keep the scored stream no longer than the strictest of them allows', () => {
    const source = (retention: string): string =>
      `retention: { events: 7d }\nsources: { a: { type: meta, secrets: [env:A], verify_token: env:A${retention} } }\n`;
    expect(load(source(', retention: 2d'), { A: 'a' }).retention.events).toBe(2 * 86_400_000);
    expect(load(source(', retention: 30d'), { A: 'a' }).retention.events).toBe(7 * 86_400_000);
    expect(load(source(''), { A: 'a' }).retention.events).toBe(7 * 86_400_000);
  });

  it.each([
    ['a secret in the file', 'a: { type: meta, secrets: [tajne], verify_token: env:A }', /:2:\d+ .*inline-secret|secret must not stand/s],
    ['no secret', 'a: { type: meta, verify_token: env:A }', /"secrets" is missing/],
    ['a word that is missing', 'a: { type: meta, secrets: [env:A] }', /"verify_token" is missing/],
    ['an unknown platform', 'a: { type: mata, secrets: [env:A] }', /meta/],
    [
      'a field of another platform',
      'a: { type: standard-webhooks, secrets: [env:A], verify_token: env:A }',
      /only for sources of type meta, youtube/,
    ],
    ['the address of Slack’s buttons', 'slack-interactivity: { type: x, secrets: [env:A] }', /Slack’s buttons/],
    ['no mapping', 'a: { type: json, secrets: [env:A] }', /"map" is missing/],
    [
      'a timestamp nobody signs',
      `a: { type: json, secrets: [env:A], map: { type: '"a.b"' }, signature: { header: x, timestamp: y } }`,
      /proves nothing/,
    ],
    [
      'a signed timestamp nobody sends',
      `a: { type: json, secrets: [env:A], map: { type: '"a.b"' }, signature: { header: x, signed: "{timestamp}{body}" } }`,
      /no header of it/,
    ],
    ['a reference that leads nowhere', 'a: { type: meta, secrets: [env:NONE], verify_token: env:A }', /NONE is not set/],
  ])('are refused with their place: %s', (_, line, expected) => {
    const attempt = (): unknown => load(`sources:\n  ${line}\n`, { A: 'a' });
    expect(attempt).toThrow(expected);
    expect(attempt).toThrow(/crosscurrent\.yaml:2:\d+/);
    expect(attempt).not.toThrow(/tajne/);
  });
});
