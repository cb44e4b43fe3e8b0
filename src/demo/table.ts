/** A table for people: the first row is the head; columns of numbers stand to the right. Cells are cut to `widest` characters. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[], widest = 88): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => cut(typeof cell === 'number' ? cell.toLocaleString('en-GB') : cell, widest)),
  );
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const right = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  return cells
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => (right[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
          .join('  ')
          .trimEnd()}`,
    )
    .join('\n');
}

function cut(text: string, widest: number): string {
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
}
