import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cc-pollers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(poller: string) {
  const file = join(folder, 'crosscurrent.yaml');
  writeFileSync(file, `pollers:\n  spend: { ${poller} }\n`);
  return loadSettings({ environment: { T: 'token', D: 'developer' }, file, flags: { dataFolder: folder } }).settings.pollers;
}

describe('a poller', () => {
  it('has defaults of its platform', () => {
    expect(load('type: google-ads-report, account: 123-456-7890, secret: env:T, developer_token: env:D')).toEqual([
      {
        name: 'spend',
        type: 'google-ads-report',
        account: '123-456-7890',
        url: 'https://googleads.googleapis.com',
        secret: 'token',
        developerToken: 'developer',
        schedule: '*/15 * * * *',
        zone: 'UTC',
        restated: 7 * 86_400_000,
        backfill: 14 * 86_400_000,
        allowPrivate: false,
      },
    ]);
  });

  it.each([
    [
      'a schedule that is none',
      'type: tiktok-report, account: "7", secret: env:T, schedule: "co godzinę rano"',
      /2:\d+ wrong-form "co godzinę rano" is no schedule/,
    ],
    ['an hour that never comes', 'type: tiktok-report, account: "7", secret: env:T, schedule: "0 0 31 2 *"', /wrong-form/],
    [
      'a place without a clock',
      'type: tiktok-report, account: "7", secret: env:T, zone: Warszawa',
      /unknown-zone there is no time zone "Warszawa"/,
    ],
    ['too much at once', 'type: tiktok-report, account: "7", secret: env:T, backfill: 90d', /not-allowed "backfill" may be 28d at most/],
    ['a token in the file', 'type: tiktok-report, account: "7", secret: tajny-token', /inline-secret/],
    [
      'a missing developer token',
      'type: google-ads-report, account: "7", secret: env:T',
      /missing-field a poller of type google-ads-report needs "developer_token"/,
    ],
    [
      'a field of another platform',
      'type: meta-insights, account: "7", secret: env:T, currency: PLN',
      /unknown-field "currency" is only for pollers of type linkedin-analytics/,
    ],
  ])('is told %s', (_words, text, expected) => {
    expect(() => load(text)).toThrow(expected);
  });
});
