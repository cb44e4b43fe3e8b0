const SPACE = new Set([' ', '\t', '\n', '\r']);

/**
 * Where the character at `index` of a scalar's value stands in its YAML source text (from the scalar's first character).
 * Walks value and source side by side: a block scalar's header line is skipped, escapes count as the one character they make, and folded
 * lines (a blank in the value, a line break and indentation in the source) count as one.
 */
export function offsetInSource(source: string, value: string, index: number): number {
  const style = source[0];
  let at = 0;
  if (style === '|' || style === '>') at = skipSpace(source, source.indexOf('\n') + 1);
  else if (style === '"' || style === "'") at = 1;
  for (let done = 0; done < Math.min(index, value.length); done++) {
    const unit = value[done]!;
    if (style === '"' && source[at] === '\\') {
      // A backslash before a line break joins the lines and stands for no character.
      if (source[at + 1] === '\n') at = skipSpace(source, at + 1);
      else at += escapeLength(source[at + 1]);
    } else if (style === "'" && unit === "'") at += 2;
    else if (SPACE.has(unit)) at = source[at] === '\n' || crossesLine(source, at) ? skipBreak(source, at, value, done) : at + 1;
    else at += 1;
  }
  return Math.min(at, Math.max(0, source.length - 1));
}

function escapeLength(letter: string | undefined): number {
  if (letter === 'x') return 4;
  if (letter === 'u') return 6;
  return letter === 'U' ? 10 : 2;
}

function skipSpace(source: string, from: number): number {
  let at = from;
  while (at < source.length && SPACE.has(source[at]!)) at += 1;
  return at;
}

/** Whether only blanks stand between here and the end of the line. */
function crossesLine(source: string, from: number): boolean {
  let at = from;
  while (source[at] === ' ' || source[at] === '\t' || source[at] === '\r') at += 1;
  return source[at] === '\n';
}

/** Past a line break: the last blank of a run in the value takes the rest of the run in the source. */
function skipBreak(source: string, at: number, value: string, done: number): number {
  const next = value[done + 1];
  return next !== undefined && SPACE.has(next) ? at : skipSpace(source, at);
}
