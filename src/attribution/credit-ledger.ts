import { type Claim, creditConversion, creditKey, type ExactCredit } from './credit-conversion.ts';
import type { CreditRules } from './credit-rules.ts';
import { splitExactly } from './split-exactly.ts';
import { touchList } from './touch-list.ts';
import { touchMark } from './touch-mark.ts';
import type { Touch } from './touch.ts';

/** A model by the name it is configured under, and how it shares. */
export interface NamedModel {
  readonly name: string;
  readonly rules: CreditRules;
}

/** What a source says of a conversion. Amounts are minor units of `currency` (empty when it is not known), times epoch milliseconds. */
export interface StatedConversion {
  /** Names the conversion, whoever reports it: the order where there is one. */
  readonly id: string;
  readonly at: number;
  readonly minor: number;
  readonly currency: string;
  readonly claim?: Claim;
  /** Who reports it: the platform, else the source. */
  readonly by?: string;
  /** Names the event that states it, where that is not its id: a retraction names events. */
  readonly event?: string;
}

/** A conversion with the credit given so far, by model. What it is worth is what its newest statement says less what was taken back, and never below nought. */
export interface LedgerEntry {
  readonly id: string;
  readonly at: number;
  readonly currency: string;
  readonly claim?: Claim;
  stated: number;
  /** When the newest statement was made. */
  said: number;
  refunded: number;
  /** Who reported it and under which name, the first of each; so many at most (MOST_REPORTS). */
  reports?: Report[];
  /** The contact that counts it, when that is another: here it is worth nothing, and has no credit. */
  elsewhere?: string;
  /** It was taken back whole: it is no conversion, has no credit, and gets none any more. */
  retracted?: true;
  credits: { [model: string]: readonly ExactCredit[] };
}

/** Who reported a conversion, under which name, and by which event where the name does not say that. */
interface Report {
  readonly by: string;
  readonly id: string;
  readonly event?: string;
}

/** A correction: what a channel (or campaign) is owed more, or less when negative, under a model, for the conversion made at `at`. `share` is the change of its share in conversions. */
export interface CreditDelta {
  readonly conversion: string;
  readonly at: number;
  readonly model: string;
  readonly currency: string;
  readonly channel: string;
  readonly campaign?: string;
  readonly share: number;
  readonly minor: number;
}

/**
 * The touches of one contact and its conversions that may still be corrected, as plain JSON (read from it, `openLedger` makes it ready): it lives in the contact's state, and is the journal of the credit given. Touches and conversions are kept oldest first; refunds
 * and retractions wait here for a conversion that is not known yet.
 */
export interface CreditLedger {
  touches: Touch[];
  entries: LedgerEntry[];
  refunds?: { readonly id: string; minor: number }[];
  /** Names of conversions that were taken back before they came. */
  retracted?: string[];
}

/** Bounds of a ledger. `corrections` is how long (ms) after a conversion late touches, and contacts that turn out to be one, still change who is credited; `lookback` the longest look-back of any kind of touch. */
export interface LedgerBounds {
  readonly maxTouches: number;
  readonly maxEntries: number;
  readonly corrections: number;
  readonly lookback: number;
}

/** What tells whether two conversions are alike. */
type Likeness = Pick<LedgerEntry, 'at' | 'stated' | 'currency' | 'reports'>;

/** Reports without an order that are so near in time (ms), and of the same amount and currency by different reporters, are taken for one conversion. */
const NEAR = 1_800_000;
const MOST_REPORTS = 10;

export const emptyLedger = (): CreditLedger => ({ touches: touchList(), entries: [] });

/** What a refund without an amount takes back. */
export const everything = Number.MAX_SAFE_INTEGER;

/**
 * Notes a conversion and answers the credit it gives as deltas. One that is already noted (reported again, or restated) takes the value of the newest statement, and the deltas are the difference; in another currency the old
 * credit is taken back whole. One that came late takes its place in time.
 */
