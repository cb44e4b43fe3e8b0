import { nameOf } from './name-of.ts';
import type { Absence, Pattern, PatternStep } from './pattern.ts';
import type { Findings, PatternState } from './pattern-state.ts';
import type { Counted, Hit, Pending } from './sequence-record.ts';

/**
 * Matching of steps in order. Events come sorted; contiguity is relaxed, so what matches nothing is passed by. What must be absent and `cancel_if` break a pending match before the event
 * fills anything; then the event goes to the pending match that has come furthest and can take it, or to all that can with `overlap`, else it begins a match of its own.
 */
export function takeInSteps(pattern: Pattern, state: PatternState, hit: Hit, found: Findings): void {
  breakPending(pattern, state, hit);
  const taken = pattern.overlap === undefined ? fillFurthest(pattern, state, hit, found) : fillAll(pattern, state, hit, found);
  if (!taken && begins(pattern, state, hit)) begin(pattern, state, hit, found);
  for (const [place, absence] of pattern.before.entries()) if (breaks(absence, hit, {}, state)) state.seen[place] = hit[0];
}

/** Ends everything whose time is over at `time`: absences that lasted become matches, matches that took too long go. */
export function endSteps(pattern: Pattern, state: PatternState, time: number, found: Findings): void {
  const last = pattern.steps.length - 1;
  let due: { readonly pending: Pending; readonly deadline: number }[] | undefined;
  const kept: Pending[] = [];
  for (const pending of state.pending) {
    const deadline = deadlineOf(pattern, pending);
    if (deadline === undefined) {
      const from = pending[7] === 0 ? pending[2] : pending[3];
      if (time - from <= pattern.within) kept.push(pending);
    } else if (deadline <= time) (due ??= []).push({ pending, deadline });
    else kept.push(pending);
  }
  state.pending = kept;
  if (due === undefined) return;
  due.sort((a, b) => a.deadline - b.deadline);
  for (const { pending, deadline } of due) {
    const [, , , , first, lastName, events] = pending;
    const event = events[pattern.steps[last]!.name]!;
    found.matches.push({ id: JSON.stringify([first, lastName, 'absent']), at: deadline, events, event, waited: pending });
  }
}

/** When a pending match that waits for nothing but the end of its absences is complete; undefined for one that waits for events. */
export function deadlineOf(pattern: Pattern, [at, count, , last]: Pending): number | undefined {
  const step = pattern.steps[at]!;
  if (at < pattern.steps.length - 1 || count < step.min || count > step.max || step.absent.length === 0) return undefined;
  return last + Math.max(...step.absent.map((one) => one.lasting ?? 0));
}

/** Whether an event is one that the absences after a pending match's step forbid at its time. */
export function forbids(pattern: Pattern, pending: Pending, hit: Hit, group: PatternState['group']): boolean {
  const [at, count, , last, , , events] = pending;
  const step = pattern.steps[at]!;
  if (count < step.min) return false;
  return step.absent.some(
    (absence) => (absence.lasting === undefined || hit[0] < last + absence.lasting) && breaks(absence, hit, events, { group }),
  );
}

function breaks(
  { bit, holds }: Pick<Absence, 'bit' | 'holds'>,
  [, bits, event]: Hit,
  events: Pending[6],
  { group }: Pick<PatternState, 'group'>,
): boolean {
  return (bits & bit) !== 0 && (holds === undefined || holds(event, events, group));
}

function breakPending(pattern: Pattern, state: PatternState, hit: Hit): void {
  const { cancel } = pattern;
  if (state.pending.length === 0) return;
  state.pending = state.pending.filter(
    (pending) => !(cancel !== undefined && breaks(cancel, hit, pending[6], state)) && !forbids(pattern, pending, hit, state.group),
  );
}

/** What becomes of a pending match when an event comes to it. `full`: the event is one too many, and the match is dead. */
type Move = { readonly to: Pending } | 'full' | undefined;

function moveOf(pattern: Pattern, pending: Pending, hit: Hit, group: PatternState['group']): Move {
  const [at, bits, event] = hit;
  const [place, count, began, last, first, , events, counted] = shortened(pattern, pending, at);
  const step = pattern.steps[place]!;
  const next = pattern.steps[place + 1];
  if (next !== undefined && count >= step.min && count <= step.max && (bits & next.bit) !== 0) {
    const free = step.absent.every((one) => one.lasting === undefined || at >= last + one.lasting);
    if (free && (next.holds === undefined || next.holds(event, events, group))) {
      return { to: [place + 1, 1, began, at, first, nameOf(event), { ...events, [next.name]: event }, 0] };
    }
  }
  if (!repeats(step) || (bits & step.bit) === 0) return undefined;
  if (step.holds !== undefined && !step.holds(event, events, group)) return undefined;
  const name = nameOf(event);
  const kept = { ...events, [step.name]: event };
  if (counted !== 0) return recount(pattern, step, [...counted, [at, name]], kept);
  // A further event of a step that has what it needs is taken only when there may be too many.
  if (step.max === Infinity && count >= step.min) return { to: [place, count, began, at, first, name, kept, 0] };
  if (count >= step.max) return 'full';
  return { to: [place, count + 1, began, at, first, name, kept, 0] };
}

