import { TextScan } from './text-scan.ts';

/** So many pairs of scans are remembered (some two kB each for a text of sixty letters): more than the texts of a batch, so that language, sentiment, intent and topics of one text cost one reading. */
const pairBits = 9;
const scans: TextScan[] = Array.from({ length: 2 << pairBits }, () => new TextScan());
const texts: (string | undefined)[] = Array.from({ length: 2 << pairBits }, () => undefined);
/** Of each pair, the one that was used last. */
const recent = new Uint8Array(1 << pairBits);

/**
 * Reads a text, or finds it read: operators see a whole batch one after the other, so the same text is asked for again only after its neighbours. A pair of places is chosen by length and
 * a few characters; a third text that has the same pair pushes the older out. The scan is valid until the next call.
 */
export function scanText(text: string): TextScan {
  const pair = pairOf(text);
  let slot = pair << 1;
  if (texts[slot] !== text) {
    slot++;
    if (texts[slot] !== text) {
      slot -= recent[pair]!;
      // Forgotten first: should reading throw, a half-read scan must not be found.
      texts[slot] = undefined;
      scans[slot]!.read(text);
      texts[slot] = text;
    }
  }
  recent[pair] = slot & 1;
  return scans[slot]!;
}

function pairOf(text: string): number {
  const { length } = text;
  let sampled = length;
  const step = length > 8 ? length >> 3 : 1;
  // From the end on: posts begin alike more often than they end alike.
  for (let at = length - 1, left = 6; at >= 0 && left > 0; at -= step, left--) sampled = Math.imul(sampled, 31) + text.charCodeAt(at);
  return Math.imul(sampled, 0x9e3779b1) >>> (32 - pairBits);
}
