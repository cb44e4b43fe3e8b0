import type { Touch } from './touch.ts';

const kinds: readonly Touch['kind'][] = ['click', 'view', 'visit'];

/** Touches as they are written: names each once, then of every touch the milliseconds since the one before and a number that says channel, campaign and kind. A list without touches is empty. */
export type WrittenTouches = readonly [] | readonly [names: readonly string[], ...numbers: number[]];

/**
 * A list of touches that is written as JSON in a fifth of the room of its objects: journeys are most of what is kept of a contact. In memory it is an ordinary array.
 *
 *     [{ at: 1772438400006, channel: meta, campaign: wiosna, kind: click }, { at: 1772438460006, channel: meta, kind: view }]
 *     [["meta","wiosna"],1772438400006,6,60000,1]               6 = (channel 0 · 3 + campaign 1 + 1) · 3 + kind 0
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
  const placeOf = (name: string): number => {
    const place = names.indexOf(name);
    return place < 0 ? names.push(name) - 1 : place;
  };
  const places = touches.map(({ channel, campaign }) => [placeOf(channel), campaign === undefined ? 0 : placeOf(campaign) + 1] as const);
  const numbers: number[] = [];
  let before = 0;
  for (const [index, { at, kind }] of touches.entries()) {
    const [channel, campaign] = places[index]!;
    numbers.push(at - before, (channel * (names.length + 1) + campaign) * kinds.length + kinds.indexOf(kind));
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
  let at = 0;
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    at += numbers[index] as number;
    const code = numbers[index + 1] as number;
    const kind = kinds[code % kinds.length]!;
    const pair = Math.floor(code / kinds.length);
    const channel = names[Math.floor(pair / width)] as string;
    const campaign = pair % width;
    touches.push(campaign === 0 ? { at, channel, kind } : { at, channel, campaign: names[campaign - 1] as string, kind });
  }
  return touchList(touches);
}
