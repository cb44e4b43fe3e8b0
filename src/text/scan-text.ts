import { TextScan } from './text-scan.ts';

/** So many scans are remembered (some 20 kB each): the texts of a batch, so that language, sentiment and topics of one text cost one reading. */
const slots = 512;
const scans: (TextScan | undefined)[] = [];
const texts: (string | undefined)[] = [];
for (let slot = 0; slot < slots; slot++) {
  scans.push(undefined);
  texts.push(undefined);
}

/**
 * Reads a text, or finds it read: operators see a whole batch one after the other, so the same text is asked for again only after its neighbours. A slot is chosen by length and three
 * characters; texts that share one push each other out and are read again. The scan is valid until the next call.
 */
export function scanText(text: string): TextScan {
  const { length } = text;
  const sampled =
    length === 0
      ? 0
      : Math.imul(text.charCodeAt(length >> 1), 961) + Math.imul(text.charCodeAt(length >> 2), 31) + text.charCodeAt((length * 3) >> 2);
  const slot = Math.imul(sampled + Math.imul(length, 29_791), 0x9e3779b1) >>> 23;
  const scan = (scans[slot] ??= new TextScan());
  if (texts[slot] !== text) {
    // Forgotten first: should reading throw, a half-read scan must not be found.
    texts[slot] = undefined;
    scan.read(text);
    texts[slot] = text;
  }
  return scan;
}
