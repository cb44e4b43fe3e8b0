const words = new Set('and or unless by without on ignoring group_left group_right offset bool inf nan'.split(' '));

/**
 * The names of metrics a PromQL expression asks for: what is left of its identifiers without texts, label matchers, lists of labels, durations, functions and words of the language.
 * No parser of the language: good for the expressions of this repository, and stricter than a search for a prefix, since a mistyped prefix is a name too.
 */
export function metricNames(expression: string): readonly string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replace(/\b\d+(\.\d+)?(e[+-]?\d+)?(ms|[smhdwy])?\b/g, ' ');
  const names = new Set<string>();
  for (const match of bare.matchAll(/[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\(|[a-zA-Z0-9_:])/g)) {
    if (!words.has(match[0].toLowerCase())) names.add(match[0]);
  }
  return [...names];
}
