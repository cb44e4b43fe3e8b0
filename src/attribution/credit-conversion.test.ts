import { describe, expect, it } from 'vitest';
import { creditConversion } from './credit-conversion.ts';
import { type CreditRules, defaultCreditRules } from './credit-rules.ts';
import type { Touch } from './touch.ts';

const DAY = 86_400_000;
const at = Date.UTC(2026, 9, 26);
const rules: CreditRules = { ...defaultCreditRules, model: 'linear', level: 'campaign', clickLookback: 30 * DAY, viewLookback: DAY };
const touch = (before: number, kind: Touch['kind'], campaign: string): Touch => ({ at: at - before, channel: 'meta', campaign, kind });
const credited = (views: CreditRules['views'], ...touches: Touch[]): (string | undefined)[] =>
  creditConversion(touches, at, 1_000, { ...rules, views }).map(({ campaign }) => campaign);

describe('the look-back of touches', () => {
  it.each<[Touch['kind'], number]>([
    ['click', 30 * DAY],
    ['visit', 30 * DAY],
    ['view', DAY],
  ])('ends for a %s to the millisecond, and begins at the conversion', (kind, lookback) => {
    expect(credited('always', touch(lookback, kind, 'żniwa'))).toEqual(['żniwa']);
    expect(credited('always', touch(lookback + 1, kind, 'żniwa'))).toEqual([undefined]);
    expect(credited('always', touch(0, kind, 'święta'))).toEqual(['święta']);
    expect(credited('always', touch(-1, kind, 'święta'))).toEqual([undefined]);
  });

  it('lets views count as the setting says: always, only where nothing was clicked or visited in time, never', () => {
    const [view, click, old] = [touch(5, 'view', 'źródło'), touch(9, 'click', 'łódź'), touch(31 * DAY, 'click', 'dawno')];
    expect(credited('always', click, view)).toEqual(['łódź', 'źródło']);
    expect(credited('without-click', click, view)).toEqual(['łódź']);
    expect(credited('without-click', old, view)).toEqual(['źródło']);
    expect(credited('never', click, view)).toEqual(['łódź']);
    expect(credited('never', view)).toEqual([undefined]);
  });
});
