import { fullJitter } from '#kernel';
import type { DeliverSettings } from './deliver-settings.ts';
import type { OutboxEntry } from './outbox.ts';
import type { Outcome } from './outcome.ts';

/** A platform that asks for more than a week does not mean it. */
const ABSURD = 7 * 86_400_000;

type Patience = Pick<DeliverSettings, 'maxAttempts' | 'maxAge' | 'backoffBase' | 'backoffCap' | 'retryAfterCap'>;

/** Whether a wait that a platform asked for is one to keep to: positive and not absurd. */
export function isHonoured(asked: number | undefined): asked is number {
  return asked !== undefined && asked > 0 && asked <= ABSURD;
}

/**
 * What follows a failed attempt: another one after a wait, or the dead letters when attempts or time are used up. `now` is epoch milliseconds.
 * The wait is full jitter over an exponential (kernel/backoff); when the platform named a wait it is kept to, capped, with up to one base of jitter on top so that many do not return at once.
 */
export function afterFailure(
  entry: Pick<OutboxEntry, 'attempts' | 'since'>,
  failure: { readonly reason: string; readonly afterMilliseconds?: number },
  now: number,
  random: () => number,
  patience: Patience,
): Outcome {
  const attempts = entry.attempts + 1;
  const since = entry.since ?? now;
  if (attempts >= patience.maxAttempts || now - since >= patience.maxAge) {
    return { fate: 'dead', attempts, code: 'attempts-exhausted', reason: failure.reason };
  }
  const asked = failure.afterMilliseconds;
  const wait = isHonoured(asked)
    ? Math.min(Math.ceil(asked), patience.retryAfterCap) + fullJitter(0, patience.backoffBase, patience.backoffBase, random)
    : fullJitter(entry.attempts, patience.backoffBase, patience.backoffCap, random);
  return { fate: 'retryLater', attempts, since, due: now + wait, reason: failure.reason };
}

/** What follows when no attempt was made (no turn, breaker open): the intent is set aside for `wait` milliseconds and no attempt is counted; only its age can end it. */
export function setAside(
  entry: Pick<OutboxEntry, 'attempts' | 'since'>,
  reason: string,
  wait: number,
  now: number,
  patience: Pick<Patience, 'maxAge'>,
): Outcome {
  const since = entry.since ?? now;
  if (now - since >= patience.maxAge) return { fate: 'dead', attempts: entry.attempts, code: 'attempts-exhausted', reason };
  return { fate: 'retryLater', attempts: entry.attempts, since, due: now + Math.ceil(wait), reason };
}

/** What follows when a guard says "not now": the intent waits until `due`, and the wait is no part of its age, because nobody failed. */
export function waitUntil(entry: Pick<OutboxEntry, 'attempts' | 'since'>, reason: string, due: number, now: number): Outcome {
  return { fate: 'retryLater', attempts: entry.attempts, since: entry.since === undefined ? due : entry.since + (due - now), due, reason };
}
