/**
 * A seeded 64-bit digest of a string as two unsigned 32-bit halves, written into `out[0]` (high) and `out[1]` (low).
 * Two multiplicative lanes with a final mix (the cyrb53 construction by bryc, public domain, kept at its full 64 bits): no BigInt, no allocation.
 */
export function digest64(text: string, seedHigh: number, seedLow: number, out: Uint32Array): void {
  let high = 0xdeadbeef ^ seedHigh;
  let low = 0x41c6ce57 ^ seedLow;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  out[0] = high >>> 0;
  out[1] = low >>> 0;
}

/** A stable unsigned 32-bit hash (FNV-1a with a final mix) for choosing partitions: the same text gives the same number for ever. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
