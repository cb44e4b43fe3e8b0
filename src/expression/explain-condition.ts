import type { Expression } from './expression.ts';
import { plainText } from './plain-text.ts';

/**
 * A function that says a condition with the values it read: `people 26 >= 25 and event.data.platform x == "x"`. Measures that the condition
 * does not name follow in brackets. Runs only when a rule fired, so it walks paths instead of compiling them.
 */
export function conditionExplainer(condition: Expression | undefined, measures: readonly string[]): (scope: object) => string {
  const readings = condition ? [...condition.readings].sort((a, b) => a.start - b.start) : [];
  const named = new Set(readings.filter((one) => one.path[0] === 'measures').map((one) => one.path[1]));
  const others = measures.filter((name) => !named.has(name));
  const text = condition?.text ?? '';
  return (scope) => {
    let words = '';
    let from = 0;
    for (const { path, start, end } of readings) {
      const label = path[0] === 'measures' ? (path[2] === 'value' ? path[1]! : `${path[1]}.${path[2]}`) : path.join('.');
      words += `${text.slice(from, start)}${label} ${plainText(valueAt(scope, path))}`;
      from = end;
    }
    words = (words + text.slice(from)).replaceAll('&&', 'and').replaceAll('||', 'or').replaceAll(/\s+/g, ' ').trim();
    if (others.length === 0) return words;
    const rest = others.map((name) => `${name} ${plainText(valueAt(scope, ['measures', name, 'value']))}`).join(', ');
    return words === '' ? rest : `${words} (${rest})`;
  };
}

function valueAt(scope: object, path: readonly string[]): unknown {
  let value: unknown = scope;
  for (const name of path) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }
  return value;
}
