import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageFolder, sourceTypes } from '#config';
import { conformances } from './conformances.fixture.ts';
import { describeSources } from './describe-sources.ts';

it('docs/sources.md is what the declarations say', () => {
  expect(readFileSync(join(packageFolder(), 'docs', 'sources.md'), 'utf8')).toBe(describeSources());
});

it('no platform is taken that the conformance suite does not know', () => {
  expect(conformances.map((one) => one.type).toSorted((a, b) => a.localeCompare(b))).toEqual(
    [...sourceTypes].toSorted((a, b) => a.localeCompare(b)),
  );
});
