import { hash32 } from '#kernel';

/**
 * A short mark of the event that a touch came by, out of the event's name (`eventName`): 24 bits, because it is kept with every touch. Among fifty touches a retraction that is of none of them is taken for one of them three times in a
 * million.
 */
export function touchMark(event: string): number {
  return hash32(event) >>> 8;
}
