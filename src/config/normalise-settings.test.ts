import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '#document';
import type { AuthoredSettings } from './authored-settings.ts';
import { checkSettings } from './check-settings.ts';
import { normaliseSettings } from './normalise-settings.ts';
import { packageFolder } from './package-folder.ts';

const duration = fc.oneof(
  fc.constantFrom('90s', '1h30m', '3600s', '0.5h', '24h', '7d'),
  fc.integer({ min: 1, max: 1e9 }).map((ms) => `${ms}ms`),
);
const authored: fc.Arbitrary<AuthoredSettings> = fc.record(
  {
    partitions: fc.integer({ min: 1, max: 256 }),
    replicas: fc.integer({ min: 1, max: 8 }),
    lease: duration,
    max_lag: duration,
    retention: fc.record({ events: duration, dedupe: duration }, { requiredKeys: [] }),
    lead: fc.record({ half_life: duration, ceiling: fc.integer({ min: 1, max: 500 }) }, { requiredKeys: [] }),
    rules: fc.record({ mode: fc.constantFrom('own', 'shadow', 'active') }, { requiredKeys: [] }),
    accounts: fc.constantFrom({}, { crm: { type: 'webhook' as const, url: 'https://crm.example.com', secret: 'env:X' } }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<AuthoredSettings>;

describe('the normal form of settings', () => {
  it('does not change when it is normalised again, and is itself a valid configuration', () => {
    fc.assert(
      fc.property(authored, (written) => {
        const once = normaliseSettings(written);
        expect(normaliseSettings(once as AuthoredSettings)).toEqual(once);
        const document = parseDocument(JSON.stringify(once), 'normal.json');
        expect(checkSettings(document).filter(({ code }) => code !== 'not-allowed')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what the author wrote', () => {
    const text = readFileSync(join(packageFolder(), 'docs/crosscurrent.example.yaml'), 'utf8');
    const written = parseDocument(text, 'example').value as AuthoredSettings;
    expect(normaliseSettings(written)).toMatchObject(written as object);
  });
});
