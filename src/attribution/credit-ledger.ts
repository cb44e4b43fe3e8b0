import { creditConversion, creditKey, type ExactCredit } from './credit-conversion.ts';
import type { CreditRules } from './credit-rules.ts';
import type { Touch } from './journey.ts';

/** A conversion whose credit may still be corrected, with the credit given so far. Amounts are minor units. */
export interface LedgerEntry {
  readonly id: string;
  readonly at: number;
  minor: number;
  credits: readonly ExactCredit[];
}

/** A correction: what a channel (or campaign) is owed more, or less when negative. `share` is the change of its share in conversions. */
export interface CreditDelta {
  readonly conversion: string;
  readonly channel: string;
  readonly campaign?: string;
  readonly share: number;
  readonly minor: number;
}

/** The touches of one contact and its conversions that may still be corrected, as plain JSON: it lives in the contact's state. Touches and conversions are kept oldest first. */
export interface CreditLedger {
  touches: Touch[];
  entries: LedgerEntry[];
}

/** Bounds of a ledger. Beyond `maxEntries` the oldest conversion is final, beyond `maxTouches` the oldest touch is forgotten (credit it was given stays). */
export interface LedgerBounds {
  readonly maxTouches: number;
  readonly maxEntries: number;
}

/**
 * Notes a conversion and answers the credit it gives as deltas. A conversion that is already noted (delivered twice, or restated by its source) takes the new value, and the deltas are the difference. One that came late
 * takes its place in time.
 */
export function noteConversion(
  ledger: CreditLedger,
  id: string,
  at: number,
  minor: number,
  rules: CreditRules,
  bounds: LedgerBounds,
): CreditDelta[] {
  const known = ledger.entries.find((entry) => entry.id === id);
  if (known !== undefined) {
    known.minor = minor;
    return recredit(known, ledger.touches, rules);
  }
  const entry: LedgerEntry = { id, at, minor, credits: [] };
  insert(ledger.entries, entry);
  const deltas = recredit(entry, ledger.touches, rules);
  while (ledger.entries.length > bounds.maxEntries) ledger.entries.shift();
  return deltas;
}

/** Takes a part of a conversion's value back (a refund, a cancelled order); never more than is left. A conversion that is not known, or final, changes nothing. */
export function noteRefund(ledger: CreditLedger, id: string, minor: number, rules: CreditRules): CreditDelta[] {
  const entry = ledger.entries.find((one) => one.id === id);
  if (entry === undefined) return [];
  entry.minor -= Math.min(Math.max(0, minor), Math.max(0, entry.minor));
  return recredit(entry, ledger.touches, rules);
}

/** Notes a touch, late ones at their place, and answers the corrections to conversions after it. */
export function noteTouch(ledger: CreditLedger, touch: Touch, rules: CreditRules, bounds: LedgerBounds): CreditDelta[] {
  insert(ledger.touches, touch);
  if (ledger.touches.length > bounds.maxTouches) forgetTouch(ledger, bounds);
  return ledger.entries.filter((entry) => entry.at >= touch.at).flatMap((entry) => recredit(entry, ledger.touches, rules));
}

/** Joins the ledger of a contact that turned out to be the same person into this one, and answers the corrections. A conversion that both know counts once, with the value of this one. */
export function mergeLedgers(ledger: CreditLedger, other: CreditLedger, rules: CreditRules, bounds: LedgerBounds): CreditDelta[] {
  const deltas: CreditDelta[] = [];
  for (const touch of other.touches) insert(ledger.touches, touch);
  while (ledger.touches.length > bounds.maxTouches) forgetTouch(ledger, bounds);
  for (const entry of other.entries) {
    if (ledger.entries.some(({ id }) => id === entry.id)) deltas.push(...difference(entry, []));
    else insert(ledger.entries, entry);
  }
  for (const entry of ledger.entries) deltas.push(...recredit(entry, ledger.touches, rules));
  while (ledger.entries.length > bounds.maxEntries) ledger.entries.shift();
  return deltas;
}

function forgetTouch(ledger: CreditLedger, bounds: LedgerBounds): void {
  // The oldest view goes first: many impressions must not push out the one click.
  while (ledger.touches.length > bounds.maxTouches) {
    const view = ledger.touches.findIndex(({ kind }) => kind === 'view');
    ledger.touches.splice(Math.max(0, view), 1);
  }
}

/** Reckons an entry's credit anew and answers what changed. */
function recredit(entry: LedgerEntry, touches: readonly Touch[], rules: CreditRules): CreditDelta[] {
  const credits = creditConversion(touches, entry.at, entry.minor, rules);
  const deltas = difference(entry, credits);
  entry.credits = credits;
  return deltas;
}

function difference(entry: LedgerEntry, credits: readonly ExactCredit[]): CreditDelta[] {
  const changes = new Map<string, { channel: string; campaign?: string; share: number; minor: number }>();
  const add = ({ channel, campaign, share, minor }: ExactCredit, sign: 1 | -1): void => {
    const key = creditKey(channel, campaign);
    let change = changes.get(key);
    if (change === undefined) {
      change = campaign === undefined ? { channel, share: 0, minor: 0 } : { channel, campaign, share: 0, minor: 0 };
      changes.set(key, change);
    }
    change.share += sign * share;
    change.minor += sign * minor;
  };
  for (const credit of entry.credits) add(credit, -1);
  for (const credit of credits) add(credit, 1);
  return [...changes.values()]
    .filter(({ share, minor }) => minor !== 0 || Math.abs(share) > 1e-12)
    .map((change) => ({ conversion: entry.id, ...change }));
}

/** Puts something at its place in time, after those of the same moment. */
function insert<T extends { readonly at: number }>(all: T[], one: T): void {
  let place = all.length;
  while (place > 0 && all[place - 1]!.at > one.at) place--;
  all.splice(place, 0, one);
}
