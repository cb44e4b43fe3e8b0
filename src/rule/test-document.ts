import { parseDocument, schemaFindings, type Finding, type ParsedDocument } from '#document';
import { nearest, parseDuration, type Json } from '#kernel';
import { Ajv, type ValidateFunction } from 'ajv';
import { holesOf } from './expand-template.ts';
import { claimNames, readClaim } from './read-test-claim.ts';
import { readFeed } from './read-test-feed.ts';
import type { RuleTest } from './rule-test.ts';
import { testSchema, type AuthoredTests } from './test-schema.ts';

/** When a test begins that does not say so: a Monday, so that nobody's weekend rule surprises them. */
const defaultStart = '2026-01-05T10:00:00Z';

/** Most events one test may feed, so that a slip of a zero does not stop the machine. */
const mostEvents = 200_000;

let validate: ValidateFunction | undefined;

/** Reads a rule test file. Never throws: what is wrong comes back as findings, and then there are no tests. */
export function readRuleTests(text: string, file: string): { readonly tests: readonly RuleTest[]; readonly findings: readonly Finding[] } {
  const document = parseDocument(text, file);
  if (document.findings.length > 0) return { tests: [], findings: document.findings };
  validate ??= new Ajv({ allErrors: true, verbose: true, strict: false }).compile(testSchema);
  if (!validate(document.value)) return { tests: [], findings: schemaFindings(document, validate.errors ?? []) };
  const authored = document.value as AuthoredTests;
  const findings = authored.tests.flatMap((test, index) => shapeFindings(document, test, `/tests/${index}`));
  if (findings.length > 0) return { tests: [], findings };
  return { tests: authored.tests.map((test, index) => readTest(document, test, `/tests/${index}`)), findings };
}

type AuthoredTest = AuthoredTests['tests'][number];
type AuthoredFeed = AuthoredTest['feed'][number];

/** Words that only an event takes. */
const ofEvents = [
  'repeat',
  'every',
  'values',
  'delay',
  'out_of_order',
  'duplicate',
  'redelivery',
] as const satisfies readonly (keyof AuthoredFeed)[];

const ofSegments: ReadonlySet<string> = new Set(['entered', 'left', 'member', 'not_member']);
const ofRules: ReadonlySet<string> = new Set(
  claimNames.filter((name) => !ofSegments.has(name) && name !== 'emitted' && name !== 'duplicates'),
);

/** A feed is one of three things, an expectation makes exactly one claim, holes have values: no schema says that as clearly as this does. */
function shapeFindings(document: ParsedDocument, test: AuthoredTest, pointer: string): Finding[] {
  const findings: Finding[] = [];
  const find = (where: string, message: string, hint: string, suggestion?: string): void => {
    const place = document.locate(where);
    const near = suggestion === undefined ? {} : { suggestion };
    findings.push({ file: document.file, ...place, severity: 'error', code: 'test-shape', message, hint, ...near });
  };
  if ((test.rule === undefined) === (test.segment === undefined))
    find(pointer, 'a test is of one rule or of one segment', 'Write rule: <id> or segment: <id>.');
  let events = 0;
  for (const [index, feed] of test.feed.entries()) {
    const where = `${pointer}/feed/${index}`;
    events += (feed.repeat ?? 1) * (feed.duplicate === undefined ? 1 : 2);
    const kinds = [feed.event, feed.restart, feed.answer].filter((one) => one !== undefined).length;
    if (kinds !== 1) {
      const hint = 'Write { at: 0s, event: { type: … } }, { at: 5m, restart: true } or { at: 5m, answer: { step: …, decision: yes } }.';
      find(where, 'a feed is an event, a restart or an answer', hint);
      continue;
    }
    const stray = feed.event === undefined ? ofEvents.find((name) => feed[name] !== undefined) : undefined;
    if (stray !== undefined) find(where, `only an event takes "${stray}"`, 'Leave it out, or write an event.');
    if ((feed.repeat ?? 1) > 1 && feed.every === undefined) {
      find(where, '"repeat" needs "every"', 'Say how much time lies between, e.g. every: 10s.');
    }
    const known = ['i', ...Object.keys(feed.values ?? {})];
    for (const name of holesOf((feed.event ?? null) as Json)) {
      const [word = ''] = /^[A-Za-z_]\w*/.exec(name) ?? [];
      if (!known.includes(word)) {
        find(`${where}/event`, `the hole \${${name}} has no value`, `Known here: ${known.join(', ')}.`, nearest(word, known));
      }
    }
  }
  if (events > mostEvents) find(`${pointer}/feed`, `the test feeds ${events} events, at most ${mostEvents} are allowed`, 'Repeat less.');
  for (const [index, one] of test.expect.entries()) {
    const odd = claimNames.find((name) => one[name] !== undefined && (test.segment === undefined ? ofSegments : ofRules).has(name));
    if (odd !== undefined)
      find(
        `${pointer}/expect/${index}`,
        `"${odd}" is not said of a ${test.segment === undefined ? 'rule' : 'segment'}`,
        test.segment === undefined
          ? 'It belongs into a test of a segment.'
          : 'Of a segment say entered, left, member, not_member or emitted.',
      );
    if (claimNames.filter((name) => one[name] !== undefined).length === 1) continue;
    find(`${pointer}/expect/${index}`, 'an expectation makes exactly one claim', `Write one of ${claimNames.join(', ')}.`);
  }
  return findings;
}

function readTest(document: ParsedDocument, test: AuthoredTest, pointer: string): RuleTest {
  const start = Date.parse(test.start ?? defaultStart);
  const feed = test.feed.flatMap((one, index) => readFeed(one, index, start, String(test.seed ?? 0)));
  const expect = test.expect.map((one, index) => ({
    at: start + milliseconds(one.at),
    written: one.at,
    place: document.locate(`${pointer}/expect/${index}`),
    claim: readClaim(one),
  }));
  return {
    file: document.file,
    place: document.locate(pointer),
    name: test.name,
    rule: test.rule ?? '',
    ...(test.segment === undefined ? {} : { segment: test.segment }),
    beside: test.beside ?? [],
    faults: (test.inject ?? []) as RuleTest['faults'],
    outcomes: (test.outcomes ?? []).map(({ outcome, after, times, ...of }) => ({
      ...of,
      outcome: outcome as RuleTest['outcomes'][number]['outcome'],
      after: milliseconds(after ?? '0s'),
      times: times ?? Infinity,
    })),
    start,
    feed: feed.sort((a, b) => a.at - b.at),
    expect: expect.sort((a, b) => a.at - b.at),
  };
}

function milliseconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}
