import { sampleText } from './sample-text.ts';
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
  const pair = sampleText(text) >>> (32 - pairBits);
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
