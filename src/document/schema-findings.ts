import { nearest } from '#kernel';
import type { ErrorObject } from 'ajv';
import type { Finding } from './finding.ts';
import type { ParsedDocument } from './parse-document.ts';

/**
 * Turns ajv's errors about a document's value into findings at the author's place, with the nearest allowed word.
 * Compile the schema with `allErrors: true, verbose: true`: the words come from the schema that failed. A schema's `description` becomes the hint.
 */
export function schemaFindings(document: ParsedDocument, errors: readonly ErrorObject[]): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  // A failed choice is told by its deepest branch; the choice itself speaks only when no branch went deeper.
  const told = errors.filter((error) => !isChoice(error.keyword) || !errors.some((other) => other !== error && isBelow(other, error)));
  for (const error of told) {
    const finding = toFinding(document, error);
    const name = `${finding.line}:${finding.column}:${finding.code}:${finding.message}`;
    if (seen.has(name)) continue;
    seen.add(name);
    findings.push(finding);
  }
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

const isChoice = (keyword: string): boolean => keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'if';

function isBelow(other: ErrorObject, error: ErrorObject): boolean {
  return other.instancePath.startsWith(`${error.instancePath}/`) || (other.instancePath === error.instancePath && !isChoice(other.keyword));
}

function toFinding(document: ParsedDocument, error: ErrorObject): Finding {
  const schema = (error.parentSchema ?? {}) as { properties?: Record<string, unknown>; description?: string };
  const params = error.params as Record<string, unknown>;
  const pointer = error.instancePath;
  const make = (where: string, at: 'value' | 'key', code: string, message: string, suggestion?: string, hint?: string): Finding => ({
    file: document.file,
    ...document.locate(where, at),
    severity: 'error',
    code,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(hint === undefined ? {} : { hint }),
  });
  const name = pointer === '' ? 'the document' : `"${pointer.slice(pointer.lastIndexOf('/') + 1)}"`;
  const described = schema.description === undefined ? undefined : `It is ${schema.description}.`;
  switch (error.keyword) {
    case 'additionalProperties': {
      const field = String(params['additionalProperty']);
      const words = Object.keys(schema.properties ?? {});
      const word = nearest(field, words);
      const hint = word === undefined && words.length > 0 ? `Allowed here: ${words.join(', ')}.` : undefined;
      return make(`${pointer}/${escape(field)}`, 'key', 'unknown-field', `there is no field "${field}" here`, word, hint);
    }
    case 'required': {
      const field = String(params['missingProperty']);
      return make(pointer, 'value', 'missing-field', `the field "${field}" is missing`, undefined, describe(schema.properties?.[field]));
    }
    case 'enum': {
      const words = (params['allowedValues'] as unknown[]).map(String);
      const word = nearest(String(error.data), words);
      return make(pointer, 'value', 'not-allowed', `${name} cannot be "${String(error.data)}"`, word, `Allowed: ${words.join(', ')}.`);
    }
    case 'type':
      return make(
        pointer,
        'value',
        'wrong-type',
        `${name} must be ${article(params['type'])}, not ${kindOf(error.data)}`,
        undefined,
        described,
      );
    case 'pattern':
    case 'format':
      return make(pointer, 'value', 'wrong-form', `${name} cannot be "${String(error.data)}"`, undefined, described);
    default:
      return make(pointer, 'value', 'not-allowed', `${name} ${error.message ?? 'is not allowed'}`, undefined, described);
  }
}

function describe(schema: unknown): string | undefined {
  const description = (schema as { description?: string } | undefined)?.description;
  return description === undefined ? undefined : `It is ${description}.`;
}

const escape = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');

function article(type: unknown): string {
  const names = (Array.isArray(type) ? type : [type]).map((one: unknown) =>
    one === 'array'
      ? 'a list'
      : one === 'object'
        ? 'a map'
        : one === 'string'
          ? 'text'
          : one === 'integer'
            ? 'a whole number'
            : `a ${String(one)}`,
  );
  return names.join(' or ');
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
