import type { ExperimentRecord, Tallies } from './experiment-record.ts';

type Design = ExperimentRecord['designs'][string];

/** Slots of one horizon: so much later than exactly it is known that a contact did not convert. */
const SLOTS = 24;

/** The tallies that a contact exposed at `at` belongs to: those of its slot, or those of all whose horizon is over when the slot was added to them. Made when they are not there. */
export function slotOf(design: Design, at: number, horizon: number): Tallies {
  const width = widthOf(horizon);
  const number = Math.floor(at / width);
  const found = design.slots.find(([slot]) => slot === number);
  if (found) return found[1];
  if (isOver(number, horizon, design.last)) return design.over;
  const slot: Design['slots'][number] = [number, {}];
  design.slots.push(slot);
  design.slots.sort(([one], [other]) => one - other);
  return slot[1];
}

/** Adds slots whose horizon is over at `now` to those that are over; so there are never more than a horizon's and one. */
export function settleSlots(design: Design, horizon: number, now: number): void {
  for (const [number, tallies] of design.slots) if (isOver(number, horizon, now)) addTallies(design.over, tallies);
  design.slots = design.slots.filter(([number]) => !isOver(number, horizon, now));
}

/** Whether every contact exposed in a slot has had its whole horizon at `now`. */
export function isOver(slot: number, horizon: number, now: number): boolean {
  return (slot + 1) * widthOf(horizon) + horizon <= now;
}

/** Adds tallies to others, variant by variant. */
export function addTallies(to: Tallies, tallies: Tallies): void {
  for (const [variant, [exposed, converted]] of Object.entries(tallies)) {
    const tally = (to[variant] ??= [0, 0]);
    tally[0] += exposed;
    tally[1] += converted;
  }
}

function widthOf(horizon: number): number {
  return Math.max(1, Math.ceil(horizon / SLOTS));
}
