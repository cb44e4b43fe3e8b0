import { eventCatalogue } from '#event';
import type { Finding } from '#document';
import { nearest } from '#kernel';
import { compileSegment, isSegmentFile, readSegment, type CompiledSegment } from '#segment';
import type { CallAccounts } from './accounts.ts';
import { makeBundle } from './bundle.ts';
import type { RuleBundle } from './compiled-rule.ts';
import { checkRuleWeb } from './check-rule-web.ts';
import { compileRule, type IndexedRule } from './compile.ts';
import { defaultAccounts } from './default-accounts.ts';
import { guardFindings } from './guard-findings.ts';
import { lintRule } from './lint-rule.ts';
import { allSteps } from './normal-step.ts';
import { normalise } from './normalise.ts';
import type { NormalRule } from './normal-rule.ts';
import { readRuleDocument } from './rule-document.ts';

/** A rule file as it was read. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** What checking may know beyond the files. Durations are milliseconds. */
export interface CheckOptions {
  /** The accounts rules may call; the default catalogue when absent or empty. */
  readonly accounts?: CallAccounts;
  /** Overrides every rule's mode when set. */
  readonly mode?: 'shadow' | 'active';
  /** How long runs and windows are kept. */
  readonly stateRetention?: number;
}

/** What came of checking. `bundle` is there when no finding is an error. */
export interface CheckResult {
  readonly rules: readonly {
    readonly name: string;
    readonly file: string;
    readonly mode: 'shadow' | 'active';
    readonly summary: string;
    readonly version: string;
  }[];
  readonly segments: readonly { readonly name: string; readonly file: string; readonly summary: string; readonly version: string }[];
  readonly findings: readonly Finding[];
  readonly bundle?: RuleBundle;
}

/** How long a silent person is remembered where nothing else is said, milliseconds. */
const ordinaryRetention = 90 * 86_400_000;

/** Reads, checks and compiles rule files together: each by itself, then what only shows across them. Pure; never throws. */
export function checkRules(files: readonly RuleFile[], options: CheckOptions = {}): CheckResult {
  return settleRules(
    files.map((file) => checkRuleFile(file, options)),
    options,
  );
}

/** What came of one file by itself; what does not depend on other files, so that an unchanged file need not be read again. */
export interface CheckedFile {
  readonly file: RuleFile;
  readonly findings: readonly Finding[];
  readonly rule?: {
    readonly normal: NormalRule;
    /** Where its name stands. */
    readonly place: { readonly line: number; readonly column: number };
    /** Absent when it has mistakes. */
    readonly indexed?: IndexedRule;
  };
  /** A file may speak of a segment instead. */
  readonly segment?: {
    readonly name: string;
    readonly place: { readonly line: number; readonly column: number };
    readonly compiled?: CompiledSegment;
  };
}

/** Reads, checks and compiles one file by itself. Pure; never throws. */
export function checkRuleFile(file: RuleFile, options: CheckOptions = {}): CheckedFile {
  if (isSegmentFile(file.text)) return checkSegmentFile(file, options);
  const read = readRuleDocument(file.text, file.path);
  if (!read.rule) return { file, findings: read.findings };
  const { document, authored } = read.rule;
  const normal = normalise(authored);
  const linted = {
    rule: normal,
    accounts: accountsOf(options),
    ...(options.stateRetention === undefined ? {} : { retention: options.stateRetention }),
  };
  const compiled = compileRule(normal, document, { accounts: accountsOf(options), ...(options.mode ? { mode: options.mode } : {}) });
  return {
    file,
    findings: [...read.findings, ...lintRule(linted, document), ...guardFindings(authored, document), ...compiled.findings],
    rule: { normal, place: document.locate('/rule', 'value'), ...(compiled.rule ? { indexed: compiled.rule } : {}) },
  };
}

function checkSegmentFile(file: RuleFile, options: CheckOptions): CheckedFile {
  const { read, findings } = readSegment(file.text, file.path);
  if (!read) return { file, findings };
  const compiled = compileSegment(read.authored, read.document, options.stateRetention ?? ordinaryRetention);
  const place = read.document.locate('/segment', 'value');
  return {
    file,
    findings: compiled.findings,
    segment: { name: read.authored.segment, place, ...(compiled.segment ? { compiled: compiled.segment } : {}) },
  };
}

