import { parseDocument, schemaFindings, type Finding, type ParsedDocument } from '#document';
import { Ajv, type ValidateFunction } from 'ajv';
import { segmentSchema, type AuthoredSegment } from './segment-schema.ts';

let validate: ValidateFunction | undefined;

/** Whether a file speaks of a segment and not of a rule: its first word that is no comment says so. */
export function isSegmentFile(text: string): boolean {
  return /^(?:[^\S\n]*(?:#[^\n]*|---[^\n]*)?\n)*segment\s*:/.test(text);
}

/** Reads one segment file. Its findings are errors of YAML and shape; a document comes back only when there are none. */
export function readSegment(
  text: string,
  file: string,
): { readonly read?: { readonly authored: AuthoredSegment; readonly document: ParsedDocument }; readonly findings: readonly Finding[] } {
  const document = parseDocument(text, file);
  if (document.findings.length > 0) return { findings: document.findings };
  validate ??= new Ajv({ allErrors: true, verbose: true, strict: false }).compile(segmentSchema);
  if (!validate(document.value)) return { findings: schemaFindings(document, validate.errors ?? []) };
  return { read: { authored: document.value as AuthoredSegment, document }, findings: [] };
}
