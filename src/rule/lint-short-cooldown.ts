import { formatDuration } from '#kernel';
import type { Lint } from './lint.ts';

/** A cooldown that ends while the events that fired the rule are still in its windows. */
export const shortCooldownLint: Lint = {
  code: 'short-cooldown',
  severity: 'warning',
  text: 'The cooldown is shorter than the longest window, or there is none: the same events can fire the rule again and again.',
  look: ({ rule }) => {
    // A fire that lasts while its condition does is not fired again, and where a sequence decides, what the windows hold fires nothing.
    if (rule.sequence !== undefined || typeof rule.firing?.resolveIf === 'string' || rule.firing?.resolveAfter !== undefined) return [];
    // What was first seen is so once: its horizon fires nothing again.
    const windows = Object.values(rule.measures).flatMap(({ fn, window }) => (fn === 'first_seen' ? [] : [window]));
    const longest = Math.max(0, ...windows);
    if (rule.cooldown >= longest && (rule.cooldown > 0 || windows.length === 0)) return [];
    const hint = 'The same events can fire the rule again.';
    if (rule.cooldown === 0) return [{ pointer: '/measures', at: 'key', message: 'the rule has measures and no cooldown', hint }];
    const message = `the cooldown is shorter than the longest window (${formatDuration(longest)})`;
    return [{ pointer: '/cooldown', at: 'value', message, hint }];
  },
};
