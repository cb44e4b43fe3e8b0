import { parseDuration, type Json } from '#kernel';
import type { NormalCall, NormalStep } from './normal-step.ts';

/** Words that are a step by themselves, unnamed: `- wait: 2h`. A named step has one of them, or a call, inside: `- pause: { wait: 2h }`. */
export const stepWords = ['wait', 'wait_for', 'switch', 'parallel', 'split', 'approve', 'set', 'emit', 'stop', 'compensate'] as const;
type StepWord = (typeof stepWords)[number];

/** What a call's body says of the call itself; everything else in it is a parameter. */
const callWords = new Set(['connector', 'operation', 'await', 'retry', 'on_failed', 'compensate']);

const day = 86_400_000;
const undoRetry = { max: 8, backoff: 60_000 };

type Authored = { readonly [name: string]: unknown };

/**
 * The steps of a workflow in one form. In a saga, a workflow in which anything can be taken back, every call is awaited: what is to be undone is only known of calls whose
 * end is known.
 */
export function normaliseSteps(steps: readonly (Authored | NormalStep)[]): readonly NormalStep[] {
  const saga = speaksOfCompensation(steps);
  return steps.flatMap((step, index) => (isNormal(step) ? [step] : normalSteps(step, index, '/workflow', '', saga)));
}

/** A written step: one, but for a question that is asked over a connector, which is a call and then the wait for the answer. Both are done in the same commit. */
function normalSteps(...written: Parameters<typeof normalStep>): readonly NormalStep[] {
  const step = normalStep(...written);
  return step.kind === 'approve' ? [...askOver(step, written[0]), step] : [step];
}

function askOver({ id, ask, pointer }: Extract<NormalStep, { kind: 'approve' }>, written: Authored): readonly NormalCall[] {
  const [name, body] = Object.entries(written)[0]!;
  const { over } = (isWord(name) ? body : (body as Authored)['approve']) as { over?: { connector: string; channel?: string } };
  if (over === undefined) return [];
  const { connector, channel } = over;
  const parameters = { text: ask, run: '${run.id}', step: id, ...(channel === undefined ? {} : { channel }) };
  return [{ kind: 'call', id: `${id}.ask`, pointer: `${pointer}/over`, connector, operation: 'ask', parameters, asks: true }];
}

function normalStep(step: Authored, index: number, list: string, prefix: string, saga: boolean): NormalStep {
  const [name, body] = Object.entries(step)[0]!;
  const pointer = `${list}/${index}/${escape(name)}`;
  if (isWord(name)) return wordStep(name, body, `${prefix}${name}-${index + 1}`, pointer, saga);
  const fields = body as Authored;
  const word = stepWords.find((one) => fields[one] !== undefined && !(one === 'compensate' && fields['connector'] !== undefined));
  if (word !== undefined) return wordStep(word, fields[word], name, `${pointer}/${word}`, saga);
  return callStep(fields, name, pointer, saga);
}

