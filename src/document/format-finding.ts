import type { Finding } from './finding.ts';

/** A finding as one line for people and editors: `file:line:column code message; did you mean "x"? hint`. Warnings say so before their code. */
export function formatFinding(finding: Finding): string {
  const severity = finding.severity === 'warning' ? 'warning ' : '';
  const suggestion = finding.suggestion === undefined ? '' : `; did you mean "${finding.suggestion}"?`;
  const hint = finding.hint === undefined ? '' : `${suggestion === '' ? '; ' : ' '}${finding.hint}`;
  return `${finding.file}:${finding.line}:${finding.column} ${severity}${finding.code} ${finding.message}${suggestion}${hint}`;
}
