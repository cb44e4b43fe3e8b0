import { describe, expect, it } from 'vitest';
import { Watermark } from './watermark.ts';

describe('watermark', () => {
  it('is nothing before the first event', () => {
    expect(new Watermark(0, 1_000).at(9_000)).toBe(0);
  });

  it('follows the newest event, moves on with the clock while idle, and never goes back', () => {
    const watermark = new Watermark(0, 10_000);
    watermark.advance(9_000, 10_000);
    expect(watermark.at(10_000)).toBe(9_000);
    expect(watermark.at(15_000)).toBe(14_000);
    watermark.advance(11_000, 15_000);
    expect(watermark.at(15_000)).toBe(14_000);
    watermark.advance(14_900, 15_000);
    expect(watermark.at(15_000)).toBe(14_900);
  });

  it('takes a stamp ahead of the clock as now', () => {
    const watermark = new Watermark(0, 10_000);
    watermark.advance(4_000_000_000_000, 10_000);
    expect(watermark.at(10_000)).toBe(10_000);
  });

  it('goes on from where an earlier owner left it', () => {
    expect(new Watermark(9_000, 10_000).at(12_000)).toBe(11_000);
  });
});
