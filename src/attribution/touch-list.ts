import type { Touch } from './touch.ts';

const kinds: readonly Touch['kind'][] = ['click', 'view', 'visit'];

/** Touches as they are written: names each once, then of every touch the milliseconds since the one before and a number that says channel, campaign, kind and, where it has one, mark. A list without touches is empty. */
export type WrittenTouches = readonly [] | readonly [names: readonly string[], ...numbers: number[]];

/**
 * A list of touches that is written as JSON in a third of the room of its objects: journeys are most of what is kept of a contact. In memory it is an ordinary array.
 *
 *     [{ at: 1772438400006, channel: meta, campaign: wiosna, kind: click }, { at: 1772438460006, channel: meta, kind: view }]
 *     [["meta","wiosna"],1772438400006,6,60000,1]               6 = (channel 0 · 3 + campaign 1 + 1) · 3 + kind 0; a mark m adds (m + 1) · 18, the number of all such numbers
 */
export function touchList(touches: Touch[] = []): Touch[] {
  return Object.defineProperty(touches, 'toJSON', { value: writeThis, enumerable: false });
}

function writeThis(this: readonly Touch[]): WrittenTouches {
  return writeTouches(this);
}

/** The written form of touches in any order. */
export function writeTouches(touches: readonly Touch[]): WrittenTouches {
  if (touches.length === 0) return [];
  const names: string[] = [];
  const known = new Map<string, number>();
  const placeOf = (name: string): number => {
    let place = known.get(name);
    if (place === undefined) known.set(name, (place = names.push(name) - 1));
    return place;
  };
  const places = touches.map(({ channel, campaign }) => [placeOf(channel), campaign === undefined ? 0 : placeOf(campaign) + 1] as const);
  const numbers: number[] = [];
  const width = names.length + 1;
  const all = names.length * width * kinds.length;
  let before = 0;
  for (const [index, { at, kind, mark = -1 }] of touches.entries()) {
    const [channel, campaign] = places[index]!;
    numbers.push(at - before, (mark + 1) * all + (channel * width + campaign) * kinds.length + kinds.indexOf(kind));
    before = at;
  }
  return [names, ...numbers];
}

/** Touches out of their written form, or out of the objects that earlier versions wrote. */
export function readTouches(written: WrittenTouches | readonly Touch[]): Touch[] {
  const [names, ...numbers] = written;
  if (!Array.isArray(names)) return touchList([...(written as readonly Touch[])]);
  const touches: Touch[] = [];
  const width = names.length + 1;
  const all = names.length * width * kinds.length;
  let at = 0;
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    at += numbers[index] as number;
    // Of numbers as large as these a remainder by % takes ten times as long.
    const marked = Math.floor((numbers[index + 1] as number) / all);
    const code = (numbers[index + 1] as number) - marked * all;
    const kind = kinds[code % kinds.length]!;
    const pair = Math.floor(code / kinds.length);
    const channel = names[Math.floor(pair / width)] as string;
    const campaign = pair % width;
    const touch: { -readonly [field in keyof Touch]: Touch[field] } = { at, channel, kind };
    if (campaign !== 0) touch.campaign = names[campaign - 1] as string;
    if (marked !== 0) touch.mark = marked - 1;
    touches.push(touch);
  }
  return touchList(touches);
}
