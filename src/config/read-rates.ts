import { readFileSync } from 'node:fs';
import type { Finding } from '#document';
import type { RateDay } from '#guard';
import { readTable } from '#table';

/**
 * Reads a table of rates as the European Central Bank publishes it: a column `Date` (YYYY-MM-DD), and one for each currency with what one euro bought; `N/A` or nothing where there was no rate. A mistake is told at its row.
 */
export function readRates(file: string): { readonly days: readonly RateDay[]; readonly findings: readonly Finding[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const message = `the table of rates cannot be read (${why})`;
    return { days: [], findings: [{ file, line: 1, column: 1, severity: 'error', code: 'unreadable', message }] };
  }
  const { table, findings: misread } = readTable(text, file);
  const findings: Finding[] = [...misread];
  const date = table.columnOf('Date');
  if (date === -1) return { days: [], findings: [...findings, table.unknownColumn('Date')] };
  const currencies = table.columns.map((name, column) => ({ name: name.trim(), column })).filter(({ name }) => /^[A-Z]{3}$/.test(name));
  const days: RateDay[] = [];
  table.rows.forEach((row, index) => {
    const day = row[date]!.trim();
    const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(at)) {
      findings.push(table.finding(index, 'wrong-form', `"${day.slice(0, 40)}" in column Date is no day`, 'Write it as 2026-11-27.'));
      return;
    }
    const per: { [currency: string]: string } = {};
    for (const { name, column } of currencies) {
      const rate = row[column]!.trim();
      if (rate === '' || rate === 'N/A') continue;
      if (/^\d{1,9}(\.\d{1,9})?$/.test(rate)) per[name] = rate;
      else
        findings.push(
          table.finding(index, 'wrong-form', `"${rate.slice(0, 40)}" in column ${name} is no rate`, 'Write a decimal such as 4.2215.'),
        );
    }
    days.push({ at, per });
  });
  return { days, findings };
}
