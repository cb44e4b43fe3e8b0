import type { Observation } from '../rig/observation.ts';
import { someOf, type Finding } from './finding.ts';

/** A member's events were folded in the order they were sent: each was sent after the answer to the one before. */
export function checkOrder(seen: Pick<Observation, 'members'>): Finding[] {
  const wrong: string[] = [];
  for (const [member, { marks }] of seen.members) {
    const place = marks.findIndex((mark, index) => index > 0 && mark <= marks[index - 1]!);
    if (place > 0) wrong.push(`${member}: ${marks[place]} after ${marks[place - 1]}`);
  }
  return wrong.length === 0 ? [] : [{ check: 'order (G5)', words: `${wrong.length} members are out of order: ${someOf(wrong)}` }];
}
