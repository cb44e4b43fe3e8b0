import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument as parseYaml, visit, type Document, type Node, type Pair } from 'yaml';
import type { Finding } from './finding.ts';
import { guardText } from './guard-text.ts';
import { offsetInSource } from './offset-in-source.ts';

/** A place in a file, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML file read into plain values, which still knows where each of them stood. `findings` is empty when the file could be read; `value` is undefined otherwise. */
export interface ParsedDocument {
  readonly file: string;
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /**
   * Where the value at a JSON pointer begins; `at: 'key'` asks for the key that names it, a number for a character of a string value
   * (quotes, escapes and folded lines are accounted for). A pointer that leads nowhere gives the nearest parent that exists.
   */
  locate(pointer: string, at?: 'value' | 'key' | number): Place;
}

/** The most `*alias` marks a file may have. */
const MAX_ALIASES = 20;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const CODES: Record<string, { code: string; hint: string }> = {
  DUPLICATE_KEY: { code: 'yaml-duplicate-key', hint: 'Keep one of them.' },
  TAB_AS_INDENT: { code: 'yaml-tab', hint: 'Indent with spaces.' },
  TAG_RESOLVE_FAILED: { code: 'yaml-tag', hint: 'Write the value without a tag.' },
  MULTIPLE_DOCS: { code: 'yaml-many-documents', hint: 'Write one document a file.' },
  NON_STRING_KEY: { code: 'yaml-key', hint: 'Put the key in quotes.' },
};

/** Reads YAML text (version 1.2, core schema). Never throws: whatever is wrong comes back as findings with their places. */
export function parseDocument(text: string, file: string): ParsedDocument {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const refused = (findings: readonly Finding[]): ParsedDocument => ({
    file,
    value: undefined,
    findings,
    locate: () => ({ line: 1, column: 1 }),
  });
  const guarded = guardText(text, file);
  if (guarded) return refused([guarded]);

  const findings: Finding[] = [];
  const find = (offset: number, code: string, message: string, hint: string): void => {
    findings.push({ file, ...place(offset), severity: 'error', code, message, hint });
  };
  let document: Document.Parsed;
  try {
    document = parseYaml(text, { lineCounter: lines, prettyErrors: false, version: '1.2', schema: 'core', stringKeys: true });
    let broken = false;
    for (const error of [...document.errors, ...document.warnings]) {
      const known = CODES[error.code] ?? { code: 'yaml-syntax', hint: 'Check the indentation and the quotes around here.' };
      // Where the text stops being YAML, everything after it is read askew: only the first place helps.
      if (known.code === 'yaml-syntax' && broken) continue;
      broken ||= known.code === 'yaml-syntax';
      find(error.pos[0], known.code, sentence(error.message), known.hint);
    }
    checkNodes(document, find);
    if (findings.length > 0) return refused(findings);
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null || value === undefined) {
      return refused([{ file, line: 1, column: 1, severity: 'error', code: 'yaml-empty', message: 'the file is empty' }]);
    }
    return { file, value, findings, locate: (pointer, at = 'value') => place(offsetOf(document, text, pointer, at)) };
  } catch (error) {
    const bomb = error instanceof ReferenceError;
    find(0, bomb ? 'yaml-aliases' : 'yaml-syntax', `the file cannot be read: ${(error as Error).message}`, 'Write the values out.');
    return refused(findings);
  }
}

/** What the YAML library lets through and a program should not: keys that reach object prototypes, and aliases that multiply. */
function checkNodes(document: Document.Parsed, find: (offset: number, code: string, message: string, hint: string) => void): void {
  let aliases = 0;
  visit(document, {
    Alias(_key, node) {
      aliases += 1;
      if (aliases === MAX_ALIASES + 1) {
        find(node.range?.[0] ?? 0, 'yaml-aliases', `more than ${MAX_ALIASES} aliases`, 'Write the values out.');
      }
    },
    Pair(_key, pair) {
      if (isScalar(pair.key) && FORBIDDEN_KEYS.has(String(pair.key.value))) {
        find(pair.key.range?.[0] ?? 0, 'yaml-forbidden-key', `the key "${String(pair.key.value)}" is not allowed`, 'Use another name.');
      }
    },
  });
}

/** The offset in the text of what a pointer names. Walks by hand, because a path may lead through an alias. */
function offsetOf(document: Document.Parsed, text: string, pointer: string, at: 'value' | 'key' | number): number {
  let node: Node | null | undefined = document.contents;
  let key: Node | undefined;
  let offset = node?.range?.[0] ?? 0;
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((one) => isScalar(one.key) && String(one.key.value) === name);
      if (!pair) return offset;
      key = pair.key as Node;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      key = undefined;
      node = node.items[Number(name)] as Node | undefined;
    } else return offset;
    offset = node?.range?.[0] ?? key?.range?.[0] ?? offset;
  }
  if (at === 'key') return key?.range?.[0] ?? offset;
  if (typeof at === 'number' && isScalar(node) && typeof node.value === 'string' && node.range) {
    return offsetInSource(text.slice(node.range[0], node.range[1]), node.value, at) + node.range[0];
  }
  return offset;
}

function sentence(message: string): string {
  return message === '' ? message : message[0]!.toLowerCase() + message.slice(1);
}
