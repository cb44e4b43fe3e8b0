/**
 * The finite number that a cell writes, or undefined: `1200`, `-1.5`, `1e3`, and with `decimalComma` also `1,5`. Words such as `Infinity`, hexadecimal and binary writings are no numbers
 * here, because in a table they are mistakes.
 */
export function readNumber(cell: string, decimalComma = false): number | undefined {
  const text = cell.trim();
  if (text === '') return undefined;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    // Plus, minus, comma, point, e and E.
    if (!isDigit && code !== 43 && code !== 45 && code !== 44 && code !== 46 && code !== 101 && code !== 69) return undefined;
  }
  const value = Number(decimalComma ? text.replace(',', '.') : text);
  return Number.isFinite(value) ? value : undefined;
}
