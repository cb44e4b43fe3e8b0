/** The key of a group, e.g. `topic=kawa,platform=x`; `all` when the rule has no `by`. Values are escaped so that two different groups never share a key. */
export function groupKey(names: readonly string[], values: readonly string[]): string {
  if (names.length === 0) return 'all';
  let key = '';
  for (const [index, name] of names.entries()) key += `${index === 0 ? '' : ','}${name}=${escapeValue(values[index]!)}`;
  return key;
}

/** Percent-escapes what would make a key ambiguous: the separators, the escape itself, and control characters. */
function escapeValue(value: string): string {
  let escaped = '';
  let from = 0;
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    if (unit > 31 && unit !== 37 && unit !== 44 && unit !== 61 && unit !== 124) continue;
    escaped += `${value.slice(from, at)}%${unit.toString(16).toUpperCase().padStart(2, '0')}`;
    from = at + 1;
  }
  return from === 0 ? value : escaped + value.slice(from);
}
