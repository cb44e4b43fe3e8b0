import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Longer than every cooldown and window that the story touches, so that a story told again on the same data begins with quiet rules. */
const PAUSE = 25 * 3_600_000;

/**
 * When the story begins, in epoch milliseconds: so that it ends at the present moment. On data that has already heard a story it begins a day after that one's end, because the
 * engine's time never goes back. The end is written down for the next time.
 */
export function demoOrigin(dataFolder: string, now: number, length: number, playing: number): number {
  const file = join(dataFolder, 'demo.json');
  let last = 0;
  try {
    last = (JSON.parse(readFileSync(file, 'utf8')) as { end: number }).end;
  } catch {
    // The first story on this data.
  }
  const origin = Math.max(now + playing - length, last + PAUSE);
  writeFileSync(file, JSON.stringify({ end: origin + length }));
  return origin;
}
