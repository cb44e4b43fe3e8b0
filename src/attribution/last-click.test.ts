import { assert, array, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastClick } from './last-click.ts';
import type { Touch } from './journey.ts';

const lookback = 1_000;
const touch = (at: number, channel: string, kind: Touch['kind'], campaign?: string): Touch =>
  campaign === undefined ? { at, channel, kind } : { at, channel, kind, campaign };

describe('lastClick', () => {
  it.each<[string, Touch[], string]>([
    ['the last click', [touch(100, 'google', 'click'), touch(200, 'meta', 'click'), touch(300, 'x', 'view')], 'meta'],
    ['the last visit without a click', [touch(100, 'newsletter', 'visit'), touch(200, 'x', 'view')], 'newsletter'],
    ['the last view without a visit', [touch(100, 'youtube', 'view'), touch(200, 'x', 'view')], 'x'],
    ['direct without a touch', [], 'direct'],
    ['direct when all touches are too old', [touch(-900, 'google', 'click')], 'direct'],
    ['nothing that came after the conversion', [touch(100, 'google', 'click'), touch(600, 'meta', 'click')], 'google'],
  ])('gives the value to %s', (_, touches, channel) => {
    expect(lastClick({ touches }, { at: 500, value: 199.99 }, lookback)).toEqual([
      { channel, share: 1, value: 199.99, model: 'last-click' },
    ]);
  });

  it('names the campaign', () => {
    const [credit] = lastClick({ touches: [touch(100, 'meta', 'click', 'żółta wiosna')] }, { at: 500, value: 10 }, lookback);
    expect(credit).toEqual({ channel: 'meta', campaign: 'żółta wiosna', share: 1, value: 10, model: 'last-click' });
  });

  it('gives away the value exactly, to the cent', () => {
    const touches = array(
      record({ at: integer({ min: 0, max: 900 }), channel: constantFrom('x', 'meta'), kind: constantFrom('click', 'view', 'visit') }),
      {
        maxLength: 8,
      },
    );
    assert(
      property(touches, integer({ min: 0, max: 10_000_000 }), (all, cents) => {
        const credits = lastClick({ touches: all.sort((one, other) => one.at - other.at) }, { at: 1_000, value: cents / 100 }, lookback);
        expect(credits.reduce((sum, credit) => sum + Math.round(credit.value * 100), 0)).toBe(cents);
        expect(credits.reduce((sum, credit) => sum + credit.share, 0)).toBeCloseTo(1, 12);
      }),
    );
  });
});
