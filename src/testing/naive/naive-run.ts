/** Steps of a random workflow. Every step has a name of its own; times are milliseconds, no two alike, so that nothing happens at the same moment by chance. */
export type RandomStep =
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly awaited: boolean;
      readonly retry: number;
      readonly undo: boolean;
      readonly goesOn: boolean;
    }
  | { readonly kind: 'wait'; readonly name: string; readonly length: number }
  /** What is set is told by an event right after. */
  | { readonly kind: 'emit' | 'set'; readonly name: string }
  | { readonly kind: 'stop' | 'compensate'; readonly name: string }
  | {
      readonly kind: 'switch';
      readonly name: string;
      readonly holds: boolean;
      readonly yes: readonly RandomStep[];
      readonly no: readonly RandomStep[];
    }
  | { readonly kind: 'split'; readonly name: string; readonly a: readonly RandomStep[]; readonly b: readonly RandomStep[] }
  | { readonly kind: 'parallel'; readonly name: string; readonly branches: readonly (readonly RandomStep[])[] }
  | {
      readonly kind: 'approve';
      readonly name: string;
      readonly length: number;
      readonly refused: readonly RandomStep[];
      readonly expired: readonly RandomStep[];
    }
  | { readonly kind: 'wait_for'; readonly name: string; readonly length: number; readonly late: readonly RandomStep[] };

/** What the world does: decided beforehand by name, so that both interpreters meet the same. */
export interface World {
  /** How the nth sending of a call ends, and after how long. */
  call(
    name: string,
    round: number,
  ): { readonly outcome: 'delivered' | 'failed' | 'suppressed'; readonly unsure: boolean; readonly after: number };
  /** What a person says to a question, and after how long; never when undefined. */
  answer(name: string): { readonly yes: boolean; readonly after: number } | undefined;
  /** The variant of an experiment that the person belongs to. */
  variant(name: string): 'a' | 'b';
  /** When the events come that waits hear. */
  readonly events: readonly number[];
}

/** Something that is seen from outside. */
export interface Act {
  readonly name: string;
  readonly round: number;
  readonly at: number;
}

export const firstRest = 60_000;

interface Sending {
  readonly name: string;
  readonly sent: number;
  readonly ended: number;
  readonly outcome: 'delivered' | 'failed' | 'suppressed';
  readonly unsure: boolean;
  readonly undo: boolean;
  readonly last: boolean;
  readonly order: number;
}

/**
 * A naive interpreter of workflows. It knows the future: every wait is looked up in the world at once, so a list of steps is a sum of times, branches are done one after the other on
 * the same clock, and whoever ends the run first decides which of all that never came about.
 */
export function naiveRun(
  steps: readonly RandomStep[],
  world: World,
  start: number,
): { readonly acts: readonly Act[]; readonly asked: readonly Act[]; readonly state: string } {
  const asked: Act[] = [];
  const acts: (Act & { readonly order: number })[] = [];
  const sendings: Sending[] = [];
  const ends: { readonly at: number; readonly order: number; readonly kind: 'stopped' | 'failed' | 'compensated' }[] = [];
  let order = 0;
  const act = (name: string, round: number, at: number): void => void acts.push({ name, round, at, order: order++ });

  /** When the steps are done; never (Infinity) when the run ends in them. */
  function walk(list: readonly RandomStep[], from: number): number {
    let at = from;
    for (const step of list) {
      at = one(step, at);
      if (at === Infinity) return Infinity;
    }
    return at;
  }
  function end(kind: 'stopped' | 'failed' | 'compensated', at: number): number {
    ends.push({ at, order: order++, kind });
    return Infinity;
  }
  function one(step: RandomStep, at: number): number {
    switch (step.kind) {
      case 'call':
        return call(step, at);
      case 'wait':
        return at + step.length;
      case 'emit':
      case 'set':
        act(step.name, 0, at);
        return at;
      case 'stop':
        return end('stopped', at);
      case 'compensate':
        return end('compensated', at);
      case 'switch':
        return walk(step.holds ? step.yes : step.no, at);
      case 'split': {
        const variant = world.variant(step.name);
        act(`${step.name}.${variant}`, 0, at);
        return walk(step[variant], at);
      }
      case 'parallel':
        return Math.max(...step.branches.map((branch) => walk(branch, at)));
      case 'approve': {
        asked.push({ name: step.name, round: 0, at });
        const answer = world.answer(step.name);
        if (answer !== undefined && answer.after < step.length) {
          if (answer.yes) return at + answer.after;
          const done = walk(step.refused, at + answer.after);
          return done === Infinity ? Infinity : end('stopped', done);
        }
        const done = walk(step.expired, at + step.length);
        return done === Infinity ? Infinity : end('stopped', done);
      }
      default: {
        const came = world.events.find((event) => event > at && event <= at + step.length);
        return came ?? walk(step.late, at + step.length);
      }
    }
  }
  function call(step: Extract<RandomStep, { kind: 'call' }>, from: number): number {
    if (!step.awaited) {
      act(step.name, 0, from);
      return from;
    }
    let at = from;
    for (let round = 0; ; round++) {
      act(step.name, round, at);
      const { outcome, unsure, after } = world.call(step.name, round);
      const last = outcome !== 'failed' || round >= step.retry;
      sendings.push({ name: step.name, sent: at, ended: at + after, outcome, unsure, undo: step.undo, last, order: order++ });
      at += after;
      if (outcome !== 'failed') return at;
      if (last) return step.goesOn ? at : end('failed', at);
      at += firstRest * 2 ** round;
    }
  }

  walk(steps, start);
  const first = ends.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
  if (first === undefined) return { acts: seen(acts), asked, state: 'done' };
  const came = acts.filter((one) => one.at < first.at || (one.at === first.at && one.order < first.order));
  if (first.kind === 'stopped') return { acts: seen(came), asked, state: 'stopped' };

  // What was done is taken back, newest first; a call on its way when the run failed is waited for, and not tried again.
  const sent = sendings.filter((one) => one.undo && (one.sent < first.at || (one.sent === first.at && one.order < first.order)));
  const known = sent.filter((one) => one.ended <= first.at);
  const resting = known.filter((one) => !one.last && one.unsure && !sent.some((other) => other.name === one.name && other.sent > one.sent));
  const open = sent.filter((one) => one.ended > first.at);
  const done = (one: Sending): boolean => one.outcome === 'delivered' || (one.outcome === 'failed' && one.unsure);
  const undo = [
    ...known.filter((one) => one.last && done(one)).toSorted((a, b) => a.ended - b.ended),
    ...resting.toSorted((a, b) => a.order - b.order),
    ...open.filter(done).toSorted((a, b) => a.ended - b.ended),
  ];
  let at = Math.max(first.at, ...open.map((one) => one.ended));
  let failed = false;
  const back: Act[] = [];
  for (const { name } of undo.toReversed()) {
    for (let round = 0; ; round++) {
      back.push({ name: `${name}.compensate`, round, at });
      const { outcome, after } = world.call(`${name}.compensate`, round);
      at += after;
      if (outcome !== 'failed') break;
      if (round >= 8) {
        failed = true;
        break;
      }
      at += firstRest * 2 ** round;
    }
  }
  const state = undo.length === 0 ? first.kind : failed ? 'failed' : 'compensated';
  return { acts: [...seen(came), ...back], asked, state };
}

const seen = (acts: readonly Act[]): Act[] => acts.map(({ name, round, at }) => ({ name, round, at }));
