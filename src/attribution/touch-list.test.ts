import { array, assert, constantFrom, integer, option, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyLedger } from './credit-ledger.ts';
import { openLedger } from './open-ledger.ts';
import { readTouches, touchList, writeTouches } from './touch-list.ts';
import { touchMark } from './touch-mark.ts';
import type { Touch } from './touch.ts';

const name = constantFrom('meta', 'google', 'żółte strony', 'a|b', '0', '__proto__', 'wiosna').map((one) => one);
const touch = record({
  at: integer({ min: 0, max: 4_102_444_800_000 }),
  channel: name,
  campaign: option(constantFrom('wiosna', 'święta "2026"', 'meta', ''), { nil: undefined }),
  kind: constantFrom('click' as const, 'view' as const, 'visit' as const),
  mark: option(integer({ min: 0, max: 0xffffff }), { nil: undefined }),
}).map(({ campaign, mark, ...rest }): Touch => ({
  ...rest,
  ...(campaign === undefined ? {} : { campaign }),
  ...(mark === undefined ? {} : { mark }),
}));

describe('a list of touches', () => {
  it('is the same after it was written and read, whatever its order and names', () => {
    assert(
      property(array(touch, { maxLength: 60 }), array(string(), { maxLength: 3 }), (touches, strange) => {
        const all = [...touches, ...strange.map((channel): Touch => ({ at: 5, channel, kind: 'view' }))];
        const json = JSON.stringify(touchList([...all]));
        expect(readTouches(JSON.parse(json) as never)).toEqual(all);
        expect([...readTouches(JSON.parse(json) as never)]).toEqual(all);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads what earlier versions wrote, and what it was read from may change', () => {
    const old: Touch[] = [{ at: 1, channel: 'meta', campaign: 'wiosna', kind: 'click' }];
    const ledger = openLedger({ touches: JSON.parse(JSON.stringify(old)) as Touch[], entries: [] });
    expect([...ledger.touches]).toEqual(old);
    ledger.touches.push({ at: 4, channel: 'wiosna', kind: 'view' });
    ledger.touches.splice(0, 1);
    expect(JSON.stringify(ledger)).toBe('{"touches":[["wiosna"],4,1],"entries":[]}');
    expect(openLedger(ledger).touches).toBe(ledger.touches);
    expect(JSON.stringify(openLedger(emptyLedger()))).toBe('{"touches":[],"entries":[]}');
  });

  it('takes at most a third of the room of its objects in an ordinary journey', () => {
    const journey = Array.from({ length: 20 }, (_, index): Touch => ({
      at: 1_772_438_400_006 + index * 3_600_123,
      channel: ['meta', 'google', 'newsletter'][index % 3]!,
      campaign: ['wiosna', 'powroty'][index % 2]!,
      kind: 'click',
      mark: touchMark(`sklep e${index}`),
    }));
    expect(JSON.stringify(writeTouches(journey)).length * 3).toBeLessThan(JSON.stringify(journey).length);
  });
});
