import { readFileSync } from 'node:fs';

/** Reads a file of trained weights that lies beside the code: once per process, when the first text is scored. */
export function readWeights(name: string): Uint8Array {
  return readFileSync(new URL(`./weights/${name}`, import.meta.url));
}
