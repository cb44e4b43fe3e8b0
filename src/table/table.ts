import type { Finding } from '#document';
import { nearest } from '#kernel';

/** Table is a CSV file read whole: named columns, rows of texts, and where each row begins, so that a mistake can be shown at its place. */
export class Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether the file is of the kind that separates by `;` and may write 1,5 for one and a half. */
  readonly decimalComma: boolean;
  readonly #places: readonly number[];

  constructor(
    file: string,
    columns: readonly string[],
    rows: readonly (readonly string[])[],
    places: readonly number[],
    decimalComma: boolean,
  ) {
    this.file = file;
    this.columns = columns;
    this.rows = rows;
    this.#places = places;
    this.decimalComma = decimalComma;
  }

  /** Place of a column by its name; −1 when there is none. */
  columnOf(name: string): number {
    return this.columns.indexOf(name);
  }

  /** A mistake in a row (counted from 0). The column of the text is that of the row's beginning; the message names the table's column. */
  finding(row: number, code: string, message: string, hint?: string): Finding {
    const place = { file: this.file, line: this.#places[row] ?? 1, column: 1, severity: 'error' as const, code, message };
    return hint === undefined ? place : { ...place, hint };
  }

  /** That a column was named which the table has not, with the nearest one it has. */
  unknownColumn(name: string): Finding {
    const suggestion = nearest(name, this.columns);
    const finding = {
      file: this.file,
      line: 1,
      column: 1,
      severity: 'error' as const,
      code: 'unknown-column',
      message: `there is no column "${name}"`,
      hint: `the columns are ${this.columns.join(', ')}`,
    };
    return suggestion === undefined ? finding : { ...finding, suggestion };
  }
}
