export type { Finding } from './finding.ts';
export { formatFinding } from './format-finding.ts';
export { parseDocument, type ParsedDocument, type Place } from './parse-document.ts';
export { schemaFindings } from './schema-findings.ts';
