import { parseDocument, schemaFindings, type Finding, type ParsedDocument, type Place } from '#document';
import type { ScoredEvent } from '#event';
import { parseDuration, type Json } from '#kernel';
import { Ajv, type ValidateFunction } from 'ajv';
import { expandTemplate } from './expand-template.ts';
import { testSchema, type AuthoredTests } from './test-schema.ts';

/** A test of one rule, ready to run. Times in `feed` and `expect` are epoch milliseconds, both in order of time. */
export interface RuleTest {
  readonly file: string;
  readonly place: Place;
  readonly name: string;
  readonly rule: string;
  readonly start: number;
  readonly feed: readonly RuleTestFeed[];
  readonly expect: readonly RuleTestExpectation[];
}

/** One thing that happens: an event arrives, or the engine restarts. */
export type RuleTestFeed = { readonly at: number; readonly event: ScoredEvent } | { readonly at: number; readonly restart: true };

/** One thing that must be true at a time, counted from the start of the test. */
export interface RuleTestExpectation {
  readonly at: number;
  /** Its time as written, e.g. `10m`. */
  readonly written: string;
  readonly place: Place;
  readonly claim: RuleTestClaim;
}

/** What is claimed; `times` absent means at least once. */
export type RuleTestClaim =
  | { readonly kind: 'fired'; readonly group: { readonly [name: string]: string }; readonly times?: number }
  | { readonly kind: 'suppressed'; readonly reason: string; readonly times?: number }
  | {
      readonly kind: 'action';
      readonly connector: string;
      readonly operation?: string;
      readonly contains: readonly string[];
      readonly members?: number;
      readonly times?: number;
    };

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
  const findings = authored.tests.flatMap((test, index) => choiceFindings(document, test, `/tests/${index}`));
  if (findings.length > 0) return { tests: [], findings };
  return { tests: authored.tests.map((test, index) => readTest(document, test, `/tests/${index}`)), findings };
}

type AuthoredTest = AuthoredTests['tests'][number];

/** A feed is an event or a restart, an expectation makes exactly one claim: no schema says that as clearly as this does. */
function choiceFindings(document: ParsedDocument, test: AuthoredTest, pointer: string): Finding[] {
  const findings: Finding[] = [];
  const find = (where: string, message: string, hint: string): void => {
    findings.push({ file: document.file, ...document.locate(where), severity: 'error', code: 'test-shape', message, hint });
  };
  let events = 0;
  for (const [index, feed] of test.feed.entries()) {
    events += feed.repeat ?? 1;
    if ((feed.event === undefined) === (feed.restart === undefined)) {
      find(
        `${pointer}/feed/${index}`,
        'a feed is either an event or a restart',
        'Write { at: 0s, event: { type: … } } or { at: 5m, restart: true }.',
      );
    }
    if ((feed.repeat ?? 1) > 1 && feed.every === undefined) {
      find(`${pointer}/feed/${index}`, '"repeat" needs "every"', 'Say how much time lies between, e.g. every: 10s.');
    }
  }
  if (events > mostEvents) find(`${pointer}/feed`, `the test feeds ${events} events, at most ${mostEvents} are allowed`, 'Repeat less.');
  for (const [index, one] of test.expect.entries()) {
    const claims = [one.fired, one.not_fired, one.suppressed, one.action].filter((claim) => claim !== undefined).length;
    if (claims === 1) continue;
    find(`${pointer}/expect/${index}`, 'an expectation makes exactly one claim', 'Write one of fired, not_fired, suppressed and action.');
  }
  return findings;
}

function readTest(document: ParsedDocument, test: AuthoredTest, pointer: string): RuleTest {
  const start = Date.parse(test.start ?? defaultStart);
  const feed = test.feed.flatMap((one, index) => readFeed(one, index, start));
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
    rule: test.rule,
    start,
    feed: feed.sort((a, b) => a.at - b.at),
    expect: expect.sort((a, b) => a.at - b.at),
  };
}

function readFeed(feed: AuthoredTest['feed'][number], index: number, start: number): RuleTestFeed[] {
  const first = start + milliseconds(feed.at);
  if (feed.event === undefined) return [{ at: first, restart: true }];
  const feeds: RuleTestFeed[] = [];
  for (let place = 0; place < (feed.repeat ?? 1); place++) {
    const at = first + place * milliseconds(feed.every ?? '0s');
    const written = expandTemplate(feed.event as Json, place) as unknown as WrittenEvent;
    feeds.push({ at, event: readEvent(written, `${index}-${place}`, at - milliseconds(feed.delay ?? '0s'), at) });
  }
  return feeds;
}

type Named = 'id' | 'source' | 'subject' | 'contact';

/** An event after its holes were filled: a name that is nothing but a hole has become a number. */
type WrittenEvent = Omit<NonNullable<AuthoredTest['feed'][number]['event']>, Named | 'topics'> & {
  readonly [name in Named]?: string | number;
} & { readonly topics?: readonly (string | number)[] };

function readEvent(written: WrittenEvent, id: string, at: number, received: number): ScoredEvent {
  const { type, subject, contact, topics, language, lead, sentiment } = written;
  const event: ScoredEvent = {
    id: String(written.id ?? id),
    source: String(written.source ?? 'test'),
    type,
    time: new Date(at).toISOString(),
    at,
    received,
    data: (written.data ?? {}) as ScoredEvent['data'],
    topics: topics === undefined ? [] : topics.map(String),
    ...(subject === undefined ? {} : { subject: String(subject) }),
    ...(contact === undefined ? {} : { contact: String(contact) }),
    ...(language === undefined ? {} : { language: { code: language, confidence: 1 } }),
    ...(lead === undefined ? {} : { lead }),
  };
  if (sentiment !== undefined) {
    const { score, label, confidence } = typeof sentiment === 'number' ? { score: sentiment } : sentiment;
    event.sentiment = { score, label: label ?? labelOf(score), confidence: confidence ?? 0.9 };
  }
  return event;
}

function labelOf(score: number): 'negative' | 'neutral' | 'positive' {
  if (score <= -0.2) return 'negative';
  return score >= 0.2 ? 'positive' : 'neutral';
}

function readClaim(one: AuthoredTest['expect'][number]): RuleTestClaim {
  if (one.not_fired) return { kind: 'fired', group: {}, times: 0 };
  if (one.suppressed) return { kind: 'suppressed', ...one.suppressed };
  if (one.action) {
    const { contains, ...rest } = one.action;
    return { kind: 'action', ...rest, contains: contains === undefined ? [] : [contains].flat() };
  }
  const { group = {}, times } = one.fired ?? {};
  const names = Object.fromEntries(Object.entries(group).map(([name, value]) => [name, String(value)]));
  return { kind: 'fired', group: names, ...(times === undefined ? {} : { times }) };
}

function milliseconds(duration: string): number {
  return parseDuration(duration) ?? 0;
}
