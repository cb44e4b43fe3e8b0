import type { SpendHistory } from '#budget';
import type { Finding } from '#document';
import { readNumber, readTable } from '#table';

/** Fewer rows than this say too little of anything. */
const LEAST_ROWS = 26;

/** Reads spend and response from a CSV text, a row for every period, oldest first. The named columns must hold numbers in every row, spend none below nought. */
export function readSpend(
  text: string,
  file: string,
  names: {
    readonly response: string;
    readonly spend: readonly string[];
    readonly controls: readonly string[];
    readonly seasons?: readonly number[];
  },
): { readonly history: SpendHistory } | { readonly findings: readonly Finding[] } {
  const { table, findings } = readTable(text, file);
  if (findings.length > 0) return { findings };
  const used = [names.response, ...names.spend, ...names.controls];
  const unknown = used.filter((name) => table.columnOf(name) < 0);
  if (unknown.length > 0) return { findings: unknown.map((name) => table.unknownColumn(name)) };
  if (table.rows.length < LEAST_ROWS)
    return {
      findings: [
        table.finding(
          Math.max(0, table.rows.length - 1),
          'too-few-rows',
          `${table.rows.length} rows are too few to learn a response from`,
          `give at least ${LEAST_ROWS}, better two years of weeks`,
        ),
      ],
    };
  const mistakes: Finding[] = [];
  const columns = used.map((name) => {
    const place = table.columnOf(name);
    const isSpend = names.spend.includes(name);
    return table.rows.map((cells, row) => {
      const value = readNumber(cells[place]!, table.decimalComma);
      if (value !== undefined && !(isSpend && value < 0)) return value;
      if (mistakes.length < 20)
        mistakes.push(
          table.finding(
            row,
            'not-an-amount',
            `"${cells[place]!}" in ${name} is no ${isSpend ? 'amount of 0 or more' : 'number'}`,
            isSpend ? 'write 0 where nothing was spent' : 'write a number in every row',
          ),
        );
      return 0;
    });
  });
  if (mistakes.length > 0) return { findings: mistakes };
  const channels = names.spend.map((name, at) => ({ name, spend: columns[1 + at]! }));
  const controls = columns.slice(1 + names.spend.length);
  const history: SpendHistory = { response: columns[0]!, channels, controls };
  return { history: names.seasons === undefined ? history : { ...history, seasons: names.seasons } };
}
