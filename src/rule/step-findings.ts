import type { Finding, ParsedDocument } from '#document';
import { stepWords } from './normalise-step.ts';

type Fields = { readonly [name: string]: unknown };
const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const isWord = (name: string): boolean => (stepWords as readonly string[]).includes(name);

/** What a schema cannot say of steps: a named step is exactly one thing, a case has its condition and its steps, `else` comes last. `steps` stands at `pointer`. */
export function stepFindings(document: ParsedDocument, steps: unknown, pointer: string): Finding[] {
  const findings: Finding[] = [];
  const find = (where: string, code: string, message: string, hint: string): void => {
    findings.push({ file: document.file, ...document.locate(where, 'key'), severity: 'error', code, message, hint });
  };
  const lookInside = (word: string, body: unknown, at: string): void => {
    const fields = asFields(body);
    const list = (name: string): void => void findings.push(...stepFindings(document, fields[name], `${at}/${name}`));
    if (word === 'switch') {
      const cases = asList(body).map(asFields);
      for (const [index, one] of cases.entries()) {
        const otherwise = one['else'] !== undefined;
        if (otherwise ? one['if'] !== undefined || one['do'] !== undefined : one['if'] === undefined || one['do'] === undefined) {
          find(
            `${at}/${index}`,
            'switch-case',
            'a case is { if: …, do: […] } or, at the end, { else: […] }',
            'Give it a condition and steps.',
          );
        } else if (otherwise && index + 1 < cases.length) {
          find(`${at}/${index}/else`, 'switch-case', '"else" comes last', 'Move it behind the other cases.');
        }
        findings.push(
          ...stepFindings(document, one['do'], `${at}/${index}/do`),
          ...stepFindings(document, one['else'], `${at}/${index}/else`),
        );
      }
    } else if (word === 'parallel') {
      for (const [index, branch] of asList(body).entries()) findings.push(...stepFindings(document, branch, `${at}/${index}`));
    } else if (word === 'split') {
      for (const [name, variant] of Object.entries(asFields(fields['variants']))) {
        findings.push(...stepFindings(document, asFields(variant)['do'], `${at}/variants/${escape(name)}/do`));
      }
    } else if (word === 'approve') {
      list('on_refused');
      list('on_expired');
    } else if (word === 'wait_for') list('on_timeout');
  };
  for (const [index, step] of asList(steps).entries()) {
    for (const [name, body] of Object.entries(asFields(step))) {
      const at = `${pointer}/${index}/${escape(name)}`;
      if (isWord(name)) {
        lookInside(name, body, at);
        continue;
      }
      const fields = asFields(body);
      const undo = asFields(fields['compensate']);
      const called = fields['connector'] !== undefined;
      const words = stepWords.filter((word) => fields[word] !== undefined && !(word === 'compensate' && called));
      if (words.length + (called ? 1 : 0) !== 1 || (!called && Object.keys(fields).length > 1)) {
        const hint = `Write ${name}: { connector: … }, or one of ${stepWords.join(', ')} in it.`;
        find(at, 'step-kind', `the step "${name}" must be a call or one other step, and only one of them`, hint);
      } else if (called && fields['compensate'] !== undefined && undo['connector'] === undefined) {
        find(`${at}/compensate`, 'step-kind', 'what takes a call back is a call', 'Write compensate: { connector: …, … }.');
      } else if (words[0] !== undefined) lookInside(words[0], fields[words[0]], `${at}/${words[0]}`);
    }
  }
  return findings;
}
