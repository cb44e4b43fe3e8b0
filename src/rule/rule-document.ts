import { parseDocument, schemaFindings, type Finding, type ParsedDocument } from '#document';
import { Ajv, type ValidateFunction } from 'ajv';
import { elsewhere, laterConstructs } from './later-constructs.ts';
import { findSecrets } from './find-secrets.ts';
import { ruleSchema, type AuthoredRule } from './rule-schema.ts';
import { stepFindings } from './step-findings.ts';

/** A rule file that has the right shape, and the document that knows where everything stands. */
export interface RuleDocument {
  readonly authored: AuthoredRule;
  readonly document: ParsedDocument;
}

let validate: ValidateFunction | undefined;

/** Reads one rule file. Its findings are errors of YAML and shape; a document comes back only when there are none. */
export function readRuleDocument(text: string, file: string): { rule?: RuleDocument; findings: readonly Finding[] } {
  const document = parseDocument(text, file);
  if (document.findings.length > 0) return { findings: document.findings };
  validate ??= new Ajv({ allErrors: true, verbose: true, strict: false }).compile(ruleSchema);
  const pointers: string[] = [];
  const later = laterFindings(document, pointers);
  const secrets = findSecrets(document);
  const places = new Set(later.map((one) => `${one.line}:${one.column}`));
  const shaped = validate(document.value)
    ? stepFindings(document, (document.value as AuthoredRule).workflow, '/workflow')
    : schemaFindings(
        document,
        // What stands inside a refused construct is not judged.
        (validate.errors ?? []).filter(
          (error) => !pointers.some((one) => error.instancePath === one || error.instancePath.startsWith(`${one}/`)),
        ),
      ).filter((one) => !places.has(`${one.line}:${one.column}`));
  const missing = shaped.length + later.length > 0 ? [] : missingOn(document, document.value as AuthoredRule);
  const findings = [...later, ...secrets, ...shaped, ...missing].sort((a, b) => a.line - b.line || a.column - b.column);
  if (findings.length > 0) return { findings };
  return { rule: { authored: document.value as AuthoredRule, document }, findings };
}

/** Only a sequence may do without event types of the rule's own: its steps say theirs. */
function missingOn(document: ParsedDocument, { on, sequence, measures }: AuthoredRule): Finding[] {
  if (on !== undefined || (sequence !== undefined && measures === undefined)) return [];
  const hint = 'It is the event types the rule looks at.';
  const place = document.locate('', 'value');
  return [{ file: document.file, ...place, severity: 'error', code: 'missing-field', message: 'the field "on" is missing', hint }];
}

type Fields = { readonly [name: string]: unknown };
const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** Constructs of later versions, wherever they stand; `pointers` receives where. */
function laterFindings(document: ParsedDocument, pointers: string[]): Finding[] {
  const findings: Finding[] = [];
  const look = (fields: Fields, names: ReadonlySet<string>, pointer: string): void => {
    for (const name of Object.keys(fields)) {
      if (!names.has(name)) continue;
      pointers.push(`${pointer}/${name}`);
      findings.push(notYet(document, `${pointer}/${name}`, 'key', name));
    }
  };
  const lookElsewhere = (fields: Fields, places: ReadonlyMap<string, string>, pointer: string): void => {
    for (const name of Object.keys(fields)) {
      const hint = places.get(name);
      if (hint === undefined) continue;
      pointers.push(`${pointer}/${name}`);
      const message = `"${name}" does not stand here`;
      findings.push({
        file: document.file,
        ...document.locate(`${pointer}/${name}`, 'key'),
        severity: 'error',
        code: 'misplaced-field',
        message,
        hint,
      });
    }
  };
  const rule = asFields(document.value);
  look(rule, laterConstructs.rule, '');
  lookElsewhere(rule, elsewhere.rule, '');
  for (const [name, measure] of Object.entries(asFields(rule['measures']))) {
    const fields = asFields(measure);
    look(fields, laterConstructs.measure, `/measures/${name}`);
    lookElsewhere(fields, elsewhere.measure, `/measures/${name}`);
    if (laterConstructs.fn.has(String(fields['fn'])))
      findings.push(notYet(document, `/measures/${name}/fn`, 'value', `fn: ${String(fields['fn'])}`));
  }
  for (const [index, step] of (Array.isArray(rule['workflow']) ? (rule['workflow'] as unknown[]) : []).entries()) {
    look(asFields(step), laterConstructs.step, `/workflow/${index}`);
    for (const [name, body] of Object.entries(asFields(step))) {
      if (asFields(body)['connector'] !== undefined) look(asFields(body), LATER_IN_CALL, `/workflow/${index}/${name}`);
    }
  }
  return findings;
}

const LATER_IN_CALL = new Set(['timeout']);

function notYet(document: ParsedDocument, pointer: string, at: 'key' | 'value', name: string): Finding {
  const message = `"${name}" is not supported yet`;
  return {
    file: document.file,
    ...document.locate(pointer, at),
    severity: 'error',
    code: 'not-supported-yet',
    message,
    hint: 'Leave it out; it comes in a later version.',
  };
}
