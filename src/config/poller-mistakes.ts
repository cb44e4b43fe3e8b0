import { Cron } from 'croner';
import { isZone } from '#guard';
import { parseDuration } from '#kernel';
import type { AuthoredPoller } from './authored-settings.ts';

/** What a schema cannot say of a poller; `field` is a pointer inside it. */
export interface PollerMistake {
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** TikTok answers thirty days at once; no sweep is longer than that. */
const LONGEST = 28 * 86_400_000;

/** Everything wrong with a poller beyond its shape. */
export function pollerMistakes(one: AuthoredPoller): PollerMistake[] {
  const mistakes: PollerMistake[] = [];
  const own = {
    app_secret: 'meta-insights',
    developer_token: 'google-ads-report',
    login_customer: 'google-ads-report',
    currency: 'linkedin-analytics',
  } as const;
  for (const [field, type] of Object.entries(own)) {
    if (one[field as keyof typeof own] !== undefined && one.type !== type)
      mistakes.push({
        field: `/${field}`,
        code: 'unknown-field',
        message: `"${field}" is only for pollers of type ${type}`,
        hint: 'Leave it out.',
      });
  }
  const needed = { 'google-ads-report': 'developer_token', 'linkedin-analytics': 'currency' } as const;
  const need = (needed as { readonly [type: string]: 'developer_token' | 'currency' })[one.type];
  if (need !== undefined && one[need] === undefined)
    mistakes.push({ field: '', code: 'missing-field', message: `a poller of type ${one.type} needs "${need}"`, hint: `Write ${need}.` });
  if (one.schedule !== undefined && !isCron(one.schedule))
    mistakes.push({
      field: '/schedule',
      code: 'wrong-form',
      message: `"${one.schedule.slice(0, 60)}" is no schedule`,
      hint: 'Write minute, hour, day, month and weekday, e.g. "*/15 * * * *".',
    });
  if (one.zone !== undefined && !isZone(one.zone))
    mistakes.push({
      field: '/zone',
      code: 'unknown-zone',
      message: `there is no time zone "${one.zone.slice(0, 60)}"`,
      hint: 'Write a name such as Europe/Warsaw.',
    });
  for (const field of ['restated', 'backfill'] as const) {
    if ((parseDuration(one[field] ?? '0s') ?? 0) > LONGEST)
      mistakes.push({ field: `/${field}`, code: 'not-allowed', message: `"${field}" may be 28d at most`, hint: 'Write 28d or less.' });
  }
  return mistakes;
}

function isCron(text: string): boolean {
  try {
    // Only the pattern is read; nothing is scheduled.
    return text.trim().split(/\s+/).length === 5 && new Cron(text, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}
