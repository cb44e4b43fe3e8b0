import { dayOf } from '#kernel';
import type { CreditDelta } from './credit-ledger.ts';

/** What the conversions of one day (UTC) owe under one model, as plain JSON: receiver (currency, channel, campaign) → conversions (parts of them) and minor units. */
export interface CreditDay {
  [receiver: string]: [conversions: number, minor: number];
}

/** Who is owed. `campaign` is absent where credit goes to channels, `currency` is empty where it was not said. */
export interface CreditReceiver {
  readonly currency: string;
  readonly channel: string;
  readonly campaign?: string;
}

/** A day keeps so many receivers apart; what goes beyond is owed to `(other)`, so that a sender who numbers its campaigns cannot grow the state without end. */
const MOST_RECEIVERS = 400;
const OTHER = '(other)';

/** Books a change of credit into the day of its conversion; corrections go to the same day as what they correct. */
export function bookCredit(day: CreditDay, delta: CreditDelta): void {
  let receiver = write(delta);
  if (!Object.hasOwn(day, receiver) && Object.keys(day).length >= MOST_RECEIVERS)
    receiver = write({ currency: delta.currency, channel: OTHER });
  const [conversions, minor] = Object.hasOwn(day, receiver) ? day[receiver]! : [0, 0];
  const sum = conversions + delta.share;
  // What is left of rounding when everything was taken back again is no credit.
  day[receiver] = [Math.abs(sum) < 1e-9 ? 0 : sum, minor + delta.minor];
}

/** A receiver as it was booked. */
export function readReceiver(written: string): CreditReceiver {
  const [currency = '', channel = '', campaign] = written.split('\u0000');
  return campaign === undefined ? { currency, channel } : { currency, channel, campaign };
}

/** State field of the credit of one day and model. */
export function creditField(at: number, model: string): string {
  return `credit|${dayOf(at)}|${model}`;
}

function write({ currency, channel, campaign }: CreditReceiver): string {
  const parts = campaign === undefined ? [currency, channel] : [currency, channel, campaign];
  return parts.map((part) => part.replaceAll('\u0000', ' ')).join('\u0000');
}
