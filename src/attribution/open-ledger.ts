import type { CreditLedger } from './credit-ledger.ts';
import { readTouches, type WrittenTouches } from './touch-list.ts';

/** A ledger whose touches can be worked with, out of one that was read from JSON; the same object. */
export function openLedger(ledger: CreditLedger): CreditLedger {
  if (!('toJSON' in ledger.touches)) ledger.touches = readTouches(ledger.touches as unknown as WrittenTouches);
  return ledger;
}
