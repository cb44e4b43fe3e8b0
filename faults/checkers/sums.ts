import type { LoadHistory } from '../rig/history.ts';
import type { Observation } from '../rig/observation.ts';
import { someOf, type Finding } from './finding.ts';

/** Each member's sum and count in the windows are those of the events that came out: amounts are random, so that no loss can hide behind a double. */
export function checkSums(history: LoadHistory, seen: Pick<Observation, 'members'>): Finding[] {
  const amounts = new Map(history.events.map(({ member, seq, amount }) => [`${member}/${seq}`, amount]));
  const wrong: string[] = [];
  for (const [member, { sum, count, marks }] of seen.members) {
    const expected = marks.reduce((total, mark) => total + (amounts.get(`${member}/${mark}`) ?? 0), 0);
    if (sum !== expected) wrong.push(`${member} has ${sum} instead of ${expected}`);
    else if (count !== marks.length) wrong.push(`${member} counts ${count} events, of which ${marks.length} are different`);
  }
  return wrong.length === 0 ? [] : [{ check: 'sums (G3, G7)', words: `${wrong.length} members have wrong sums: ${someOf(wrong)}` }];
}
