/** The most members of a list that are written out. */
const MAX_MEMBERS = 20;

/** A value as people read it in a message: numbers with at most three decimals, lists joined by commas, a dash where there is no value. */
export function plainText(value: unknown): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  if (Array.isArray(value)) {
    const more = value.length > MAX_MEMBERS ? ` and ${value.length - MAX_MEMBERS} more` : '';
    return value.slice(0, MAX_MEMBERS).map(plainText).join(', ') + more;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value as boolean | bigint);
}
