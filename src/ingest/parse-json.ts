import { isUtf8 } from 'node:buffer';
import { CrosscurrentError, type Json } from '#kernel';
import { scanJson } from './scan-json.ts';

/** A parsed JSON text. `suspect` says that it may hold numbers or texts that cannot be kept exactly: ask `findUnsafe`. */
export interface ParsedJson {
  readonly value: Json;
  readonly suspect: boolean;
}

/**
 * Parses the bytes of one JSON text strictly: UTF-8 without errors and without a byte order mark (`invalid-encoding`), nesting and prototypes by `scanJson`, syntax by JSON.parse (`invalid-json`).
 * Of duplicate keys the last one counts, as in JSON.parse.
 */
export function parseJson(bytes: Buffer): ParsedJson {
  if (!isUtf8(bytes)) throw new CrosscurrentError('invalid-encoding', 'The body is not valid UTF-8.');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new CrosscurrentError('invalid-encoding', 'The body starts with a byte order mark; JSON has none.');
  }
  const suspect = scanJson(bytes);
  try {
    return { value: JSON.parse(bytes.toString('utf8')) as Json, suspect };
  } catch {
    // The parser's own message quotes the input, so it is not passed on.
    throw new CrosscurrentError('invalid-json', bytes.length === 0 ? 'The body is empty.' : 'The body is not valid JSON.');
  }
}
