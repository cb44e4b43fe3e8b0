import type { Finding, ParsedDocument } from '#document';
import {
  compileExpression,
  conditionExplainer,
  eventFields,
  expressionSpace,
  type Expression,
  type Faults,
  type FieldTree,
} from '#expression';
import { contentHash, formatDuration, parseDuration } from '#kernel';
import type { AttributeDefinition, CompiledSegment, CountDefinition } from './compiled-segment.ts';
import type { AuthoredSegment } from './segment-schema.ts';

const PLAIN = ['string', 'double', 'bool'];

/** Compiles a segment; findings stand at the author's place, and a segment comes back only when there are none. `retention` is how long a silent person is remembered, in milliseconds. */
export function compileSegment(
  authored: AuthoredSegment,
  document: ParsedDocument,
  retention: number,
): { readonly segment?: CompiledSegment; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const faults: Faults = { count: 0 };
  const find = (
    pointer: string,
    at: 'key' | 'value' | number,
    code: string,
    message: string,
    more: { suggestion?: string; hint?: string } = {},
  ): void => {
    findings.push({ file: document.file, ...document.locate(pointer, at), severity: 'error', code, message, ...more });
  };
  const expressionAt = (
    text: string,
    pointer: string,
    place: string,
    space: FieldTree,
    wanted: readonly string[],
  ): Expression | undefined => {
    const compiled = compileExpression(text, expressionSpace(space), faults, place, wanted);
    if ('expression' in compiled) return compiled.expression;
    for (const { offset, code, message, suggestion, hint } of compiled.problems)
      find(pointer, offset, code, message, {
        ...(suggestion === undefined ? {} : { suggestion }),
        ...(hint === undefined ? {} : { hint }),
      });
    return undefined;
  };
  const typesOf = (on: readonly string[], pointer: string): readonly string[] => {
    on.forEach((type, index) => {
      if (type.startsWith('segment.'))
        find(`${pointer}/on/${index}`, 'value', 'segment-circle', 'a segment must not hang on segments', {
          hint: 'Count what the people do instead.',
        });
    });
    return [...new Set(on)];
  };

  const known: { [name: string]: string } = {};
  const attributes: AttributeDefinition[] = [];
  for (const [name, { on, is }] of Object.entries(authored.attributes ?? {})) {
    const pointer = `/attributes/${name}`;
    const types = typesOf(on, pointer);
    const expression = expressionAt(is, `${pointer}/is`, 'is', { event: eventFields(types) }, PLAIN);
    // What is wrong is told once, at its own place, and not again where it is read.
    known[name] = expression !== undefined && PLAIN.includes(expression.type) ? expression.type : 'dyn';
    if (expression === undefined) continue;
    attributes.push({ name, id: contentHash(['is', types.toSorted(), is]), types, is: expression.evaluate });
  }
  const counts: CountDefinition[] = [];
  for (const [name, { on, where, within }] of Object.entries(authored.counts ?? {})) {
    const pointer = `/counts/${name}`;
    const types = typesOf(on, pointer);
    const condition =
      where === undefined ? undefined : expressionAt(where, `${pointer}/where`, 'where', { event: eventFields(types) }, ['bool']);
    const milliseconds = parseDuration(within) ?? 0;
    if (milliseconds < 1_000) find(`${pointer}/within`, 'value', 'segment-window', '"within" must be at least 1s');
    if (milliseconds > retention)
      find(
        `${pointer}/within`,
        'value',
        'segment-window',
        `"within" is longer than a silent person is remembered (${formatDuration(retention)})`,
        {
          hint: 'Shorten it, or let retention.state be longer.',
        },
      );
    const id = contentHash(['count', types.toSorted(), where ?? '', milliseconds]);
    counts.push({ name, id, types, within: milliseconds, ...(condition === undefined ? {} : { where: condition.evaluate }) });
  }
  for (const name of ['score', 'probability'] as const) {
    const { from, below } = authored[name] ?? {};
    if (from !== undefined && below !== undefined && from >= below)
      find(`/${name}`, 'value', 'segment-band', 'nothing is in a band whose "from" is not below its "below"');
  }
  const contact: FieldTree = {
    attributes: known as FieldTree,
    counts: Object.fromEntries(Object.keys(authored.counts ?? {}).map((name) => [name, 'double'])) as FieldTree,
    consents: 'list<string>',
  };
  const when = authored.when === undefined ? undefined : expressionAt(authored.when, '/when', 'when', { contact }, ['bool']);
  if ([authored.score, authored.probability, authored.consent, authored.when].every((one) => one === undefined))
    find('/segment', 'key', 'segment-empty', 'the segment does not say who is in it', {
      hint: 'Write "when", "score", "probability" or "consent".',
    });
  if (findings.length > 0) return { findings };

  const { score, probability, consent = [] } = authored;
  const explain = conditionExplainer(when, []);
  return {
    findings,
    segment: {
      name: authored.segment,
      summary: authored.summary.trim(),
      version: contentHash([authored.attributes, authored.counts, score, probability, consent, authored.when]),
      attributes,
      counts,
      ...(score === undefined ? {} : { score }),
      ...(probability === undefined ? {} : { probability }),
      consent,
      ...(when === undefined ? {} : { when: when.evaluate }),
      asksConsent: consent.length > 0 || (when?.readings.some(({ path }) => path[1] === 'consents') ?? false),
      explain: (scope) => (when === undefined ? '' : explain(scope)),
      errors: faults,
    },
  };
}
