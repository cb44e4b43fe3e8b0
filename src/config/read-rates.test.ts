import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cc-rates-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(rates: string, more = 'currency: PLN') {
  writeFileSync(join(folder, 'rates.csv'), rates);
  const file = join(folder, 'crosscurrent.yaml');
  writeFileSync(file, `normalise: { rates: rates.csv, ${more} }\n`);
  return loadSettings({ environment: {}, file, flags: { dataFolder: folder } }).settings.normalise;
}

describe('a table of rates', () => {
  it('is read as the European Central Bank publishes it', () => {
    expect(load('Date,USD,PLN,BGN,\n2026-11-23,1.1,4.25,N/A,\n2026-11-20,1.08,4.2,1.9558,\n')).toEqual({
      currency: 'PLN',
      rates: {
        base: 'EUR',
        days: [
          { at: Date.UTC(2026, 10, 23), per: { USD: '1.1', PLN: '4.25' } },
          { at: Date.UTC(2026, 10, 20), per: { USD: '1.08', PLN: '4.2', BGN: '1.9558' } },
        ],
      },
    });
  });

  it('tells its mistakes at their rows', () => {
    expect(() => load('Date,USD\n23.11.2026,1.1\n2026-11-20,dużo\n')).toThrow(
      /rates\.csv:2:1 wrong-form "23\.11\.2026" in column Date is no day.*\n.*rates\.csv:3:1 wrong-form "dużo" in column USD is no rate/,
    );
    expect(() => load('Data,USD\n2026-11-20,1\n')).toThrow(/there is no column "Date"; did you mean "Data"\?/);
  });

  it('needs the currency to turn amounts into', () => {
    expect(() => load('Date,USD\n', 'links: {}')).toThrow(/crosscurrent\.yaml:1:\d+ missing-field rates need "currency"/);
  });
});
