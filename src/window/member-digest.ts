import { digest64 } from '#kernel';

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digest = new Uint32Array(2);

/** A text's digest of 48 bits in eight characters: what is remembered of members that nobody wants to know by name. The same text gives the same digest for ever. */
export function memberDigest(text: string): string {
  digest64(text, 0x27d4eb2f, 0x165667b1, digest);
  let rest = digest[1]!;
  let written = '';
  for (let index = 0; index < 4; index++, rest >>>= 6) written += signs[rest & 63]!;
  rest = digest[0]!;
  for (let index = 0; index < 4; index++, rest >>>= 6) written += signs[rest & 63]!;
  return written;
}
