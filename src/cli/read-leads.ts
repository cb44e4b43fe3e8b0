import type { Finding } from '#document';
import type { LeadColumns } from '#lead';
import { readNumber, readTable, type Table } from '#table';

/** Writings of an outcome that mean that a lead converted, and that it did not. */
const YES: ReadonlySet<string> = new Set(['1', 'yes', 'y', 'true', 't', 'converted', 'won', 'success', 'tak', 'positive']);
const NO: ReadonlySet<string> = new Set(['0', 'no', 'n', 'false', 'f', 'lost', 'nie', 'negative', 'failure', '-1']);

/** Leads as a table tells them: what is known of each, what became of it, and what was left out for which reason. */
export interface LeadTable {
  readonly leads: readonly LeadColumns[];
  readonly outcomes: readonly boolean[];
  readonly leftOut: readonly string[];
}

/**
 * Reads leads from a CSV text. `target` is the column of the outcome: 1 and 0, yes and no, true and false, or two other values, of which `positive` names the one that means converted. Numbers are read as numbers, empty
 * cells as unknown. A column of whole numbers that are all different is the number of a row and is left out: it says when the row was written and nothing of the lead.
 */
export function readLeads(
  text: string,
  file: string,
  target: string,
  drop: readonly string[],
  positive?: string,
): { readonly leads: LeadTable } | { readonly findings: readonly Finding[] } {
  const { table, findings } = readTable(text, file);
  if (findings.length > 0) return { findings };
  const unknown = [target, ...drop].filter((name) => table.columnOf(name) < 0);
  if (unknown.length > 0) return { findings: unknown.map((name) => table.unknownColumn(name)) };
  const outcomes = readOutcomes(table, table.columnOf(target), target, positive);
  if ('findings' in outcomes) return outcomes;
  if (table.rows.length < 50)
    return {
      findings: [
        table.finding(
          table.rows.length - 1,
          'too-few-rows',
          `${table.rows.length} leads are too few to judge a model by`,
          'give at least 50',
        ),
      ],
    };
  const isUsed = (name: string): boolean => name !== target && !drop.includes(name);
  const used = table.columns.flatMap((name, place) => (isUsed(name) ? [{ name, place }] : []));
  const numbered = used.filter(({ place }) => isRowNumber(table, place)).map(({ name }) => name);
  const kept = used.filter(({ name }) => !numbered.includes(name));
  const leads = table.rows.map((cells): LeadColumns =>
    kept.map(({ name, place }) => {
      const cell = cells[place]!.trim();
      return [name, cell === '' ? undefined : (readNumber(cell, table.decimalComma) ?? cell)] as const;
    }),
  );
  return { leads: { leads, outcomes: outcomes.outcomes, leftOut: numbered } };
}

function readOutcomes(
  table: Table,
  place: number,
  target: string,
  positive: string | undefined,
): { readonly outcomes: readonly boolean[] } | { readonly findings: readonly Finding[] } {
  const values = new Set<string>();
  for (const [row, cells] of table.rows.entries()) {
    const value = cells[place]!.trim();
    if (value === '')
      return {
        findings: [
          table.finding(row, 'missing-outcome', `the outcome in "${target}" is empty`, 'take out leads whose outcome is not known yet'),
        ],
      };
    values.add(value);
    if (values.size > 2)
      return {
        findings: [
          table.finding(row, 'not-two-outcomes', `"${target}" has a third value, "${value}"`, 'an outcome has two: converted or not'),
        ],
      };
  }
  const all = [...values];
  const yes =
    positive ??
    all.find((value) => YES.has(value.toLowerCase())) ??
    otherThan(
      all.find((value) => NO.has(value.toLowerCase())),
      all,
    );
  if (yes === undefined || (positive !== undefined && !values.has(positive)))
    return {
      findings: [
        table.finding(
          0,
          'unclear-outcome',
          `which of ${all.map((value) => `"${value}"`).join(' and ')} in "${target}" means converted?`,
          'say it with --positive',
        ),
      ],
    };
  return { outcomes: table.rows.map((cells) => cells[place]!.trim() === yes) };
}

function otherThan(value: string | undefined, all: readonly string[]): string | undefined {
  return value === undefined ? undefined : all.find((one) => one !== value);
}

function isRowNumber(table: Table, place: number): boolean {
  const seen = new Set<number>();
  for (const cells of table.rows) {
    const value = readNumber(cells[place]!, table.decimalComma);
    if (value === undefined || !Number.isInteger(value) || seen.has(value)) return false;
    seen.add(value);
  }
  return true;
}
