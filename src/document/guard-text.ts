import { Lexer, Parser } from 'yaml';
import type { Finding } from './finding.ts';

/** The largest YAML file that is read, in bytes of UTF-8. */
const MAX_BYTES = 256 * 1024;
/** The deepest nesting of lists and maps, counted as the parser's own stack, which holds about two frames a level. */
const MAX_STACK = 64;

/**
 * Refuses a YAML text that is dangerous to compose, before it is composed: too large, too deeply nested, or with control characters.
 * The composer of `yaml` recurses, and a deep document can end the process instead of throwing (2 kB of `[` are enough). Its lexer and its
 * syntax parser do not recurse, so the depth they reach is an exact measure that costs little.
 */
export function guardText(text: string, file: string): Finding | undefined {
  const refusal = (line: number, column: number, code: string, message: string, hint: string): Finding => ({
    file,
    line,
    column,
    severity: 'error',
    code,
    message,
    hint,
  });
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > MAX_BYTES) {
    return refusal(1, 1, 'yaml-too-large', `the file has ${bytes} bytes; at most ${MAX_BYTES} are read`, 'Split it into several files.');
  }
  const parser = new Parser();
  let offset = 0;
  try {
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) void token;
      // The lexer's own marks (byte order mark, document, flow error, scalar) take no room in the text.
      if (lexeme !== '\u0002' && lexeme !== '\u0018' && lexeme !== '\u001f') offset += lexeme.length;
      if (parser.stack.length > MAX_STACK) {
        const place = placeOf(text, offset - 1);
        return refusal(place.line, place.column, 'yaml-too-deep', 'lists and maps are nested too deeply', 'Nest at most thirty levels.');
      }
    }
  } catch (error) {
    return refusal(1, 1, 'yaml-syntax', `the file cannot be read as YAML: ${(error as Error).message}`, 'Check the indentation.');
  }
  return undefined;
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(0, offset));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}
