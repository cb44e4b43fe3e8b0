/** What stands between two values of a pack. JSON text has no raw line end inside, so a pack can be cut into its values again without a parser. */
const BETWEEN = ',\n';

/** A pack out of its values' JSON texts: a JSON array, one value a line. */
export function packText(values: readonly string[]): string {
  return `[${values.join(BETWEEN)}]`;
}

/** The JSON texts of a pack's values, or undefined when the pack was not written value by value (`count` values are expected). */
export function packValues(text: string, count: number): string[] | undefined {
  const values = text.slice(1, -1).split(BETWEEN);
  return values.length === count ? values : undefined;
}
