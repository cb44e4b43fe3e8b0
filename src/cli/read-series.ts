import type { Finding } from '#document';
import { nearest } from '#kernel';
import { readNumber, scanTable, type TableRow } from '#table';

/** A series as a file writes it: `written` is each row's timestamp in the file's own words, `at` the same in epoch milliseconds, `values` hold NaN where a cell is empty. */
export interface Series {
  readonly written: readonly string[];
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/**
 * Reads a CSV text with the columns `timestamp` and `value`; others are passed over. A timestamp is ISO 8601 (a blank may stand for the T; without a zone it is UTC) or a number: epoch seconds or
 * milliseconds. An empty value is a row without one; what is no number is a mistake.
 */
export function readSeries(text: string, file: string): { readonly series: Series; readonly findings: readonly Finding[] } {
  const written: string[] = [];
  const at: number[] = [];
  const values: number[] = [];
  let places: readonly number[] = [];
  let decimalComma = false;
  const mistake = (line: number, code: string, message: string, hint: string): Finding => ({
    file,
    line,
    column: 1,
    severity: 'error',
    code,
    message,
    hint,
  });
  const readRow = ({ cells, line }: TableRow): Finding | undefined => {
    const stamp = cells[places[0]!]!.trim();
    const time = readTimestamp(stamp);
    if (time === undefined)
      return mistake(line, 'not-a-time', `"${stamp}" is no timestamp`, 'write 2015-02-26 21:42:53, ISO 8601 or epoch seconds');
    const cell = cells[places[1]!]!;
    const value = cell.trim() === '' ? Number.NaN : readNumber(cell, decimalComma);
    if (value === undefined) return mistake(line, 'not-a-number', `"${cell}" is no number`, 'leave the cell empty where there is no value');
    written.push(stamp);
    at.push(time);
    values.push(value);
    return undefined;
  };
  const findings = scanTable(
    text,
    file,
    ({ columns, separator }) => {
      decimalComma = separator !== ',';
      places = ['timestamp', 'value'].map((name) => columns.indexOf(name));
      return ['timestamp', 'value']
        .filter((name) => !columns.includes(name))
        .map((name) => {
          const finding = mistake(1, 'missing-column', `there is no column "${name}"`, `the first line names ${columns.join(', ')}`);
          const near = nearest(name, columns);
          return near === undefined ? finding : { ...finding, suggestion: near };
        });
    },
    readRow,
  );
  return { series: { written, at, values }, findings };
}

/** Above this a number counts milliseconds: as seconds it would lie beyond the year 5000. */
const MILLISECONDS_FROM = 1e11;

function readTimestamp(text: string): number | undefined {
  const number = readNumber(text);
  if (number !== undefined) return number >= MILLISECONDS_FROM ? number : number * 1_000;
  if (text.charCodeAt(4) !== DASH) return undefined;
  const iso = text.includes(' ') ? text.replace(' ', 'T') : text;
  const clock = iso.indexOf('T');
  const hasZone = clock < 0 || iso.endsWith('Z') || iso.endsWith('z') || iso.indexOf('+', clock) > 0 || iso.indexOf('-', clock) > 0;
  const time = Date.parse(hasZone ? iso : `${iso}Z`);
  return Number.isNaN(time) ? undefined : time;
}

const DASH = 45;
