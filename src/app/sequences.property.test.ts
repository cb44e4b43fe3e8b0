import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hit, Pattern, PatternStep } from '#sequence';
import { naiveAnyMatches, naiveMatches } from '../testing/naive/naive-sequence.ts';
import { isFlagged, propertyRuns, propertyTimeout } from '../testing/property-runs.ts';
import { eventsOf, happenings, laneOf, storyStart, tell } from './story.fixture.ts';

const second = 1_000;

/** The kinds of events that happen, and the bit that each has for the naive reading. An event of `both` is one of `a` and one of `b`. */
const bits = { a: 1, b: 2, c: 4, x: 8, cancel: 16, both: 3 } as const;
type Kind = keyof typeof bits;
const typesOf = (wanted: number): string =>
  (Object.keys(bits) as Kind[])
    .filter((kind) => (bits[kind] & wanted) !== 0)
    .map((kind) => `own.${kind}`)
    .join(', ');

interface Part {
  readonly bit: number;
  readonly times: readonly [min: number, max: number | undefined];
  /** The step wants an event with the same amount as the first step had. */
  readonly same: boolean;
}
interface Case {
  readonly parts: readonly Part[];
  readonly between: readonly ('none' | 'until-next' | 'for')[];
  readonly last: boolean;
  readonly before: boolean;
  readonly within: number;
  readonly keep: 'newest' | 'oldest';
  readonly overlap: boolean;
  readonly anyOf: number | undefined;
  readonly cancel: boolean;
  readonly reorder: number;
}
const part: fc.Arbitrary<Part> = fc.record({
  bit: fc.constantFrom<number>(bits.a, bits.b, bits.c),
  times: fc.constantFrom<Part['times'][]>([1, 1], [1, 1], [1, 1], [2, undefined], [3, undefined], [1, 2], [2, 3]),
  same: fc.constantFrom(false, false, true),
});
const cases: fc.Arbitrary<Case> = fc
  .record({
    parts: fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: (one) => one.bit, size: 'max' }),
    between: fc.tuple(...[0, 1].map(() => fc.constantFrom<Case['between'][number]>('none', 'none', 'until-next', 'for'))),
    last: fc.boolean(),
    before: fc.constantFrom(false, false, true),
    within: fc.integer({ min: 10, max: 40 }).map((one) => one * second),
    keep: fc.constantFrom<Case['keep']>('newest', 'oldest'),
    overlap: fc.constantFrom(false, false, true),
    any: fc.constantFrom(0, 0, 0, 1, 2),
    cancel: fc.boolean(),
    reorder: fc.constantFrom(0, 5 * second, 20 * second),
  })
  .map(({ any, parts, ...one }) => {
    if (any === 0 || any > parts.length)
      return { ...one, parts: parts.map((each, at) => ({ ...each, same: at > 0 && each.same })), anyOf: undefined };
    const plain = parts.map((each): Part => ({ ...each, times: [1, 1], same: false }));
    return { ...one, parts: plain, between: [], last: false, before: false, overlap: false, anyOf: any };
  });

