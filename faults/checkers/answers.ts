import type { Answer } from '../rig/history.ts';
import type { Finding } from './finding.ts';

/** Every answer is 202, or 429 or 503 with a code and Retry-After; nothing else is said to a sender of sound events, whatever happens behind. */
export function checkAnswers(answers: readonly Answer[]): Finding[] {
  const wrong = new Map<string, number>();
  for (const { status, code, retryAfter } of answers) {
    if (status === 'none' || status === 202) continue;
    const isProper = (status === 429 || status === 503) && code !== undefined && retryAfter !== undefined;
    if (isProper) continue;
    const name = `${status} ${code ?? 'without a code'}${retryAfter === undefined ? ' without Retry-After' : ''}`;
    wrong.set(name, (wrong.get(name) ?? 0) + 1);
  }
  return [...wrong].map(([name, count]) => ({ check: 'answers (G1)', words: `${count} × ${name}` }));
}