export function noteConversion(
  ledger: CreditLedger,
  stated: StatedConversion,
  models: readonly NamedModel[],
  bounds: LedgerBounds,
): CreditDelta[] {
  const known = entryOf(ledger, stated);
  const refunded = takeWaiting(ledger, stated.id);
  if (known !== undefined) {
    noteReport(known, stated);
    // A refund may have waited for a name that only this report tells.
    known.refunded = Math.min(everything, known.refunded + refunded);
    if (takeRetraction(ledger, stated)) return retract(known);
    if (stated.at < known.said) return revalue(known);
    if (stated.currency === known.currency) {
      known.stated = stated.minor;
      known.said = stated.at;
      return revalue(known);
    }
    ledger.entries.splice(ledger.entries.indexOf(known), 1);
    const { reports } = known;
    // What was taken back is so in every currency.
    const { retracted = false } = known;
    const anew = { ...stated, at: known.at };
    const deltas = [...withdraw(known), ...enter(ledger, anew, stated.at, known.refunded, retracted ? [] : models, bounds, retracted)];
    if (reports !== undefined) entryNamed(ledger, stated.id)!.reports = reports;
    return deltas;
  }
  const retracted = takeRetraction(ledger, stated);
  return enter(ledger, stated, stated.at, refunded, retracted ? [] : models, bounds, retracted);
}

/** Takes a part of a conversion's value back (a refund, a cancelled order; `everything` for all of it). One that comes before its conversion waits for it; one of a conversion that is final changes nothing. */
export function noteRefund(ledger: CreditLedger, id: string, minor: number, bounds: LedgerBounds): CreditDelta[] {
  const entry = entryNamed(ledger, id);
  if (entry !== undefined) {
    entry.refunded = Math.min(everything, entry.refunded + minor);
    return revalue(entry);
  }
  const refunds = (ledger.refunds ??= []);
  const waiting = refunds.find((one) => one.id === id);
  if (waiting === undefined) refunds.push({ id, minor });
  else waiting.minor = Math.min(everything, waiting.minor + minor);
  if (refunds.length > bounds.maxEntries) refunds.shift();
  return [];
}

/**
 * Takes a conversion back whole, its count too, by one of its names; or a touch by the name of its event: it leaves the journey, and conversions that may still be corrected are credited without it. One that comes before what it is of
 * waits for it under the names when it may (`waits`).
 */
export function noteRetraction(
  ledger: CreditLedger,
  names: readonly string[],
  waits: boolean,
  models: readonly NamedModel[],
  bounds: LedgerBounds,
): CreditDelta[] {
  for (const name of names) {
    const entry = entryNamed(ledger, name);
    if (entry !== undefined) return retract(entry);
  }
  const touch = touchNamed(ledger, names);
  if (touch !== undefined) {
    ledger.touches.splice(ledger.touches.indexOf(touch), 1);
    return recreditAfter(ledger, touch.at, models, bounds);
  }
  if (!waits) return [];
  const waiting = (ledger.retracted ??= []);
  for (const name of names) if (!waiting.includes(name)) waiting.push(name);
  while (waiting.length > bounds.maxEntries) waiting.shift();
  return [];
}

/** Gives a conversion, by one of its names, another value than it was stated with; one that is not known, or was stated anew since, stays as it is. */
export function restate(ledger: CreditLedger, names: readonly string[], at: number, minor: number): CreditDelta[] {
  for (const name of names) {
    const entry = entryNamed(ledger, name);
    if (entry === undefined) continue;
    if (at < entry.said) return [];
    entry.stated = minor;
    entry.said = at;
    return revalue(entry);
  }
  return [];
}

/** Notes a touch, late ones at their place, and answers the corrections to conversions after it. Too old a touch changes nothing. */
export function noteTouch(ledger: CreditLedger, touch: Touch, models: readonly NamedModel[], bounds: LedgerBounds): CreditDelta[] {
  if (isAwaited(ledger, touch)) {
    ledger.retracted = ledger.retracted!.filter((name) => touchMark(name) !== touch.mark);
    if (ledger.retracted.length === 0) delete ledger.retracted;
    return [];
  }
  if (touch.at < horizon(ledger, bounds)) return [];
  insert(ledger.touches, touch);
  forget(ledger, bounds);
  return recreditAfter(ledger, touch.at, models, bounds);
}

