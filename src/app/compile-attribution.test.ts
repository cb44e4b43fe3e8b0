import { creditConversion } from '#attribution';
import { loadSettings } from '#config';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileAttribution } from './compile-attribution.ts';

const folder = mkdtempSync(join(tmpdir(), 'cc-weights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { attribution } = loadSettings({ environment: {}, flags: { dataFolder: folder, port: 0 } }).settings;
const HOUR = 3_600_000;

describe('the weight of a touch of one’s own', () => {
  it('is CEL over the touch and its place on the path', () => {
    const custom = 'touch.kind == "click" ? 3.0 : touch.place == touch.count ? 1.0 : touch.campaign.startsWith("żni") ? 0.0 : -5.0';
    const plan = compileAttribution({ ...attribution, models: ['linear', 'custom'], custom });
    const [linear, own] = plan.models();
    const touches = [
      { at: 0, channel: 'meta', kind: 'click' as const },
      { at: HOUR, channel: 'x', campaign: 'żniwa', kind: 'visit' as const },
      { at: 2 * HOUR, channel: 'google', kind: 'visit' as const },
    ];
    expect(creditConversion(touches, 3 * HOUR, 100, linear!.rules).map(({ minor }) => minor)).toEqual([34, 33, 33]);
    expect(creditConversion(touches, 3 * HOUR, 100, own!.rules)).toEqual([
      { channel: 'meta', share: 0.75, minor: 75 },
      { channel: 'google', share: 0.25, minor: 25 },
    ]);
  });

  it.each([
    ['touch.kidn == "click" ? 1.0 : 0.0', /attribution\.custom, character 7:.*Did you mean kind/],
    ['touch.kind', /must be a number/],
    ['touch.days >', /character/],
  ])('is refused in words when it is %s', (custom, words) => {
    const compile = () => compileAttribution({ ...attribution, models: ['custom'], custom });
    expect(compile).toThrow(words);
    expect(compile).toThrow(expect.objectContaining({ code: 'invalid-settings' }));
  });

  it('is left alone while no model asks for it', () => {
    expect(
      compileAttribution({ ...attribution, custom: 'nonsense(' })
        .models()
        .map(({ name }) => name),
    ).toEqual(['last-click']);
  });
});
