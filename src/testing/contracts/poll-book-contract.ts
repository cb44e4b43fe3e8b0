import type { JsonObject } from '#kernel';
import { pollReports, type PollBook, type PollOptions, type ReportRow, type ReportSource } from '#poller';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 27, 12);

/** What every PollBook must hold, beginning with an empty one. */
export function pollBookContract(make: () => Promise<PollBook>, runs: number): void {
  it('takes plans in order of their numbers, one at a time, and carries each out once', async () => {
    const book = await make();
    expect(await book.read('p')).toEqual({ sequence: 0 });
    const cursor = { since: '2026-11-20', until: '2026-11-27' };
    await book.begin('p', cursor, 5);
    await book.begin('p', { since: 'x', until: 'y' }, 6);
    expect(await book.read('p')).toEqual({ sequence: 0, cursor, began: 5 });
    const plan = {
      sequence: 1,
      events: [{ id: 'a' }],
      figures: { '2026-11-26': { k1: '["1"]', 'żółta:kampania': '["2"]' } },
      cursor: { ...cursor, page: '2' },
      until: cursor.until,
    };
    expect(await book.plan('p', { ...plan, sequence: 2 })).toBe(false);
    expect(await book.plan('p', plan)).toBe(true);
    expect(await book.plan('p', { ...plan, events: [] })).toBe(false);
    expect((await book.read('p')).plan).toEqual(plan);
    expect(await book.figures('p', '2026-11-26', ['k1'])).toEqual([undefined]);
    await book.commit('p', plan);
    expect(await book.read('p')).toEqual({ sequence: 1, cursor: plan.cursor, began: 5 });
    expect(await book.figures('p', '2026-11-26', ['żółta:kampania', 'k1', 'k3'])).toEqual(['["2"]', '["1"]', undefined]);

    const last = { sequence: 2, events: [], figures: { '2026-11-26': { k1: '["9"]' } }, until: cursor.until };
    expect(await book.plan('p', last)).toBe(true);
    await book.commit('p', last);
    // A process that was held up and comes late changes nothing back.
    await book.commit('p', plan);
    expect(await book.plan('p', plan)).toBe(false);
    expect(await book.read('p')).toEqual({ sequence: 2, began: 5, swept: '2026-11-27' });
    expect(await book.figures('p', '2026-11-26', ['k1'])).toEqual(['["9"]']);
    await book.rest('p', 77);
    expect((await book.read('p')).notBefore).toBe(77);
    expect(await book.read('q')).toEqual({ sequence: 0 });
  });

  it('lets reports add up to what the platform says last, whatever is restated, dies in between, or is polled by two at once', () =>
    reportsAddUp(make, runs));
}

/** Polls a platform that restates its figures at random, with processes that die at random places and two at once; rejects when the reports of any history do not add up. */
export async function reportsAddUp(make: () => Promise<PollBook>, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          restate: fc.array(
            fc.record({
              campaign: fc.integer({ min: 0, max: 4 }),
              day: fc.integer({ min: 0, max: 2 }),
              spend: fc.integer({ min: 0, max: 99_999_999 }),
            }),
            { maxLength: 4 },
          ),
          deaths: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 3 }),
          both: fc.boolean(),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      async (rounds) => {
        const world = new Map<string, ReportRow>();
        const stream = new Map<string, JsonObject>();
        const book = await make();
        let now = START;
        // In the first of two quiet rounds what was left is brought to an end, in the second everything is swept.
        const quiet = { restate: [], deaths: [], both: false };
        for (const { restate, deaths, both } of [...rounds, quiet, quiet]) {
          for (const { campaign, day, spend } of restate) world.set(`${campaign} ${day}`, rowOf(campaign, day, spend));
          let steps = 0;
          // A process dies before or after any of the things it does to the world outside it.
          const mortal = async <T>(act: () => Promise<T>): Promise<T> => {
            if (deaths.includes(steps++)) throw new Error('killed before');
            const result = await act();
            if (deaths.includes(steps++)) throw new Error('killed after');
            return result;
          };
          const options = optionsOf({
            book: mortalBook(book, mortal),
            source: pagesOf(world, mortal),
            now: () => now,
            send: (events) =>
              mortal(async () => {
                remember(stream, events);
              }),
          });
          const poll = () => pollReports(options, () => true, new AbortController().signal).catch(() => undefined);
          await (both ? Promise.all([poll(), poll()]) : poll());
          now += DAY / 48;
        }
        for (const [key, row] of world) {
          const [campaign] = key.split(' ');
          const total = [...stream.values()]
            .map(({ data }) => data as JsonObject)
            .filter((data) => data['campaign'] === campaign && (data['from'] as string).startsWith(row.day));
          expect(Math.round(total.reduce((sum, data) => sum + Number(data['spend'] ?? 0), 0) * 1e6)).toBe(
            Math.round(Number(row.spend) * 1e6),
          );
        }
      },
    ),
    { numRuns: runs },
  );
}

function rowOf(campaign: number, day: number, micros: number): ReportRow {
  const date = new Date(START - day * DAY).toISOString().slice(0, 10);
  return {
    campaign: String(campaign),
    day: date,
    currency: 'PLN',
    spend: (micros / 1e6).toFixed(6),
    impressions: micros,
    clicks: 0,
    leads: 0,
    conversions: 0,
  };
}

/** The stream as its dedupe memory makes it: an id counts once, as it came first. */
function remember(stream: Map<string, JsonObject>, events: readonly JsonObject[]): void {
  for (const event of events) {
    const id = event['id'] as string;
    const known = stream.get(id);
    if (known === undefined) stream.set(id, event);
    else expect(event).toEqual(known);
  }
}

function optionsOf(parts: { book: PollBook; source: ReportSource; now: () => number; send: PollOptions['send'] }): PollOptions {
  return {
    name: 'p',
    account: 'a',
    source: parts.source,
    book: parts.book,
    clock: { now: parts.now, monotonic: () => 0, sleep: async () => undefined },
    restated: 3 * DAY,
    backfill: 7 * DAY,
    lateness: 4 * DAY,
    send: parts.send,
  };
}

/** A platform of two rows a page. */
function pagesOf(world: ReadonlyMap<string, ReportRow>, mortal: <T>(act: () => Promise<T>) => Promise<T>): ReportSource {
  return {
    platform: 'x',
    apiVersion: '1',
    fetch: ({ since, until, page }) =>
      mortal(async () => {
        const all = [...world.values()]
          .filter(({ day }) => day >= since && day <= until)
          .toSorted((one, other) => (one.day + one.campaign < other.day + other.campaign ? -1 : 1));
        const from = Number(page ?? 0);
        return { kind: 'page', rows: all.slice(from, from + 2), ...(from + 2 < all.length ? { next: String(from + 2) } : {}) } as const;
      }),
  };
}

function mortalBook(book: PollBook, mortal: <T>(act: () => Promise<T>) => Promise<T>): PollBook {
  return {
    read: (poller) => book.read(poller),
    figures: (poller, day, campaigns) => book.figures(poller, day, campaigns),
    plan: (poller, plan) => mortal(() => book.plan(poller, plan)),
    commit: (poller, plan) => mortal(() => book.commit(poller, plan)),
    begin: (poller, cursor, at) => mortal(() => book.begin(poller, cursor, at)),
    rest: (poller, until) => book.rest(poller, until),
  };
}
