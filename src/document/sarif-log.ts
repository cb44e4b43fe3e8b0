import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding } from './finding.ts';

/** What a tool says of itself in a SARIF log. `texts` explains codes, for those that have an explanation. */
export interface SarifTool {
  readonly name: string;
  readonly version: string;
  readonly texts: ReadonlyMap<string, { readonly severity: Finding['severity']; readonly text: string }>;
}

/** A SARIF log; plain JSON. */
export interface SarifLog {
  readonly version: '2.1.0';
  readonly runs: readonly object[];
}

/**
 * Findings as a log of SARIF 2.1.0 (OASIS, errata 01), which code hosts and editors show beside the lines. One result a finding; every code that occurs or is explained is a rule of the tool.
 * Relative paths stay relative, so that a host finds them in its checkout.
 */
export function sarifLog(findings: readonly Finding[], { name, version, texts }: SarifTool): SarifLog {
  const codes = [...new Set([...texts.keys(), ...findings.map(({ code }) => code)])].sort();
  const rules = codes.map((code) => {
    const severity = texts.get(code)?.severity ?? findings.find((one) => one.code === code)?.severity ?? 'error';
    const text = texts.get(code)?.text ?? code.replaceAll('-', ' ');
    return { id: code, shortDescription: { text }, defaultConfiguration: { level: severity } };
  });
  const results = findings.map((finding) => ({
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: finding.severity,
    message: { text: words(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(finding.file) },
          region: { startLine: finding.line, startColumn: finding.column },
        },
      },
    ],
  }));
  return {
    version: '2.1.0',
    runs: [{ tool: { driver: { name, version, rules } }, columnKind: 'utf16CodeUnits', results }],
  };
}

function words({ message, suggestion, hint }: Finding): string {
  const parts = [message, suggestion === undefined ? undefined : `did you mean "${suggestion}"?`, hint];
  return parts.filter((part) => part !== undefined).join('; ');
}

function uriOf(file: string): string {
  return isAbsolute(file) ? pathToFileURL(file).href : file.split(/[/\\]/).map(encodeURIComponent).join('/');
}
