import type { Finding } from '#document';

/** The first line of a table and what it shows of the file's way of writing. */
export interface TableHead {
  readonly columns: readonly string[];
  readonly separator: ',' | ';' | '\t';
}

/** One row of a table, with the line of the file it begins on (from 1). */
export interface TableRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** More mistakes than this are not told: the first ones say what is wrong with a file. */
const MOST_FINDINGS = 20;
const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Reads a CSV text row by row (RFC 4180): a byte order mark, quoted cells with doubled quotes and line breaks inside, lines ending in LF, CRLF or CR, empty lines passed over. The separator is the one
 * of comma, semicolon and tab that stands most often in the first line. `head` is called once and may answer findings, which end the reading; `row` is called for every row and may answer one.
 * Our own reader, because a million rows are read without keeping them, and because mistakes are told at their line and column, which the usual packages do not do.
 */
export function scanTable(
  source: string,
  file: string,
  head: (head: TableHead) => readonly Finding[] | undefined,
  row: (row: TableRow) => Finding | undefined,
): readonly Finding[] {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const separator = separatorOf(text);
  const separatorCode = separator.charCodeAt(0);
  const findings: Finding[] = [];
  const mistake = (line: number, column: number, code: string, message: string, hint: string): Finding => ({
    file,
    line,
    column,
    severity: 'error',
    code,
    message,
    hint,
  });
  let columns: readonly string[] | undefined;
  let at = 0;
  let line = 1;
  while (at < text.length && findings.length < MOST_FINDINGS) {
    const rowLine = line;
    let lineStart = at;
    const cells: string[] = [];
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        const opened = at;
        const openedLine = line;
        const openedColumn = at - lineStart + 1;
        let cell = '';
        let from = at + 1;
        for (;;) {
          const close = text.indexOf('"', from);
          if (close < 0) {
            findings.push(mistake(openedLine, openedColumn, 'unclosed-quote', 'this quoted cell never ends', 'close it with "'));
            return findings;
          }
          cell += text.slice(from, close);
          from = close + 1;
          if (text.charCodeAt(from) !== QUOTE) break;
          cell += '"';
          from += 1;
        }
        at = from;
        for (let inside = opened; inside < at; inside++) {
          const code = text.charCodeAt(inside);
          if (code === LINE_FEED || (code === CARRIAGE_RETURN && text.charCodeAt(inside + 1) !== LINE_FEED)) {
            line += 1;
            lineStart = inside + 1;
          }
        }
        const next = text.charCodeAt(at);
        if (at < text.length && next !== separatorCode && next !== LINE_FEED && next !== CARRIAGE_RETURN) {
          findings.push(
            mistake(line, at - lineStart + 1, 'text-after-quote', 'text stands after a closing quote', 'write a quote inside a cell as ""'),
          );
          while (at < text.length && !ends(text.charCodeAt(at), separatorCode)) at += 1;
        }
        cells.push(cell);
      } else {
        const from = at;
        while (at < text.length && !ends(text.charCodeAt(at), separatorCode)) at += 1;
        cells.push(text.slice(from, at));
      }
      if (text.charCodeAt(at) !== separatorCode || at >= text.length) break;
      at += 1;
    }
    if (text.charCodeAt(at) === CARRIAGE_RETURN) at += 1;
    if (text.charCodeAt(at) === LINE_FEED) at += 1;
    line += 1;
    if (cells.length === 1 && cells[0]!.trim() === '') continue;
    if (columns === undefined) {
      columns = cells.map((name, place) => (name.trim() === '' ? `column ${place + 1}` : name.trim()));
      const seen = new Set<string>();
      for (const name of columns) {
        if (seen.has(name)) findings.push(mistake(rowLine, 1, 'repeated-column', `two columns are named "${name}"`, 'rename one of them'));
        seen.add(name);
      }
      findings.push(...(head({ columns, separator }) ?? []));
      if (findings.length > 0) return findings;
    } else if (cells.length !== columns.length) {
      findings.push(
        mistake(
          rowLine,
          1,
          'wrong-width',
          `this row has ${cells.length} cells, the first line has ${columns.length}`,
          `cells are separated by "${separator === '\t' ? 'tab' : separator}"; quote those that contain it`,
        ),
      );
    } else {
      const found = row({ cells, line: rowLine });
      if (found !== undefined) findings.push(found);
    }
  }
  if (columns === undefined && findings.length === 0)
    findings.push(mistake(1, 1, 'empty-table', 'the file has no first line with the names of columns', 'write one'));
  return findings;
}

function ends(code: number, separator: number): boolean {
  return code === separator || code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** The separator that stands most often outside quotes in the first line that is not blank; comma when there is none. */
function separatorOf(text: string): ',' | ';' | '\t' {
  let commas = 0;
  let semicolons = 0;
  let tabs = 0;
  let quoted = false;
  let seen = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (unit === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (unit === ',') commas += 1;
    else if (unit === ';') semicolons += 1;
    else if (unit === '\t') tabs += 1;
    else if ((unit === '\n' || unit === '\r') && seen) break;
    if (unit !== '\n' && unit !== '\r' && unit !== ' ') seen = true;
  }
  if (semicolons > commas && semicolons >= tabs) return ';';
  return tabs > commas ? '\t' : ',';
}
