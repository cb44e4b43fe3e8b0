import { digest64 } from './hash.ts';

const halves = new Uint32Array(2);

/** A stable name for a JSON value: 16 hexadecimal digits of its content. Not meant against forgers. */
export function contentHash(value: unknown): string {
  digest64(JSON.stringify(value), 0x72756c65, 0x626f6f6b, halves);
  return halves[0]!.toString(16).padStart(8, '0') + halves[1]!.toString(16).padStart(8, '0');
}
