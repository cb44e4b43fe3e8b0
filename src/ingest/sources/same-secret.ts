import { hash, timingSafeEqual } from 'node:crypto';

/** Whether a shown secret or signature is the right one, in the same time whatever it is. The only comparison of such texts in this folder. */
export function sameSecret(given: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', right, 'buffer'));
}
