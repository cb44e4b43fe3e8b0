import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadSettings } from '#config';
import type { MarketingEvent, ScoredEvent } from '#event';
import { checkRules, type RuleBundle } from '#rule';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backtest, type BacktestOptions } from './backtest.ts';
import { readHistoryFile, type History } from './read-history.ts';
import { VirtualLane } from './virtual-lane.ts';

const start = Date.UTC(2026, 0, 5, 10);
const minute = 60_000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crosscurrent-backtest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settings(): BacktestOptions['settings'] {
  return loadSettings({ environment: {}, flags: { dataFolder: folder, writeKey: 'wk-test' } }).settings;
}

function rules(...texts: readonly string[]): RuleBundle {
  const { bundle, findings } = checkRules(
    texts.map((text, index) => ({ path: `${index}.yaml`, text })),
    { mode: 'active' },
  );
  if (!bundle) throw new Error(JSON.stringify(findings));
  return bundle;
}

const flood = (clicks: number): string => `rule: flood
summary: Zbyt wiele kliknięć jednej osoby.
on: [ad.clicked]
by: { who: event.contact }
measures: { clicks: { fn: count, window: 10m } }
when: measures.clicks >= ${clicks}
cooldown: 1h
workflow:
  - tell: { connector: slack, channel: "#ads", text: "\${measures.clicks} kliknięć" }
  - later: { wait: 30m }
  - note: { emit: { type: click.flooded, data: { who: "\${group.who}" } } }
`;
const noted = `rule: noted
summary: Powódź kliknięć została zapisana.
on: [click.flooded]
workflow:
  - tell: { connector: slack, channel: "#ads", text: "zapisano" }
`;

let ids = 0;
const click = (contact: string, at: number, more: Partial<MarketingEvent> = {}): MarketingEvent => ({
  id: `e-${ids++}`,
  source: 'test',
  type: 'ad.clicked',
  time: new Date(at).toISOString(),
  at,
  received: at,
  contact,
  data: { platform: 'google' },
  ...more,
});

function history(events: readonly MarketingEvent[], size = 7): History {
  async function* chunks(): AsyncGenerator<MarketingEvent[]> {
    for (let at = 0; at < events.length; at += size) yield structuredClone(events.slice(at, at + size));
  }
  return { chunks: chunks(), counts: { unreadable: 0 } };
}

const run = (events: readonly MarketingEvent[], bundle: RuleBundle, more: Partial<BacktestOptions> = {}) =>
  backtest({ history: history(events), bundle, settings: settings(), monotonic: () => 0, ...more });

