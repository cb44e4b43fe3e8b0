/** A hash of a text's length and a few of its characters, from the end on: posts begin alike more often than they end alike. All 32 bits are mixed; take the upper ones. */
export function sampleText(text: string): number {
  const { length } = text;
  let sampled = length;
  const step = length > 8 ? length >> 3 : 1;
  for (let at = length - 1, left = 6; at >= 0 && left > 0; at -= step, left--) sampled = Math.imul(sampled, 31) + text.charCodeAt(at);
  return Math.imul(sampled, 0x9e3779b1);
}