/** Whether a retraction has been waiting for this touch, so that it is none. */
export function isAwaited({ retracted }: CreditLedger, { mark }: Touch): boolean {
  return retracted !== undefined && retracted.some((name) => touchMark(name) === mark);
}

/** The touch that came by the event of one of these names. */
export function touchNamed({ touches }: CreditLedger, names: readonly string[]): Touch | undefined {
  const marks = new Set(names.filter((name) => !isOrder(name)).map(touchMark));
  return touches.find(({ mark }) => mark !== undefined && marks.has(mark));
}

/** Joins the ledger of a contact that turned out to be the same person into this one, and answers the corrections. A conversion that both know counts once: with the newest statement and all refunds. */
export function mergeLedgers(
  ledger: CreditLedger,
  other: CreditLedger,
  models: readonly NamedModel[],
  bounds: LedgerBounds,
): CreditDelta[] {
  const deltas: CreditDelta[] = [];
  for (const touch of other.touches) insert(ledger.touches, touch);
  for (const entry of other.entries) {
    const known = entryNamed(ledger, entry.id) ?? entryAlike(ledger, entry);
    if (known === undefined) {
      insert(ledger.entries, entry);
      continue;
    }
    for (const report of entry.reports ?? []) noteReport(known, report);
    if (entry.elsewhere !== undefined) {
      if (entry.retracted === true) deltas.push(...retract(known));
      continue;
    }
    if (known.elsewhere !== undefined) {
      ledger.entries[ledger.entries.indexOf(known)] = entry;
      for (const report of known.reports ?? []) noteReport(entry, report);
      if (known.retracted === true) deltas.push(...retract(entry));
      continue;
    }
    if (entry.retracted === true) deltas.push(...retract(known));
    deltas.push(...withdraw(entry));
    known.refunded = Math.min(everything, known.refunded + entry.refunded);
    if (entry.said > known.said && entry.currency === known.currency) {
      known.stated = entry.stated;
      known.said = entry.said;
    }
    deltas.push(...revalue(known));
  }
  for (const { id, minor } of other.refunds ?? []) deltas.push(...noteRefund(ledger, id, minor, bounds));
  const known = ({ id }: { readonly id: string }): boolean => entryNamed(ledger, id) !== undefined;
  const waiting = ledger.refunds ?? [];
  ledger.refunds = waiting.filter((one) => !known(one));
  if (ledger.refunds.length === 0) delete ledger.refunds;
  for (const { id, minor } of waiting.filter(known)) deltas.push(...noteRefund(ledger, id, minor, bounds));
  // Both wait anew: what one of them has had all the time, the other's retraction may be of.
  const retractions = [...(ledger.retracted ?? []), ...(other.retracted ?? [])];
  delete ledger.retracted;
  for (const name of retractions) deltas.push(...noteRetraction(ledger, [name], true, models, bounds));
  forget(ledger, bounds);
  for (const entry of open(ledger, bounds)) deltas.push(...recredit(entry, ledger.touches, models));
  while (ledger.entries.length > bounds.maxEntries) ledger.entries.shift();
  return deltas;
}

/** Conversions whose credit a touch at `at` may change. */
export function touchedEntries(ledger: CreditLedger, at: number, bounds: LedgerBounds): readonly LedgerEntry[] {
  if (ledger.entries.length === 0 || ledger.entries.at(-1)!.at < at) return [];
  return ledger.entries.filter((entry) => entry.at >= at && entry.at >= newest(ledger) - bounds.corrections);
}

/** What a conversion is worth now, in minor units. */
export function worthOf({ stated, refunded }: LedgerEntry): number {
  return Math.max(0, stated - refunded);
}