describe('backtest', () => {
  test('says what would have fired, acted and been held back, with waits and events of its own', async () => {
    const events = [
      ...Array.from({ length: 12 }, (_, index) => click('łukasz', start + index * 10_000)),
      ...Array.from({ length: 4 }, (_, index) => click('ola', start + index * minute)),
    ].toSorted((a, b) => a.received - b.received);
    const again = { ...events[3]! };
    const report = await run([...events, again], rules(flood(10), noted), { tail: 2 * 60 * minute });
    expect(report).toMatchObject({ events: 17, from: start, to: start + 3 * minute, fired: 2, actions: 2, ownLeftOut: 0, failures: {} });
    expect(report.counts).toEqual({ events: 17, own: 3, duplicates: 1, late: 0, future: 0, failed: 0 });
    const [first, second] = report.rules;
    expect(first).toMatchObject({
      rule: 'flood',
      fired: 1,
      groups: 1,
      busiest: [{ group: 'who=łukasz', fired: 1 }],
      first: start + 90_000,
      suppressed: { cooldown: 2 },
      actions: [{ connector: 'slack', operation: 'post', count: 1, members: 0, spend: {} }],
    });
    expect(second).toMatchObject({ rule: 'noted', fired: 1, first: start + 31.5 * minute });
  });

  test('leaves out what the recorded engine said itself, and what lies outside the times', async () => {
    const events = [
      click('ola', start - minute),
      click('ola', start, { source: 'crosscurrent', type: 'click.flooded' }),
      click('ola', start + minute),
      click('ola', start + 2 * minute),
    ];
    const report = await run(events, rules(flood(1), noted), { from: start, to: start + 2 * minute });
    expect(report).toMatchObject({ events: 1, ownLeftOut: 1, fired: 1 });
  });

  test('works credit out for rules that read it, and for no others', async () => {
    const credited = `rule: credited
summary: Zasługa reklamy.
on: [product.purchased]
by: { who: event.contact }
when: event.credit.exists(one, one.channel == "google" && one.value > 50)
`;
    const events = [
      click('ola', start),
      click('ola', start + minute, { type: 'product.purchased', data: { value: 99.5, currency: 'PLN', order: 'z-1' } }),
    ];
    const reading = rules(credited, noted);
    expect(reading.readsCredit).toBe(true);
    expect((await run(events, reading)).rules.find(({ rule }) => rule === 'credited')).toMatchObject({ fired: 1 });
    expect(rules(flood(1), noted).readsCredit).toBe(false);
  });

  test('counts late events and stamps in the future as the lanes do', async () => {
    const { allowedLateness, maxFutureSkew } = settings().time;
    const now = start + allowedLateness + 10 * minute;
    const events = [
      click('a', now),
      click('b', start, { received: now + 5_000 }),
      click('c', now + maxFutureSkew + 30_000, { received: now + 10_000 }),
    ];
    const report = await run(events, rules(flood(1)));
    expect(report.counts).toMatchObject({ events: 3, late: 1, future: 1 });
    expect(report.fired).toBe(1);
  });

  test('compares two versions of rules over the same events', async () => {
    const events = [
      ...Array.from({ length: 6 }, (_, index) => click('łukasz', start + index * 1_000)),
      ...Array.from({ length: 3 }, (_, index) => click('ola', start + 10_000 + index * 1_000)),
    ];
    const report = await run(events, rules(flood(3)), { other: rules(flood(5), noted) });
    expect(report.diff).toMatchObject({ both: 0, onlyHere: 2, onlyThere: 1 });
    expect(report.diff!.here.map((fire) => [fire.group, fire.because])).toEqual([
      ['who=łukasz', 'clicks 3 >= 3'],
      ['who=ola', 'clicks 3 >= 3'],
    ]);
    expect(report.diff!.there).toEqual([{ rule: 'flood', group: 'who=łukasz', at: start + 4_000, because: 'clicks 5 >= 5' }]);
    const same = await run(events, rules(flood(3)), { other: rules(flood(3)) });
    expect(same.diff).toEqual({ both: 2, onlyHere: 0, onlyThere: 0, here: [], there: [] });
  });

  test('keeps the scores that events were recorded with, and scores them anew when told', async () => {
    const angry = `rule: angry
summary: Ktoś jest zły.
on: [social.mentioned]
by: { who: event.contact }
when: event.sentiment.score < -0.9
`;
    const post = (id: string): ScoredEvent => ({
      ...click('ola', start, { id, type: 'social.mentioned', data: { platform: 'x', text: 'Bardzo dobra kawa, polecam!' } }),
      language: { code: 'pl', confidence: 1 },
      sentiment: { score: -1, label: 'negative', confidence: 1 },
      topics: [],
      lead: { score: 3, before: 1 },
    });
    expect((await run([post('a')], rules(angry))).fired).toBe(1);
    expect((await run([post('a')], rules(angry), { rescore: true })).fired).toBe(0);
    expect((await run([click('ola', start, { type: 'social.mentioned', data: post('b').data })], rules(angry))).fired).toBe(0);
  });

  test('fires as the same rule does event by event, however the history is cut', async () => {
    const bundle = rules(flood(4));
    let state = 7;
    const random = (most: number): number => (state = (state * 48_271) % 2_147_483_647) % most;
    let at = start;
    const events = Array.from({ length: 600 }, () => click(`osoba-${random(6)}`, (at += random(40_000))));
    const lane = new VirtualLane(bundle, start);
    for (const event of structuredClone(events)) lane.feed(event);
    expect(lane.record.fires.length).toBeGreaterThan(15);
    for (const size of [1, 50, 1_000]) {
      const report = await backtest({
        history: history(events, size),
        bundle,
        settings: settings(),
        monotonic: () => 0,
        other: rules(flood(99)),
      });
      expect(report.diff!.here.map((fire) => [fire.at, fire.group])).toEqual(
        lane.record.fires.slice(0, 100).map((fire) => [fire.at, `who=${fire.group['who']}`]),
      );
      expect(report.fired).toBe(lane.record.fires.length);
    }
  });
});

describe('readHistoryFile', () => {
  const lines = [
    JSON.stringify(click('ola', start)),
    '',
    'żadne zdarzenie',
    JSON.stringify({ type: 'ad.clicked', time: '2026-01-05T11:00:00+01:00', userId: 'ola', data: { platform: 'google' } }),
    JSON.stringify({ type: 'ad.clicked' }),
    JSON.stringify(['ad.clicked']),
  ].join('\n');

  test.each(['events.ndjson', 'events.ndjson.gz'])('reads %s and counts what is no event', async (name) => {
    const path = join(folder, name);
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(lines) : lines);
    const { chunks, counts } = readHistoryFile(path);
    const events: MarketingEvent[] = [];
    for await (const chunk of chunks) events.push(...chunk);
    expect(events.map((event) => [event.type, event.at, event.received, event.contact])).toEqual([
      ['ad.clicked', start, start, 'ola'],
      ['ad.clicked', start, start, 'ola'],
    ]);
    expect(counts.unreadable).toBe(3);
  });

  test('rejects when there is no such file', async () => {
    const { chunks } = readHistoryFile(join(folder, 'nie-ma.ndjson.gz'));
    await expect(
      (async () => {
        for await (const _ of chunks);
      })(),
    ).rejects.toThrow('ENOENT');
  });
});