/** Puts checked files together and says what only shows across them. */
export function settleRules(files: readonly CheckedFile[], options: CheckOptions = {}): CheckResult {
  const findings: Finding[] = [];
  const compiled: IndexedRule[] = [];
  const rules: CheckResult['rules'][number][] = [];
  const seen = new Map<string, string>();
  const types = new Set(eventCatalogue.keys());
  const segments = settleSegments(files, findings);
  for (const { file, findings: own, rule } of files) {
    findings.push(...own);
    if (!rule) continue;
    const { normal, place, indexed } = rule;
    for (const step of allSteps(normal.workflow)) if (step.kind === 'emit') types.add(step.type);
    const first = seen.get(normal.rule);
    if (first === undefined) seen.set(normal.rule, file.path);
    else {
      const message = `the rule "${normal.rule}" is also in ${first}`;
      findings.push({
        file: file.path,
        ...place,
        severity: 'error',
        code: 'duplicate-rule',
        message,
        hint: 'Give each rule its own id.',
      });
    }
    if (!indexed) continue;
    findings.push(...unknownSegments(indexed, segments, file.path, place));
    compiled.push(indexed);
    const { name, mode, summary, version } = indexed.compiled;
    rules.push({ name, file: file.path, mode, summary, version });
  }
  const known = files.flatMap(({ file, rule }) => (rule ? [{ file, ...rule }] : []));
  for (const { rule: name, ...problem } of checkRuleWeb(known.map(({ normal }) => normal))) {
    const { file, place } = known.find(({ normal }) => normal.rule === name)!;
    findings.push({ file: file.path, ...place, ...problem });
  }
  // A type that another rule emits is known, whichever file is read first: so doubts about types are settled last.
  const settled = findings.filter((one) => one.code !== 'unknown-type' || !types.has(one.message.split('"')[1] ?? ''));
  settled.sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));
  const broken = settled.some((one) => one.severity === 'error');
  const told = segments.map(({ file, segment: { name, summary, version } }) => ({ name, file: file.path, summary, version }));
  const bundle = broken
    ? {}
    : {
        bundle: makeBundle(
          compiled,
          accountsOf(options),
          segments.map(({ segment }) => segment),
        ),
      };
  return { rules, segments: told, findings: settled, ...bundle };
}

function accountsOf({ accounts }: CheckOptions): CallAccounts {
  return accounts && accounts.size > 0 ? accounts : defaultAccounts;
}

/** The segments of the files that have no mistakes, in the order of their names; a name that stands twice is told. */
function settleSegments(files: readonly CheckedFile[], findings: Finding[]): { file: RuleFile; segment: CompiledSegment }[] {
  const seen = new Map<string, string>();
  const segments: { file: RuleFile; segment: CompiledSegment }[] = [];
  for (const { file, segment } of files) {
    if (!segment) continue;
    const { name, place, compiled } = segment;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, file.path);
    else {
      const message = `the segment "${name}" is also in ${first}`;
      const hint = 'Give each segment its own id.';
      findings.push({ file: file.path, ...place, severity: 'error', code: 'duplicate-segment', message, hint });
    }
    if (compiled) segments.push({ file, segment: compiled });
  }
  return segments.toSorted((a, b) => (a.segment.name < b.segment.name ? -1 : 1));
}

/** Segments that a rule asks for by name and that do not exist: it would wait for ever. */
function unknownSegments(
  { listens }: IndexedRule,
  segments: readonly { readonly segment: CompiledSegment }[],
  file: string,
  place: { readonly line: number; readonly column: number },
): Finding[] {
  const names = segments.map(({ segment }) => segment.name);
  const asked = listens.flatMap(({ types, tests }) =>
    tests.flatMap((test) => {
      if (!('values' in test)) return [];
      const path = test.path.join('.');
      const moves = path === 'data.segment' && types.every((type) => type === 'segment.entered' || type === 'segment.left');
      return moves || path === 'segments' ? test.values : [];
    }),
  );
  return [...new Set(asked)].flatMap((value) => {
    if (typeof value !== 'string' || names.includes(value)) return [];
    const near = nearest(value, names);
    const message = `there is no segment "${value}"`;
    const hint = names.length === 0 ? 'There are no segments among these files.' : `The segments are ${names.join(', ')}.`;
    const suggestion = near === undefined ? {} : { suggestion: near };
    return [{ file, ...place, severity: 'warning' as const, code: 'unknown-segment', message, ...suggestion, hint }];
  });
}