function wordStep(word: StepWord, body: unknown, id: string, pointer: string, saga: boolean): NormalStep {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Authored;
  const list = (name: string, branch: string): readonly NormalStep[] =>
    within(fields[name], `${pointer}/${name}`, `${id}.${branch}.`, saga);
  switch (word) {
    case 'wait':
      return { kind: 'wait', id, pointer, milliseconds: milliseconds(body, 0) };
    case 'emit':
      return { kind: 'emit', id, pointer, type: fields['type'] as string, data: (fields['data'] ?? {}) as { [name: string]: Json } };
    case 'set':
      return { kind: 'set', id, pointer, values: Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, celOf(one)])) };
    case 'stop':
    case 'compensate':
      return { kind: word, id, pointer, why: typeof body === 'string' ? body : '' };
    case 'switch': {
      const cases = (body as readonly Authored[]).map((one, index) => ({ one, index }));
      const otherwise = cases.find(({ one }) => one['else'] !== undefined);
      return {
        kind: 'switch',
        id,
        pointer,
        cases: cases
          .filter(({ one }) => one['if'] !== undefined)
          .map(({ one, index }) => ({
            if: String(one['if']),
            pointer: `${pointer}/${index}/if`,
            do: within(one['do'], `${pointer}/${index}/do`, `${id}.${index + 1}.`, saga),
          })),
        otherwise: otherwise === undefined ? [] : within(otherwise.one['else'], `${pointer}/${otherwise.index}/else`, `${id}.else.`, saga),
      };
    }
    case 'parallel':
      return {
        kind: 'parallel',
        id,
        pointer,
        branches: (body as readonly unknown[]).map((one, index) => within(one, `${pointer}/${index}`, `${id}.${index + 1}.`, saga)),
      };
    case 'split':
      return {
        kind: 'split',
        id,
        pointer,
        experiment: fields['experiment'] as string,
        ...(fields['by'] === undefined ? {} : { by: fields['by'] as string }),
        variants: Object.entries(fields['variants'] as Record<string, { weight?: number; do?: unknown }>).map(([name, one]) => ({
          name,
          weight: one.weight ?? 1,
          do: within(one.do, `${pointer}/variants/${escape(name)}/do`, `${id}.${name}.`, saga),
        })),
      };
    case 'approve':
      return {
        kind: 'approve',
        id,
        pointer,
        ask: fields['ask'] as string,
        milliseconds: milliseconds(fields['expires'], 3 * day),
        refused: list('on_refused', 'refused'),
        expired: list('on_expired', 'expired'),
      };
    case 'wait_for':
      return {
        kind: 'wait_for',
        id,
        pointer,
        on: [...new Set(fields['on'] as readonly string[])],
        ...(fields['where'] === undefined ? {} : { where: fields['where'] as string }),
        ...(fields['by'] === undefined ? {} : { by: fields['by'] as { [name: string]: string } }),
        milliseconds: milliseconds(fields['timeout'], 0),
        timeout: list('on_timeout', 'timeout'),
      };
    default:
      throw new TypeError(`unknown step ${String(word satisfies never)}`);
  }
}

function callStep(fields: Authored, id: string, pointer: string, saga: boolean): NormalCall {
  const parameters = Object.fromEntries(Object.entries(fields).filter(([name]) => !callWords.has(name))) as { [name: string]: Json };
  const retry = fields['retry'] as { max?: number; backoff?: string } | undefined;
  const undo = fields['compensate'] as Authored | undefined;
  const { operation } = fields as { operation?: string };
  const awaited = saga || fields['await'] === true || retry !== undefined || fields['on_failed'] !== undefined;
  return {
    kind: 'call',
    id,
    pointer,
    connector: typeof fields['connector'] === 'string' ? fields['connector'] : '',
    ...(operation === undefined ? {} : { operation }),
    parameters,
    ...(awaited ? { awaited: true } : {}),
    ...(retry === undefined ? {} : { retry: { max: retry.max ?? 3, backoff: milliseconds(retry.backoff, 60_000) } }),
    ...(fields['on_failed'] === 'continue' ? { onFailed: 'continue' } : {}),
    // What was done must not stay half undone: taking back is tried for hours before it is given up.
    ...(undo === undefined
      ? {}
      : {
          undo: { ...callStep(undo, `${id}.compensate`, `${pointer}/compensate`, true), retry: undoRetry, onFailed: 'continue' as const },
        }),
  };
}

function within(steps: unknown, list: string, prefix: string, saga: boolean): readonly NormalStep[] {
  return ((steps ?? []) as readonly Authored[]).flatMap((step, index) => normalSteps(step, index, list, prefix, saga));
}

/** Whether anything in the written steps takes something back. */
function speaksOfCompensation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(speaksOfCompensation);
  return Object.entries(value).some(([name, one]) => name === 'compensate' || speaksOfCompensation(one));
}

/** Numbers and truth values are themselves in CEL; everything else is written as an expression. */
const celOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const isWord = (name: string): name is StepWord => (stepWords as readonly string[]).includes(name);
const isNormal = (step: object): step is NormalStep => 'kind' in step && 'id' in step && 'pointer' in step;

/** The schema has seen to it that texts are durations. */
const milliseconds = (duration: unknown, otherwise: number): number =>
  typeof duration === 'string' ? (parseDuration(duration) ?? otherwise) : otherwise;