function enter(
  ledger: CreditLedger,
  { id, at, minor, currency, claim, by, event }: StatedConversion,
  said: number,
  refunded: number,
  models: readonly NamedModel[],
  bounds: LedgerBounds,
  retracted = false,
): CreditDelta[] {
  const entry: LedgerEntry = { id, at, currency, ...(claim === undefined ? {} : { claim }), stated: minor, said, refunded, credits: {} };
  if (retracted) entry.retracted = true;
  noteReport(entry, { id, ...(by === undefined ? {} : { by }), ...(event === undefined ? {} : { event }) });
  const deltas: CreditDelta[] = [];
  for (const { name, rules } of models) {
    const credits = creditConversion(ledger.touches, at, worthOf(entry), rules, claim);
    entry.credits[name] = credits;
    deltas.push(...difference(entry, name, [], credits));
  }
  insert(ledger.entries, entry);
  while (ledger.entries.length > bounds.maxEntries) ledger.entries.shift();
  forget(ledger, bounds);
  return deltas;
}

/** Takes a conversion out of the sums because another contact counts it; it is kept, so that later reports of it are known. */
export function yieldConversion(ledger: CreditLedger, id: string, to: string): CreditDelta[] {
  const entry = entryNamed(ledger, id);
  if (entry === undefined || entry.elsewhere !== undefined) return [];
  const deltas = withdraw(entry);
  entry.elsewhere = to;
  entry.credits = {};
  return deltas;
}

function retract(entry: LedgerEntry): CreditDelta[] {
  const deltas = withdraw(entry);
  entry.retracted = true;
  entry.credits = {};
  return deltas;
}

/** Whether a retraction has been waiting for this conversion; it waits no longer. */
function takeRetraction(ledger: CreditLedger, { id, event }: StatedConversion): boolean {
  const waiting = ledger.retracted;
  if (waiting === undefined || !waiting.some((name) => name === id || name === event)) return false;
  ledger.retracted = waiting.filter((name) => name !== id && name !== event);
  if (ledger.retracted.length === 0) delete ledger.retracted;
  return true;
}

/** The conversion that somebody reported under this name, or by the event of this name. */
export function entryNamed(ledger: CreditLedger, id: string): LedgerEntry | undefined {
  return ledger.entries.find(
    (entry) => entry.id === id || entry.reports?.some((report) => report.id === id || report.event === id) === true,
  );
}

/** The conversion that a report is of, when it is known already: by its name, or by its likeness. */
export function entryOf(ledger: CreditLedger, stated: StatedConversion): LedgerEntry | undefined {
  return entryNamed(ledger, stated.id) ?? entryLike(ledger, stated);
}

/** The conversion that a report is of though it bears another name (see `alike`). */
function entryLike(ledger: CreditLedger, { id, at, minor: stated, currency, by }: StatedConversion): LedgerEntry | undefined {
  if (by === undefined || stated === 0 || currency === '') return undefined;
  return ledger.entries.find((entry) => alike(entry, { at, stated, currency, reports: [{ by, id }] }));
}

/** The same for a conversion that was noted for a name of the contact that joined it. */
function entryAlike(ledger: CreditLedger, other: LedgerEntry): LedgerEntry | undefined {
  if (other.reports === undefined || other.stated === 0 || other.currency === '' || other.elsewhere !== undefined) return undefined;
  return ledger.entries.find((entry) => entry.elsewhere === undefined && alike(entry, other));
}

/** Whether two conversions are so near in time, of the same amount and told by others, that they are the same one; where both name an order, they are told apart by it. */
function alike(one: Likeness, other: Likeness): boolean {
  return (
    one.stated === other.stated &&
    one.currency === other.currency &&
    Math.abs(one.at - other.at) <= NEAR &&
    one.reports?.every(({ by }) => other.reports!.every((report) => report.by !== by)) === true &&
    !(one.reports.some(({ id }) => isOrder(id)) && other.reports!.some(({ id }) => isOrder(id)))
  );
}

/** Takes the refund that waits for a conversion of this name; 0 without one. */
function takeWaiting(ledger: CreditLedger, id: string): number {
  const waiting = ledger.refunds?.findIndex((one) => one.id === id) ?? -1;
  if (waiting < 0) return 0;
  const { minor } = ledger.refunds!.splice(waiting, 1)[0]!;
  if (ledger.refunds!.length === 0) delete ledger.refunds;
  return minor;
}

