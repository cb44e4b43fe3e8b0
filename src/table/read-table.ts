import type { Finding } from '#document';
import { scanTable } from './scan-table.ts';
import { Table } from './table.ts';

/** Reads a CSV text whole. With findings the table holds the rows that could be read, which is of no use but to say more. */
export function readTable(text: string, file: string): { readonly table: Table; readonly findings: readonly Finding[] } {
  let columns: readonly string[] = [];
  let decimalComma = false;
  const rows: (readonly string[])[] = [];
  const places: number[] = [];
  const findings = scanTable(
    text,
    file,
    (head) => {
      columns = head.columns;
      decimalComma = head.separator !== ',';
      return undefined;
    },
    ({ cells, line }) => {
      rows.push(cells);
      places.push(line);
      return undefined;
    },
  );
  return { table: new Table(file, columns, rows, places, decimalComma), findings };
}