interface Seen {
  readonly kind: Kind;
  readonly who: string;
  readonly n: number;
}
const seen: fc.Arbitrary<Seen> = fc.record({
  kind: fc.constantFrom<Kind[]>('a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'x', 'cancel', 'both'),
  who: fc.constantFrom('ola', 'ola', 'łukasz'),
  n: fc.integer({ min: 1, max: 2 }),
});

function ruleOf({ parts, between, last, before, within, keep, overlap, anyOf, cancel, reorder }: Case): string {
  const steps: string[] = before ? ['  - { absent: { on: [own.x] }, for: 12s }'] : [];
  for (const [at, { bit, times, same }] of parts.entries()) {
    const [min, max] = times;
    const many = min === 1 && max === 1 ? '' : max === undefined ? `, times: ${min}` : `, times: { min: ${min}, max: ${max} }`;
    steps.push(`  - { as: s${at}, on: [${typesOf(bit)}]${many}${same ? ', where: event.data.n == match.s0.data.n' : ''} }`);
    if (at === parts.length - 1) {
      if (last) steps.push('  - { absent: { on: [own.x] }, for: 15s }');
    } else if (between[at] === 'until-next') steps.push('  - { absent: { on: [own.x] } }');
    else if (between[at] === 'for') steps.push('  - { absent: { on: [own.x] }, for: 8s }');
  }
  const told = parts.map((_, at) => `s${at}: "\${match.s${at}.id}"`);
  return `rule: found
summary: Znalazło się.
mode: active
sequence:
${steps.join('\n')}
within: ${within}ms
keep: ${keep}
${overlap ? 'overlap: true\nmax_pending: 100\n' : ''}${anyOf === undefined ? '' : `any_of: ${anyOf}\n`}${cancel ? 'cancel_if: { on: [own.cancel] }\n' : ''}reorder: ${reorder}ms
by: { who: event.data.who }
concurrency: parallel
workflow:
  - say: { emit: { type: own.told, data: { at: "\${now}", ${told.join(', ')} } } }
`;
}

/** What the naive interpreter is told instead of the rule. */
function patternOf({ parts, between, last, before, within, keep, overlap, anyOf, cancel, reorder }: Case): Pattern {
  const x = bits.x;
  return {
    hash: '',
    steps: parts.map(({ bit, times: [min, max], same }, at): PatternStep => {
      const absent =
        at === parts.length - 1
          ? last
            ? [{ bit: x, lasting: 15 * second }]
            : []
          : between[at] === 'until-next'
            ? [{ bit: x }]
            : between[at] === 'for'
              ? [{ bit: x, lasting: 8 * second }]
              : [];
      const holds: PatternStep['holds'] = (event, match) => event['n'] === match['s0']!['n'];
      return { name: `s${at}`, bit, min, max: max ?? Infinity, absent, ...(same ? { holds } : {}) };
    }),
    before: before ? [{ bit: x, lasting: 12 * second }] : [],
    within,
    keep,
    ...(overlap ? { overlap: 100 } : {}),
    ...(anyOf === undefined ? {} : { anyOf }),
    ...(cancel ? { cancel: { bit: bits.cancel } } : {}),
    reorder,
    grace: 0,
  };
}

const stories = (reorder: number) => happenings(seen, { grain: 500, gap: 9 * second, pause: 3 * 60 * second, delay: reorder, most: 45 });

function property(wrong: (rule: Case) => Case = (rule) => rule) {
  const both = cases.chain((rule) => stories(rule.reorder).map((happened) => ({ rule, happened })));
  return fc.property(both, ({ rule, happened }) => {
    const events = eventsOf(happened, ({ kind, ...data }) => ({ type: `own.${kind}`, data: { ...data } }));
    const lane = laneOf([ruleOf(wrong(rule))]);
    tell(lane, happened, events, 10 * 60 * second);
    const got = lane.record.emitted.map(({ event: { data } }) => {
      const steps = rule.parts.flatMap((_, at) => (typeof data[`s${at}`] === 'string' ? [`s${at}=${data[`s${at}`] as string}`] : []));
      return `${steps.join(' ')} @${(data['at'] as number) - storyStart}`;
    });
    const pattern = patternOf(rule);
    const wanted = ['ola', 'łukasz'].flatMap((who) => {
      const history = events.flatMap(({ id, at, type, data }): Hit[] =>
        data['who'] === who ? [[at - storyStart, bits[type.slice(4) as Kind], { id, n: data['n']! }]] : [],
      );
      return rule.anyOf === undefined ? naiveMatches(pattern, history, 24 * 3_600_000) : naiveAnyMatches(pattern, history);
    });
    expect(got.toSorted()).toEqual(wanted.toSorted());
    expect(lane.record.suppressed).toEqual([]);
  });
}

describe('sequences of a running engine, against a reading of the whole sorted history', () => {
  it(
    'find the same: steps, absences, times, any_of, cancel_if, overlap, fields of earlier steps, under all faults',
    () => {
      fc.assert(property(), propertyRuns(150));
    },
    propertyTimeout,
  );

  it.each<[string, (rule: Case) => Case]>([
    ['an event half a second too old were taken', (rule) => ({ ...rule, within: rule.within + 500 })],
    ['a sequence were not broken off', (rule) => ({ ...rule, cancel: false })],
    ['the other of two matches were kept', (rule) => ({ ...rule, keep: rule.keep === 'newest' ? 'oldest' : 'newest' })],
    ['events were not put in order', (rule) => ({ ...rule, reorder: 0 })],
    ['an absence were not asked for', (rule) => ({ ...rule, last: false })],
    ['earlier steps were not looked at', (rule) => ({ ...rule, parts: rule.parts.map((each) => ({ ...each, same: false })) })],
  ])(
    'would not be taken to agree when %s',
    (_what, wrong) => {
      expect(isFlagged(property(wrong), 250)).toBe(true);
    },
    propertyTimeout,
  );
});
