import { describe, expect, it } from 'vitest';
import { benchEvents } from './bench-events.ts';

describe('benchEvents', () => {
  const events = benchEvents(7, 20_000);
  const share = (test: (type: string) => boolean): number => events.filter((event) => test(event.type)).length / events.length;

  it('gives the same events for the same seed and others for another', () => {
    expect(benchEvents(7, 50)).toEqual(events.slice(0, 50));
    expect(benchEvents(8, 50)).not.toEqual(events.slice(0, 50));
  });

  it('keeps the mix that the benchmarks speak of', () => {
    expect(share((type) => type.startsWith('social.'))).toBeCloseTo(0.6, 1);
    expect(share((type) => type === 'ad.clicked' || type === 'ad.impressed')).toBeCloseTo(0.25, 1);
    expect(share((type) => type === 'ad.reported')).toBeCloseTo(0.05, 1);
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  });

  it('has events of about 330 bytes, and a fifth of them from people met before', () => {
    const bytes = events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0) / events.length;
    expect(bytes).toBeGreaterThan(290);
    expect(bytes).toBeLessThan(370);
    const people = events.flatMap((event) => event.contact ?? []);
    expect(1 - new Set(people).size / people.length).toBeCloseTo(0.2, 1);
  });
});
