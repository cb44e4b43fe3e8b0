import { describe, expect, it } from 'vitest';
import { checkRun } from './check-run.ts';
import { soundRun, type Doctored } from './sound-run.fixture.ts';

/** Flags of a run after it was doctored. */
function flagged(doctor: (run: Doctored) => void, peaks: ReadonlyMap<string, number> = new Map([['w1', 100]])): string[] {
  const run = soundRun();
  doctor(run);
  return checkRun(run.history, run.seen, peaks).map(({ check, words }) => `${check}: ${words}`);
}

function removeMark({ seen }: Doctored, member: string, seq: number): void {
  const state = seen.members.get(member)!;
  state.marks = state.marks.filter((mark) => mark !== seq);
}

describe('the checkers', () => {
  it('hold nothing against a sound run with an unknown event that came out and one that did not', () => {
    expect(flagged(() => {})).toEqual([]);
  });

  it('flag an accepted event that is nowhere', () => {
    expect(flagged((run) => removeMark(run, 'ż-1', 2)).join()).toContain('1 accepted events are lost: ż-1-2');
  });

  it('take a dead letter and a late event as ends of an accepted event', () => {
    const doctor = (run: Doctored): void => {
      for (const [member, seq] of [
        ['ż-1', 2],
        ['ż-2', 1],
      ] as const) {
        const state = run.seen.members.get(member)!;
        removeMark(run, member, seq);
        state.count--;
        state.sum -= run.history.events.find((event) => event.member === member && event.seq === seq)!.amount;
      }
      run.seen.late.push('ż-2-1');
      run.seen.dead.push({ stage: 'enrich', by: 'x', code: 'operator-failed', reason: '', attempts: 1, at: 1, value: { id: 'ż-1-2' } });
    };
    expect(flagged(doctor)).toEqual([]);
  });

  it('flag an event that nobody sent', () => {
    expect(flagged(({ seen }) => seen.members.get('ż-1')!.marks.push(99)).join()).toContain('nobody sent');
  });

  it('flag an event that came out although its sender was told no', () => {
    expect(flagged(({ seen }) => seen.members.get('ż-1')!.marks.push(6)).join()).toContain('told that they were not taken: refused');
  });

  it('flag a sum that is off by one event, even when the count is right', () => {
    const doctor = ({ seen }: Doctored): void => {
      seen.members.get('ż-2')!.sum += 3;
    };
    expect(flagged(doctor).join()).toMatch(/sums.*ż-2 has/);
  });

  it('flag an event that was counted twice', () => {
    const doctor = ({ seen }: Doctored): void => {
      seen.members.get('ż-2')!.count++;
    };
    expect(flagged(doctor).join()).toContain('counts 5 events, of which 4 are different');
  });

  it('flag two events of a member in the wrong order', () => {
    expect(flagged(({ seen }) => seen.members.get('ż-1')!.marks.reverse()).join()).toContain('order (G5)');
  });

  it('flag an event that stands in the stream twice and was sent once', () => {
    const doctor = ({ seen }: Doctored): void => {
      seen.admitted.push('ż-1-1');
      seen.inStreams++;
      seen.identity[0] = { ...seen.identity[0]!, accepted: seen.inStreams, settled: { processed: 9, duplicate: 1 } };
    };
    expect(flagged(doctor)).toEqual([expect.stringContaining('more often than they were sent')]);
  });

  it('flag a repeat that was not counted as a duplicate', () => {
    const doctor = ({ seen, history }: Doctored): void => {
      history.events[0]!.maybe = 2;
      seen.admitted.push('ż-1-1');
    };
    expect(flagged(doctor)).toEqual([expect.stringContaining('0 events were settled as duplicates')]);
  });

  it('flag an identity that does not close, a rest in flight, a miscount of the streams', () => {
    const doctor = ({ seen }: Doctored): void => {
      seen.identity[1] = { ...seen.identity[1]!, difference: -1, inFlight: 2 };
      seen.inStreams++;
    };
    expect(flagged(doctor)).toHaveLength(3);
  });

  it('flag an action that never arrived, unless it is a dead letter', () => {
    const doctor = ({ seen }: Doctored): void => void seen.arrivals.pop();
    expect(flagged(doctor).join()).toContain('1 actions never arrived: ż-2-3 later');
    const kept = (run: Doctored): void => {
      doctor(run);
      const value = { parameters: { event: 'ż-2-3', step: 'later' } };
      run.seen.dead.push({ stage: 'deliver', by: 'rig', code: 'attempts-exhausted', reason: '', attempts: 3, at: 1, value });
    };
    expect(flagged(kept)).toEqual([]);
  });

  it('flag an action under two keys, a key for two actions, and bytes that change', () => {
    const again = ({ seen }: Doctored, change: object): void => void seen.arrivals.push({ ...seen.arrivals[0]!, ...change });
    expect(flagged((run) => again(run, {}))).toEqual([]);
    expect(flagged((run) => again(run, { key: 'another' })).join()).toContain('more than one key');
    expect(flagged((run) => again(run, { step: 'later', bodyHash: 'hash of ż-1-3now' })).join()).toContain('keys stand for more than one');
    expect(flagged((run) => again(run, { bodyHash: 'other' })).join()).toContain('changed between attempts');
  });

  it('flag an action nobody asked for', () => {
    const doctor = ({ seen }: Doctored): void => void seen.arrivals.push({ ...seen.arrivals[0]!, event: 'ż-1-1', key: 'x' });
    expect(flagged(doctor).join()).toContain('nobody asked for');
  });

  it('flag an answer of 500, and a 503 without Retry-After', () => {
    const doctor = ({ history }: Doctored): void => {
      history.answers.push({ at: 4, status: 500, code: 'internal' }, { at: 5, status: 503, code: 'store-full' });
    };
    expect(flagged(doctor)).toHaveLength(2);
  });

  it('flag a process that grew too large', () => {
    expect(flagged(() => {}, new Map([['w1', 2 ** 30]])).join()).toContain('w1 grew to 1024 MiB');
  });
});
