import { type Finding, formatFinding } from '#document';
import type { Terminal } from './terminal.ts';

/** Prints what is wrong with a file, for people one line each, for scripts as `{findings}`; answers the exit code 1. */
export function tellFindings(terminal: Terminal, findings: readonly Finding[], json: boolean | undefined): 1 {
  if (json === true) terminal.out(`${JSON.stringify({ findings })}\n`);
  else for (const finding of findings) terminal.err(`${formatFinding(finding)}\n`);
  return 1;
}
