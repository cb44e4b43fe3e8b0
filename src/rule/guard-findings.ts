import type { Finding, ParsedDocument } from '#document';
import { guardMistakes } from '#guard';
import type { AuthoredRule } from './rule-schema.ts';

/** What is wrong with the guards of a rule beyond their shape, each at its author's place. */
export function guardFindings(rule: AuthoredRule, document: ParsedDocument): Finding[] {
  return guardMistakes(rule.guards ?? {}).map(({ pointer, ...mistake }) => ({
    file: document.file,
    ...document.locate(`/guards${pointer}`, 'value'),
    severity: 'error',
    ...mistake,
  }));
}
