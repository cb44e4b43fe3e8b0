import { eventCatalogue } from '#event';
import type { Finding } from '#document';
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
  readonly findings: readonly Finding[];
  readonly bundle?: RuleBundle;
}

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
}

/** Reads, checks and compiles one file by itself. Pure; never throws. */
export function checkRuleFile(file: RuleFile, options: CheckOptions = {}): CheckedFile {
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

/** Puts checked files together and says what only shows across them. */
export function settleRules(files: readonly CheckedFile[], options: CheckOptions = {}): CheckResult {
  const findings: Finding[] = [];
  const compiled: IndexedRule[] = [];
  const rules: CheckResult['rules'][number][] = [];
  const seen = new Map<string, string>();
  const types = new Set(eventCatalogue.keys());
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
  return { rules, findings: settled, ...(broken ? {} : { bundle: makeBundle(compiled, accountsOf(options)) }) };
}

function accountsOf({ accounts }: CheckOptions): CallAccounts {
  return accounts && accounts.size > 0 ? accounts : defaultAccounts;
}
