import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '#config';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'channels-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string) {
  const file = join(folder, 'crosscurrent.yaml');
  writeFileSync(file, text);
  return loadSettings({ file, environment: {}, flags: { dataFolder: join(folder, 'data') } }).settings;
}

describe('channel grouping', () => {
  it('is read as it is written, in order', () => {
    const { normalise } = load(`normalise:
  standard_channels: true
  channels:
    - { name: powroty, campaign: ["*powrót*"], medium: [cpc] }
    - { name: Ceneo, source: [ceneo] }
`);
    expect(normalise.standardChannels).toBe(true);
    expect(normalise.channels).toEqual([
      { name: 'powroty', campaign: ['*powrót*'], medium: ['cpc'] },
      { name: 'Ceneo', source: ['ceneo'] },
    ]);
  });

  it.each([
    ['a field that is none', '{ name: a, medum: [cpc] }', /crosscurrent\.yaml:3:18.*medum.*medium/s],
    ['a rule that asks nothing', '{ name: a }', /crosscurrent\.yaml:3:7/],
    ['a rule without a name', '{ medium: [cpc] }', /crosscurrent\.yaml:3:7.*name/s],
    ['an empty list', '{ name: a, medium: [] }', /crosscurrent\.yaml:3:2/],
    ['a text for a list', '{ name: a, medium: cpc }', /crosscurrent\.yaml:3:26/],
  ])('refuses %s at its place', (_words, rule, message) => {
    expect(() => load(`normalise:\n  channels:\n    - ${rule}\n`)).toThrow(message);
  });
});
