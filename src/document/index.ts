export type { Finding } from './finding.ts';
export { formatFinding } from './format-finding.ts';
export { parseDocument, type ParsedDocument, type Place } from './parse-document.ts';
export { schemaFindings } from './schema-findings.ts';
export { sarifLog, type SarifLog, type SarifTool } from './sarif-log.ts';
export { duration, eventType, eventTypes, expression } from './schema-words.ts';
