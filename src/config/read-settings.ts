import { readFileSync } from 'node:fs';
import { formatFinding, parseDocument, type ParsedDocument } from '#document';
import { CrosscurrentError } from '#kernel';
import { checkSettings } from './check-settings.ts';

/** Reads a configuration file and sees to its shape; no reference to a secret is followed. Throws `invalid-settings`, one finding a line with its place, when it cannot be read or has mistakes. */
export function readSettings(file: string): ParsedDocument {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CrosscurrentError('invalid-settings', `The configuration file ${file} cannot be read. Check the path after --config.`, {
      cause: error,
    });
  }
  const document = parseDocument(text, file);
  const errors = checkSettings(document).filter((finding) => finding.severity === 'error');
  if (errors.length > 0) throw new CrosscurrentError('invalid-settings', errors.map(formatFinding).join('\n'));
  return document;
}
