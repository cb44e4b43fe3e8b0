import type { Finding, ParsedDocument } from '#document';
import type { LintedRule } from './lint.ts';
import { lints } from './lints.ts';

/** Looks at one rule with every lint: what is allowed and probably not meant, and what cannot work, each at its author's place. */
export function lintRule(linted: LintedRule, document: ParsedDocument): Finding[] {
  return lints.flatMap(({ code, severity, look }) =>
    look(linted).map(({ pointer, at, message, hint, suggestion }) => ({
      file: document.file,
      ...document.locate(pointer, at),
      severity,
      code,
      message,
      hint,
      ...(suggestion === undefined ? {} : { suggestion }),
    })),
  );
}
