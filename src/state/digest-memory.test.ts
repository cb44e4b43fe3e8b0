import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigestMemory } from './digest-memory.ts';

const HOUR = 3_600_000;

describe('digest memory', () => {
  it('knows an id again within the window and has forgotten it after', () => {
    const memory = new DigestMemory(96 * HOUR, [1, 2]);
    expect(memory.firstSeen('x', 'wpis-żółty', 0)).toBe(true);
    expect(memory.firstSeen('x', 'wpis-żółty', 95 * HOUR)).toBe(false);
    expect(memory.firstSeen('x', 'wpis-żółty', 98 * HOUR)).toBe(true);
  });

  it('tells sources apart', () => {
    const memory = new DigestMemory(HOUR, [1, 2]);
    expect(memory.firstSeen('a', 'b1', 0)).toBe(true);
    expect(memory.firstSeen('ab', '1', 0)).toBe(true);
  });

  it('writes ten bytes an id and is read back whole, but for a torn tail', () => {
    const memory = new DigestMemory(HOUR, [7, 9]);
    for (let id = 0; id < 100; id++) memory.firstSeen('s', `id-${id}`, 0);
    const [log] = memory.takeFresh();
    expect(Buffer.byteLength(log!.log)).toBe(1_000);
    expect(memory.takeFresh()).toEqual([]);
    const heir = new DigestMemory(HOUR, [7, 9]);
    heir.load(log!.hour, log!.log.slice(0, 993));
    for (let id = 0; id < 99; id++) expect(heir.firstSeen('s', `id-${id}`, 0)).toBe(false);
    expect(heir.firstSeen('s', 'id-99', 0)).toBe(true);
  });

  it('agrees with a plain map whatever comes, over growth and forgetting', () => {
    const arrivals = fc.array(fc.record({ id: fc.integer({ min: 0, max: 3_000 }), step: fc.integer({ min: 0, max: HOUR }) }), {
      minLength: 2_000,
      maxLength: 6_000,
    });
    fc.assert(
      fc.property(arrivals, (list) => {
        const memory = new DigestMemory(4 * HOUR, [3, 4]);
        const plain = new Map<number, number>();
        let at = 0;
        for (const { id, step } of list) {
          at += Math.floor(step / 100);
          const hour = Math.floor(at / HOUR);
          const known = plain.get(id);
          const fresh = known === undefined || known < hour - 4;
          if (fresh) plain.set(id, hour);
          if (memory.firstSeen('s', String(id), at) !== fresh) return false;
        }
        return true;
      }),
      { numRuns: 20 },
    );
  });
});
