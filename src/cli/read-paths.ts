import type { PathCredits } from '#attribution';
import type { Finding } from '#document';
import { readNumber, scanTable, type TableRow } from '#table';
import { nearest } from '#kernel';

/**
 * Reads path summaries (`path;total_conversions;total_conversion_value;total_null`, channels of a path joined by `>`) into `credits`, row by row: a million paths are never held at once.
 * `path` and `total_conversions` must be there; without a column of value or of paths that came to nothing these count as nought. Other columns are passed over.
 */
export function readPaths(text: string, file: string, credits: PathCredits): readonly Finding[] {
  let places: readonly number[] = [];
  let columns: readonly string[] = [];
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
    const path = cells[places[0]!]!.split('>').map((channel) => channel.trim());
    if (path.includes(''))
      return mistake(line, 'empty-channel', `a channel of the path "${cells[places[0]!]!}" has no name`, 'write channels as a > b > c');
    const amounts: number[] = [];
    for (const place of places.slice(1)) {
      const amount = place < 0 ? 0 : readNumber(cells[place]!, decimalComma);
      if (amount === undefined || amount < 0)
        return mistake(line, 'not-an-amount', `"${cells[place]!}" in ${columns[place]!} is no number of 0 or more`, 'write 0 for none');
      amounts.push(amount);
    }
    credits.add(path, amounts[0]!, amounts[1]!, amounts[2]!);
    return undefined;
  };
  return scanTable(
    text,
    file,
    (head) => {
      columns = head.columns;
      decimalComma = head.separator !== ',';
      places = ['path', 'total_conversions', 'total_conversion_value', 'total_null'].map((name) => columns.indexOf(name));
      return ['path', 'total_conversions']
        .filter((name) => !columns.includes(name))
        .map((name) => {
          const finding = mistake(1, 'missing-column', `there is no column "${name}"`, `the first line names ${columns.join(', ')}`);
          const near = nearest(name, columns);
          return near === undefined ? finding : { ...finding, suggestion: near };
        });
    },
    readRow,
  );
}