/** A repeated first step counts the newest of its events: one more than there may be is enough to know that there are too many. */
function recount(pattern: Pattern, step: PatternStep, counted: readonly Counted[], events: Pending[6]): Move {
  const most = step.max === Infinity ? step.min : step.max + 1;
  // The oldest match is the one that its first events began.
  if (pattern.keep === 'oldest' && step.max === Infinity && counted.length > most) return undefined;
  const rest = counted.slice(-most);
  const [last, lastName] = rest.at(-1)!;
  return { to: [0, rest.length, rest[0]![0], last, rest[0]![1], lastName, events, rest] };
}

const repeats = (step: PatternStep): boolean => step.min > 1 || step.max > 1;

function fillFurthest(pattern: Pattern, state: PatternState, hit: Hit, found: Findings): boolean {
  for (let place = pattern.steps.length - 1; place >= 0; place--) {
    const index = state.pending.findIndex((one) => one[0] === place);
    if (index < 0) continue;
    const move = moveOf(pattern, state.pending[index]!, hit, state.group);
    if (move === undefined) continue;
    if (move === 'full') {
      state.pending.splice(index, 1);
      return true;
    }
    const target = state.pending.findIndex((one, other) => other !== index && one[0] === move.to[0]);
    // Where another match stands already, the older one stays or goes, as the rule says.
    if (target >= 0 && pattern.keep === 'oldest') continue;
    const gone = new Set([index, target]);
    state.pending = state.pending.filter((_, other) => !gone.has(other));
    settle(pattern, state, move.to, found);
    return true;
  }
  return false;
}

/** With `overlap` an event counts for every match that can take it, and may begin another one. */
function fillAll(pattern: Pattern, state: PatternState, hit: Hit, found: Findings): boolean {
  const before = state.pending;
  state.pending = [];
  for (const pending of before) {
    const move = moveOf(pattern, pending, hit, state.group);
    if (move === undefined) state.pending.push(pending);
    else if (move !== 'full') settle(pattern, state, move.to, found);
  }
  return false;
}

function begins(pattern: Pattern, state: PatternState, hit: Hit): boolean {
  const step = pattern.steps[0]!;
  if (!breaks(step, hit, {}, state)) return false;
  return pattern.before.every(({ lasting = 0 }, place) => {
    const seen = state.seen[place];
    return seen === undefined || seen < 0 || hit[0] - seen >= lasting;
  });
}

function begin(pattern: Pattern, state: PatternState, [at, , event]: Hit, found: Findings): void {
  const step = pattern.steps[0]!;
  const name = nameOf(event);
  const counts = repeats(step) && pattern.overlap === undefined;
  const pending: Pending = [0, 1, at, at, name, name, { [step.name]: event }, counts ? [[at, name]] : 0];
  if (pattern.overlap === undefined) {
    const other = state.pending.findIndex((one) => one[0] === 0);
    if (other >= 0) {
      if (pattern.keep === 'oldest') return;
      state.pending.splice(other, 1);
    }
  }
  settle(pattern, state, pending, found);
  if (pattern.overlap === undefined || state.pending.length <= pattern.overlap) return;
  if (pattern.keep === 'oldest') state.pending.pop();
  else state.pending.shift();
  found.crowded++;
}

/** Puts a match where it stands now; one that has all it needs is found. */
function settle(pattern: Pattern, state: PatternState, pending: Pending, found: Findings): void {
  const [place, count, , at, first, last, events] = pending;
  const step = pattern.steps[place]!;
  if (place === pattern.steps.length - 1 && count >= step.min && step.absent.length === 0) {
    found.matches.push({ id: JSON.stringify([first, last]), at, events, event: events[step.name]! });
  } else state.pending.push(pending);
}

/** A match whose repeated first step no longer counts what is too old at `time`. It is asked only when an event comes, so what counts never depends on when somebody looked. */
function shortened(pattern: Pattern, pending: Pending, time: number): Pending {
  const [, , began, last, , lastName, events, counted] = pending;
  if (counted === 0 || time - began <= pattern.within) return pending;
  const rest = counted.filter(([at]) => time - at <= pattern.within);
  const [first, firstName] = rest[0] ?? [last, lastName];
  return [0, rest.length, first, last, firstName, lastName, events, rest];
}
