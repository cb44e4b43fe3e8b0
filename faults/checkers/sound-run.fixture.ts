import type { LoadHistory, SentEvent } from '../rig/history.ts';
import type { MemberState, Observation } from '../rig/observation.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** A history and what was seen after it, made to be doctored. */
export interface Doctored {
  history: { events: SentEvent[]; answers: LoadHistory['answers'][number][] };
  seen: Omit<Changeable<Observation>, 'members'> & { members: Map<string, { sum: number; count: number; marks: number[] }> };
}

/** Two members with five events each, the third of each acting, one unknown that came out and one that did not; everything as it should be. */
export function soundRun(): Doctored {
  const events: SentEvent[] = [];
  const members = new Map<string, { sum: number; count: number; marks: number[] }>();
  for (const [index, member] of ['ż-1', 'ż-2'].entries()) {
    for (let seq = 1; seq <= 5; seq++) {
      const unknown = seq === 5;
      const outcome = unknown ? 'unknown' : 'ok';
      const amount = 1_000 * seq + 7 * index + 131;
      events.push({ id: `${member}-${seq}`, member, seq, amount, act: seq === 3, outcome, sent: 1, maybe: 1 });
    }
    const came = events.filter((event) => event.member === member && !(event.seq === 5 && index === 1));
    members.set(member, {
      sum: came.reduce((sum, { amount }) => sum + amount, 0),
      count: came.length,
      marks: came.map(({ seq }) => seq),
    } satisfies MemberState);
  }
  events.push({ id: 'refused', member: 'ż-1', seq: 6, amount: 5, act: true, outcome: 'fail', sent: 1, maybe: 0 });
  const came = events.filter(({ member, seq }) => members.get(member)!.marks.includes(seq)).map(({ id }) => id);
  const stage = { settled: {}, accepted: 0, inFlight: 0, difference: 0 };
  return {
    history: {
      events,
      answers: [
        { at: 1, status: 202 },
        { at: 2, status: 503, code: 'draining', retryAfter: '2' },
        { at: 3, status: 'none' },
      ],
    },
    seen: {
      members,
      admitted: came,
      inStreams: came.length,
      dead: [],
      late: [],
      ownRepeats: 0,
      runs: [],
      journeys: [],
      identity: [
        { ...stage, stage: 'enrich', accepted: came.length, settled: { processed: came.length } },
        { ...stage, stage: 'decide' },
        { ...stage, stage: 'deliver' },
      ],
      arrivals: ['ż-1-3', 'ż-2-3'].flatMap((event) =>
        ['now', 'later'].map((step) => ({
          at: 1,
          key: `${event}${step}`,
          bodyHash: `hash of ${event}${step}`,
          event,
          step,
          mode: 'ok' as const,
        })),
      ),
    },
  };
}