function isOrder(id: string): boolean {
  return id.startsWith('order ');
}

function noteReport(entry: LedgerEntry, { by, id, event }: Partial<Report> & { readonly id: string }): void {
  if (by === undefined) return;
  const reports = (entry.reports ??= []);
  if (reports.length >= MOST_REPORTS || reports.some((one) => one.by === by && one.id === id && one.event === event)) return;
  reports.push(event === undefined ? { by, id } : { by, id, event });
}

/** Time of the newest thing known of the contact. */
function newest({ touches, entries }: CreditLedger): number {
  return Math.max(touches.at(-1)?.at ?? -Infinity, entries.at(-1)?.at ?? -Infinity);
}

/** Touches before it can change nothing any more. */
function horizon(ledger: CreditLedger, bounds: LedgerBounds): number {
  return newest(ledger) - bounds.corrections - bounds.lookback;
}

function open(ledger: CreditLedger, bounds: LedgerBounds): LedgerEntry[] {
  const from = newest(ledger) - bounds.corrections;
  return ledger.entries.filter(({ at }) => at >= from);
}

/** Drops touches that are too old to count, and beyond the bound the oldest views first: many impressions must not push out the one click. What is reckoned anew after that knows only of the touches that are left. */
function forget(ledger: CreditLedger, bounds: LedgerBounds): void {
  const { touches } = ledger;
  const from = horizon(ledger, bounds);
  let old = 0;
  while (old < touches.length && touches[old]!.at < from) old++;
  if (old > 0) touches.splice(0, old);
  while (touches.length > bounds.maxTouches) {
    const view = touches.findIndex(({ kind }) => kind === 'view');
    touches.splice(Math.max(0, view), 1);
  }
}

/** Reckons an entry's credit anew from its touches, under the models it was credited by, and answers what changed. */
function recredit(entry: LedgerEntry, touches: readonly Touch[], models: readonly NamedModel[]): CreditDelta[] {
  return models.flatMap(({ name, rules }) => {
    const before = entry.credits[name];
    // A model that was configured only after this conversion has no part in it: its sums begin when it does.
    if (before === undefined) return [];
    const credits = creditConversion(touches, entry.at, worthOf(entry), rules, entry.claim);
    entry.credits[name] = credits;
    return difference(entry, name, before, credits);
  });
}

function recreditAfter(ledger: CreditLedger, at: number, models: readonly NamedModel[], bounds: LedgerBounds): CreditDelta[] {
  return open(ledger, bounds).flatMap((entry) => (entry.at >= at ? recredit(entry, ledger.touches, models) : []));
}

/** Brings an entry's credit to another worth. Shares stay as they are, so this needs no touches, however long ago it was. */
function revalue(entry: LedgerEntry): CreditDelta[] {
  return Object.entries(entry.credits).flatMap(([name, before]) => {
    const minors = splitExactly(
      worthOf(entry),
      before.map(({ share }) => share),
    );
    const credits = before.map((credit, place) => ({ ...credit, minor: minors[place]! }));
    entry.credits[name] = credits;
    return difference(entry, name, before, credits);
  });
}

function withdraw(entry: LedgerEntry): CreditDelta[] {
  return Object.entries(entry.credits).flatMap(([name, credits]) => difference(entry, name, credits, []));
}

function difference(
  { id, at, currency }: LedgerEntry,
  model: string,
  before: readonly ExactCredit[],
  after: readonly ExactCredit[],
): CreditDelta[] {
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
  for (const credit of before) add(credit, -1);
  for (const credit of after) add(credit, 1);
  return [...changes.values()]
    .filter(({ share, minor }) => minor !== 0 || Math.abs(share) > 1e-12)
    .map((change) => ({ conversion: id, at, model, currency, ...change }));
}

/** Puts something at its place in time, after those of the same moment. */
function insert<T extends { readonly at: number }>(all: T[], one: T): void {
  let place = all.length;
  while (place > 0 && all[place - 1]!.at > one.at) place--;
  all.splice(place, 0, one);
}
