import { TextScan } from './text-scan.ts';

/** So many scans are remembered (some two kB each for a text of sixty letters): more than the texts of a batch, so that language, sentiment, intent and topics of one text cost one reading. */
const slotBits = 12;
const slots = 1 << slotBits;
const scans: (TextScan | undefined)[] = [];
const texts: (string | undefined)[] = [];
for (let slot = 0; slot < slots; slot++) {
  scans.push(undefined);
  texts.push(undefined);
}

/**
 * Reads a text, or finds it read: operators see a whole batch one after the other, so the same text is asked for again only after its neighbours. A slot is chosen by length and six
 * characters; texts that share one push each other out and are read again. The scan is valid until the next call.
 */
export function scanText(text: string): TextScan {
  const slot = slotOf(text);
  const scan = (scans[slot] ??= new TextScan());
  if (texts[slot] !== text) {
    // Forgotten first: should reading throw, a half-read scan must not be found.
    texts[slot] = undefined;
    scan.read(text);
    texts[slot] = text;
  }
  return scan;
}

function slotOf(text: string): number {
  const { length } = text;
  let sampled = length;
  const step = length > 8 ? length >> 3 : 1;
  // From the end on: posts begin alike more often than they end alike.
  for (let at = length - 1, left = 6; at >= 0 && left > 0; at -= step, left--) sampled = Math.imul(sampled, 31) + text.charCodeAt(at);
  return Math.imul(sampled, 0x9e3779b1) >>> (32 - slotBits);
}
