import type { Pattern, PatternStep } from '#sequence';
import type { Hit } from '#sequence';

const idOf = ({ id }: Hit[2]): string => id as string;

/** What the events of a match must look like, recomputed from the whole sorted history without any memory: the only state is the list of events each open match has taken so far. */
export function naiveMatches(one: Pattern, history: readonly Hit[], until: number): string[] {
  interface Open {
    taken: Hit[][];
  }
  const found: string[] = [];
  const sorted = history.map((each, order) => ({ each, order })).sort((a, b) => a.each[0] - b.each[0] || a.order - b.order);
  let open: Open[] = [];
  const { steps } = one;
  const first = (match: Open): Hit => match.taken[0]![0]!;
  const newest = (match: Open): Hit => match.taken.at(-1)!.at(-1)!;
  const at = (match: Open): number => match.taken.length - 1;
  const done = (match: Open): boolean => match.taken.at(-1)!.length >= steps[at(match)]!.min;
  const tooMany = (match: Open): boolean => match.taken.at(-1)!.length > steps[at(match)]!.max;
  const waits = (match: Open): boolean =>
    at(match) === steps.length - 1 && done(match) && !tooMany(match) && steps[at(match)]!.absent.length > 0;
  const windowed = (match: Open): boolean => at(match) === 0 && one.overlap === undefined && steps[0]!.min + steps[0]!.max > 2;
  const end = (match: Open): number => newest(match)[0] + Math.max(...steps.at(-1)!.absent.map((each) => each.lasting!));
  const holds = (step: PatternStep, match: Open, each: Hit): boolean => {
    const before = match.taken.flatMap((events, place) => events.slice(-1).map((newest_) => [steps[place]!.name, newest_[2]] as const));
    return step.holds?.(each[2], Object.fromEntries(before), {}) ?? true;
  };
  const say = (match: Open, time: number): void => {
    const words = match.taken.map((events, place) => `${steps[place]!.name}=${idOf(events.at(-1)![2])}`);
    found.push(`${words.join(' ')} @${time}`);
  };
  const pass = (time: number): void => {
    const over = open.filter((match) => waits(match) && end(match) <= time).sort((a, b) => end(a) - end(b));
    for (const match of over) say(match, end(match));
    open = open.filter((match) => !over.includes(match));
    // A repeated first step is a window over its own events: it ends with the newest of them.
    open = open.filter((match) => waits(match) || time - (windowed(match) ? newest(match) : first(match))[0] <= one.within);
  };
  for (const { each, order } of sorted) {
    const [time, bits] = each;
    pass(time);
    if ((bits & (one.cancel?.bit ?? 0)) !== 0) open = [];
    open = open.filter(
      (match) =>
        !(
          done(match) &&
          steps[at(match)]!.absent.some(
            (absence) => (bits & absence.bit) !== 0 && (absence.lasting === undefined || time < newest(match)[0] + absence.lasting),
          )
        ),
    );
    let used = false;
    for (const match of open.toSorted((a, b) => (one.overlap === undefined ? at(b) - at(a) : 0))) {
      if (used && one.overlap === undefined) break;
      const place = at(match);
      const next = steps[place + 1];
      const all = match.taken[place]!;
      if (windowed(match)) match.taken[0] = all.filter((other) => time - other[0] <= one.within);
      const rested = steps[place]!.absent.every((absence) => time >= all.at(-1)![0] + (absence.lasting ?? 0));
      if (
        next &&
        match.taken[place]!.length > 0 &&
        done(match) &&
        !tooMany(match) &&
        rested &&
        (bits & next.bit) !== 0 &&
        holds(next, match, each)
      ) {
        const there = open.find((other) => other !== match && at(other) === place + 1);
        if (one.overlap === undefined && there && one.keep === 'oldest') {
          match.taken[place] = all;
          continue;
        }
        if (one.overlap === undefined) open = open.filter((other) => other !== there);
        match.taken.push([each]);
        used = true;
        continue;
      }
      if (steps[place]!.min + steps[place]!.max > 2 && (bits & steps[place]!.bit) !== 0 && holds(steps[place]!, match, each)) {
        const { min, max } = steps[place]!;
        const list = match.taken[place]!;
        if (windowed(match)) {
          if (one.keep === 'oldest' && max === Infinity && list.length >= min) {
            match.taken[0] = all;
            continue;
          }
          match.taken[0] = [...list, each].slice(max === Infinity ? -min : -(max + 1));
        } else if (list.length >= max) open = open.filter((other) => other !== match);
        else match.taken[place] = [...list, each];
        used = true;
      } else match.taken[place] = all;
    }
    for (const match of open) {
      if (at(match) < steps.length - 1 || !done(match) || steps.at(-1)!.absent.length > 0) continue;
      say(match, time);
      open = open.filter((other) => other !== match);
    }
    if ((one.overlap === undefined && used) || (bits & steps[0]!.bit) === 0) continue;
    const before = sorted.filter((other) => other.each[0] < time || (other.each[0] === time && other.order < order));
    if (
      one.before.some((absence) => before.some((other) => (other.each[1] & absence.bit) !== 0 && time - other.each[0] < absence.lasting!))
    )
      continue;
    const standing = open.find((match) => at(match) === 0);
    if (one.overlap === undefined && standing && one.keep === 'oldest') continue;
    if (one.overlap === undefined) open = open.filter((match) => match !== standing);
    const match: Open = { taken: [[each]] };
    if (steps.length === 1 && done(match) && steps[0]!.absent.length === 0) say(match, time);
    else open.push(match);
  }
  pass(until);
  return found;
}

/** Any k of the steps: for each event in order, whether with it that many steps have an event within the time; then all begin anew. */
export function naiveAnyMatches(one: Pattern, history: readonly Hit[]): string[] {
  const found: string[] = [];
  let slots: (Hit | undefined)[] = one.steps.map(() => undefined);
  for (const each of [...history].sort((a, b) => a[0] - b[0])) {
    const [time, bits] = each;
    slots = slots.map((held) => (held !== undefined && time - held[0] <= one.within ? held : undefined));
    if ((bits & (one.cancel?.bit ?? 0)) !== 0) slots = slots.map(() => undefined);
    const fits = one.steps.flatMap((candidate, place) => ((candidate.bit & bits) === 0 ? [] : [place]));
    const place = fits.find((each_) => slots[each_] === undefined) ?? (one.keep === 'newest' ? fits[0] : undefined);
    if (place === undefined) continue;
    slots[place] = each;
    if (slots.filter((held) => held !== undefined).length < one.anyOf!) continue;
    const words = slots.flatMap((held, index) => (held ? [`${one.steps[index]!.name}=${idOf(held[2])}`] : []));
    found.push(`${words.join(' ')} @${time}`);
    slots = slots.map(() => undefined);
  }
  return found;
}
