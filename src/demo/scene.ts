import type { Random } from './random.ts';

/** What every scene of the story is written with. */
export interface Scene {
  readonly random: Random;
  /** Beginning of the story, epoch milliseconds. */
  readonly start: number;
  /** Keeps the ids of two runs apart. */
  readonly run: string;
  /** A new id. */
  id(word: string): string;
}

export const MINUTE = 60_000;

/** A moment between two minutes of the story. */
export function within(scene: Scene, from: number, to: number): number {
  return Math.floor(scene.start + (from + scene.random.next() * (to - from)) * MINUTE);
}
