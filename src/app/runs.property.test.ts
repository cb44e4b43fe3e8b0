import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScoredEvent } from '#event';
import { isFlagged, propertyRuns, propertyTimeout } from '../testing/property-runs.ts';
import { eventsOf, happenings, laneOf, tell } from './story.fixture.ts';

const second = 1_000;

/** A rule whose runs take a while, what happens to a fire while one is on its way, and to runs when the rule resolves. */
interface Case {
  readonly concurrency: 'skip' | 'queue' | 'replace' | 'parallel';
  readonly resolves: boolean;
  readonly onResolve: 'continue' | 'cancel' | 'compensate';
  readonly length: number;
}
const cases: fc.Arbitrary<Case> = fc.record({
  concurrency: fc.constantFrom<Case['concurrency']>('skip', 'queue', 'replace', 'parallel'),
  resolves: fc.boolean(),
  onResolve: fc.constantFrom<Case['onResolve']>('continue', 'cancel', 'compensate'),
  length: fc.constantFrom(5 * second, 20 * second, 47 * second),
});

interface Seen {
  readonly kind: 'go' | 'over';
  readonly shop: string;
}
const seen: fc.Arbitrary<Seen> = fc.record({
  kind: fc.constantFrom<Seen['kind']>('go', 'go', 'go', 'over'),
  shop: fc.constantFrom('web', 'web', 'żabka'),
});
const story = happenings(seen, { grain: 500, gap: 12 * second, pause: 2 * 60 * second, delay: 0, most: 40 });

const ruleOf = ({ concurrency, resolves, onResolve, length }: Case): string => `rule: slow
summary: Trwa chwilę.
mode: active
on: [own.go]
by: { shop: event.data.shop }
${resolves ? `resolve_if: { on: [own.over] }\non_resolve: ${onResolve}\n` : ''}concurrency: ${concurrency}
workflow:
  - begin: { connector: crm, await: true, id: "\${event.id}"${onResolve === 'compensate' ? ', compensate: { connector: crm, id: "${event.id}" }' : ''} }
  - pause: { wait: ${length}ms }
  - end: { emit: { type: own.ended, data: { id: "\${event.id}" } } }
`;

/** The runs of a shop as a list of stays in a house: who is in it, who waits at the door, and when each leaves. */
class NaiveRuns {
  readonly acts: string[] = [];
  readonly suppressed: string[] = [];
  readonly #case: Case;
  #inside: { readonly id: string; readonly until: number }[] = [];
  #door: string[] = [];
  #fires = false;

  constructor(one: Case) {
    this.#case = one;
  }

  passTo(now: number): void {
    for (;;) {
      const [next] = this.#inside.toSorted((a, b) => a.until - b.until);
      if (next === undefined || next.until > now) return;
      this.#inside = this.#inside.filter((one) => one !== next);
      this.acts.push(`${next.until} end ${next.id}`);
      const first = this.#inside.length === 0 ? this.#door.shift() : undefined;
      if (first !== undefined) this.#enter(first, next.until);
    }
  }

  go(id: string, at: number): void {
    const { concurrency, resolves } = this.#case;
    if (resolves && this.#fires) return void this.suppressed.push('still-firing');
    this.#fires = true;
    if (this.#inside.length > 0 && concurrency === 'skip') return void this.suppressed.push('running');
    if (this.#inside.length > 0 && concurrency === 'queue') {
      if (this.#door.length >= 20) this.suppressed.push('queue-full');
      else this.#door.push(id);
      return;
    }
    if (concurrency === 'replace') this.#inside = [];
    this.#enter(id, at);
  }

  over(at: number): void {
    const { resolves, onResolve } = this.#case;
    if (!resolves || !this.#fires) return;
    this.#fires = false;
    if (onResolve === 'continue') return;
    if (onResolve === 'compensate') for (const { id } of this.#inside) this.acts.push(`${at} begin.compensate ${id}`);
    this.#inside = [];
    this.#door = [];
  }

  #enter(id: string, at: number): void {
    this.acts.push(`${at} begin ${id}`);
    this.#inside.push({ id, until: at + this.#case.length });
  }
}

function naive(one: Case, events: readonly ScoredEvent[]): { readonly acts: string[]; readonly suppressed: string[] } {
  const shops = new Map<string, NaiveRuns>();
  for (const { id, at, type, data } of events) {
    const shop = data['shop'] as string;
    const runs = shops.get(shop) ?? new NaiveRuns(one);
    shops.set(shop, runs);
    runs.passTo(at);
    if (type === 'own.go') runs.go(id, at);
    else runs.over(at);
  }
  for (const runs of shops.values()) runs.passTo(Infinity);
  const all = [...shops.values()];
  return { acts: all.flatMap((runs) => runs.acts), suppressed: all.flatMap((runs) => runs.suppressed) };
}

function property(wrong: (one: Case) => Case = (one) => one) {
  return fc.property(cases, story, (one, happened) => {
    const events = eventsOf(happened, ({ kind, ...data }) => ({ type: `own.${kind}`, data: { ...data } }));
    const lane = laneOf([ruleOf(wrong(one))]);
    tell(lane, happened, events, 60 * 60 * second);
    const acts = lane.record.intents.map(({ at, intent: { step, parameters } }) => `${at} ${step} ${parameters['id'] as string}`);
    for (const { at, event } of lane.record.emitted) if (event.type === 'own.ended') acts.push(`${at} end ${event.data['id'] as string}`);
    const suppressed = lane.record.suppressed.flatMap(({ reason, count }) => Array.from({ length: count }, () => reason));
    const wanted = naive(one, events);
    expect({ acts: acts.toSorted(), suppressed: suppressed.toSorted() }).toEqual({
      acts: wanted.acts.toSorted(),
      suppressed: wanted.suppressed.toSorted(),
    });
  });
}

describe('runs of a key in a running engine, against a list of who is on its way', () => {
  it(
    'begin, wait, give way and end the same: concurrency and on_resolve, under all faults',
    () => {
      fc.assert(property(), propertyRuns(80));
    },
    propertyTimeout,
  );

  it.each<[string, (one: Case) => Case]>([
    ['a fire waited instead of being left out', (one) => (one.concurrency === 'skip' ? { ...one, concurrency: 'queue' } : one)],
    ['a run made way for no other', (one) => (one.concurrency === 'replace' ? { ...one, concurrency: 'parallel' } : one)],
    ['runs went on after their rule resolved', (one) => (one.onResolve === 'cancel' ? { ...one, onResolve: 'continue' } : one)],
  ])(
    'would not be taken to agree when %s',
    (_what, wrong) => {
      expect(isFlagged(property(wrong), 150)).toBe(true);
    },
    propertyTimeout,
  );
});
