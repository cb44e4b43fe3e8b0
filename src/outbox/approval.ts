import type { Approval, HeldIntent } from './outbox.ts';
import type { Intent } from '#action';

/** An approval as one word, `at:who`, so that it can stand between blanks. */
export function writeApproval({ by, at }: Approval): string {
  return `${at}:${encodeURIComponent(by)}`;
}

/** The approval of such a word; undefined when it is none. */
export function readApproval(word: string): Approval | undefined {
  const match = /^(\d{1,16}):([^ ]*)$/.exec(word);
  if (match === null) return undefined;
  try {
    return { by: decodeURIComponent(match[2]!), at: Number(match[1]) };
  } catch {
    return undefined;
  }
}

/** What is held under a text that `settlement` wrote; undefined when it cannot be read. */
export function readHeld(partition: number, id: string, text: string): HeldIntent | undefined {
  const line = text.indexOf('\n');
  try {
    const known = JSON.parse(text.slice(0, line)) as Pick<HeldIntent, 'attempts' | 'at' | 'until' | 'reason'>;
    return { partition, id, intent: JSON.parse(text.slice(line + 1)) as Intent, ...known };
  } catch {
    return undefined;
  }
}
