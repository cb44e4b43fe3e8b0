import { createHttp, type Http } from '#connector';
import type { JsonObject } from '#kernel';
import { createMemoryPollBook, pollReports, type PollOptions, type ReportSource } from '#poller';
import { sandboxSecrets, startSandbox, type Sandbox, type SandboxFigures } from '#sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { googleAdsReport, linkedinAnalytics, metaInsights, tiktokReport, type PollerAccount } from './index.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const DAY = 86_400_000;

let sandbox: Sandbox;
let http: Http;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  http = createHttp({ now: () => Date.now() });
});
afterAll(async () => {
  await http.close();
  await sandbox.stop();
});
beforeEach(() => {
  sandbox.reports.pageLimit = 500;
  sandbox.reports.quota = Number.POSITIVE_INFINITY;
  sandbox.reports.forgive();
});

interface Case {
  readonly platform: string;
  readonly make: (changes?: Partial<PollerAccount>) => ReportSource;
  readonly pages: boolean;
  readonly leads: boolean;
}
const common = { allowPrivate: true };
const cases: readonly Case[] = [
  {
    platform: 'meta',
    pages: true,
    leads: true,
    make: (changes) =>
      metaInsights(http, {
        ...common,
        account: sandboxSecrets.metaAdAccount,
        url: `${sandbox.url}/meta`,
        secret: sandboxSecrets.metaToken,
        appSecret: sandboxSecrets.metaAppSecret,
        ...changes,
      }),
  },
  {
    platform: 'google',
    pages: false,
    leads: false,
    make: (changes) =>
      googleAdsReport(http, {
        ...common,
        account: '123-456-7890',
        url: `${sandbox.url}/google`,
        secret: sandboxSecrets.googleToken,
        developerToken: sandboxSecrets.googleDeveloperToken,
        loginCustomer: '111-222-3333',
        ...changes,
      }),
  },
  {
    platform: 'linkedin',
    pages: false,
    leads: true,
    make: (changes) =>
      linkedinAnalytics(http, {
        ...common,
        account: sandboxSecrets.linkedinAccount,
        url: `${sandbox.url}/linkedin`,
        secret: sandboxSecrets.linkedinToken,
        currency: 'PLN',
        ...changes,
      }),
  },
  {
    platform: 'tiktok',
    pages: true,
    leads: false,
    make: (changes) =>
      tiktokReport(http, {
        ...common,
        account: sandboxSecrets.tiktokAdvertiser,
        url: `${sandbox.url}/tiktok`,
        secret: sandboxSecrets.tiktokToken,
        ...changes,
      }),
  },
];

const figures = (campaign: string, day: string, spend: string, more: Partial<SandboxFigures> = {}): SandboxFigures => ({
  campaign,
  day,
  spend,
  name: `Żółte buty ${campaign}`,
  currency: 'PLN',
  impressions: 1_000,
  clicks: 10,
  leads: 0,
  conversions: 1,
  ...more,
});

function poller(source: ReportSource, more: Partial<PollOptions> = {}) {
  const sent: JsonObject[] = [];
  const time = { now: NOW };
  const unknown: string[] = [];
  const options: PollOptions = {
    name: 'spend',
    account: 'a-1',
    source,
    book: createMemoryPollBook(),
    clock: { now: () => time.now, monotonic: () => 0, sleep: async () => undefined },
    restated: 3 * DAY,
    backfill: 7 * DAY,
    lateness: 4 * DAY,
    send: async (events) => void sent.push(...events),
    unknown: (fields) => void unknown.push(...fields),
    ...more,
  };
  const poll = (due = true) => pollReports(options, () => due, new AbortController().signal);
  return { sent, time, options, poll, unknown };
}

const sum = (events: readonly JsonObject[], campaign: string, field: string): number =>
  Math.round(
    events
      .map(({ data }) => data as JsonObject)
      .filter((data) => data['campaign'] === campaign)
      .reduce((total, data) => total + Number(data[field] ?? 0), 0) * 1e6,
  ) / 1e6;

describe.each(cases)('reports of $platform', ({ platform, make, pages, leads }) => {
  it('are told as increments, restated figures as what they changed, and what did not change not at all', async () => {
    sandbox.reports.set(
      platform,
      figures(`${platform}-1`, '2026-11-26', '12.345678', { leads: 2 }),
      figures(`${platform}-1`, '2026-11-27', '5'),
    );
    const { sent, poll, time, unknown } = poller(make());
    await poll();
    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatchObject({
      id: 'spend:1:0',
      type: 'ad.reported',
      time: Date.UTC(2026, 10, 27) - 1,
      data: {
        platform: platform === 'meta' ? 'facebook' : platform,
        account: 'a-1',
        campaign: `${platform}-1`,
        currency: 'PLN',
        spend: 12.345678,
        impressions: 1_000,
        clicks: 10,
        conversions: 1,
        ...(leads ? { leads: 2 } : {}),
        from: '2026-11-26T00:00:00.000Z',
        to: '2026-11-27T00:00:00.000Z',
      },
    });
    expect(sent[1]).toMatchObject({ time: NOW, data: { spend: 5 } });
    expect(unknown).toEqual([]);

    await poll();
    expect(sent).toHaveLength(2);

    sandbox.reports.set(
      platform,
      figures(`${platform}-1`, '2026-11-26', '11.1', { leads: 2, conversions: 3 }),
      figures(`${platform}-1`, '2026-11-27', '7.25'),
    );
    time.now += 3_600_000;
    await poll();
    expect(sent).toHaveLength(4);
    expect(sent[2]).toMatchObject({ data: { spend: -1.245678, conversions: 2 } });
    expect(sent[2]!['data']).not.toHaveProperty('impressions');
    expect(sum(sent, `${platform}-1`, 'spend')).toBe(18.35);
  });

  it('are read page by page, each once', async () => {
    if (!pages) return;
    sandbox.reports.pageLimit = 2;
    for (let campaign = 0; campaign < 7; campaign++) sandbox.reports.set(platform, figures(`p${campaign}`, '2026-11-25', `${campaign}.5`));
    const { sent, poll } = poller(make());
    await poll();
    for (let campaign = 0; campaign < 7; campaign++) expect(sum(sent, `p${campaign}`, 'spend')).toBe(campaign + 0.5);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
    expect(sandbox.reports.asked(platform)).toBeGreaterThanOrEqual(4);
  });

  it('leave a platform alone that throttles, and go on where they were', async () => {
    sandbox.fault({ path: `/${platform}`, mode: '429', times: 1 });
    const { sent, poll, time, options } = poller(make());
    await poll();
    expect(sent).toEqual([]);
    const { notBefore } = await options.book.read('spend');
    expect(notBefore! - NOW).toBeGreaterThanOrEqual(30_000);
    expect(notBefore! - NOW).toBeLessThanOrEqual(30 * 60_000);
    await poll();
    expect(sandbox.reports.asked(platform)).toBe(0);
    time.now = notBefore!;
    await poll(false);
    expect(sent.length).toBeGreaterThan(0);
  });

  it('try again later when a platform fails or breaks off, and long after when it refuses', async () => {
    for (const mode of ['5xx', 'reset'] as const) {
      sandbox.fault({ path: `/${platform}`, mode, times: 1 });
      const { poll, options } = poller(make());
      await expect(poll()).rejects.toThrow(new RegExp(platform === 'meta' ? 'facebook' : platform));
      expect((await options.book.read('spend')).notBefore! - NOW).toBe(60_000);
    }
    const { poll, options, sent } = poller(make({ secret: 'stary-token' }));
    await expect(poll()).rejects.toThrow(/token|credentials/i);
    expect((await options.book.read('spend')).notBefore! - NOW).toBe(15 * 60_000);
    expect(sent).toEqual([]);
  });
});

describe('a platform that counts requests', () => {
  it('is asked more slowly before its quota ends, where it tells', async () => {
    sandbox.reports.pageLimit = 1;
    sandbox.reports.quota = 4;
    const { poll, options, time, sent } = poller(cases[0]!.make());
    await poll();
    // The fourth request uses the quota up: the poller rests a minute before it would have been locked out.
    expect((await options.book.read('spend')).notBefore).toBe(NOW + 60_000);
    const before = sent.length;
    time.now += 60_000;
    await poll();
    // Now it is locked out, and told for how long.
    expect((await options.book.read('spend')).notBefore).toBe(NOW + 60_000 + 7 * 60_000);
    sandbox.reports.forgive();
    sandbox.reports.quota = Number.POSITIVE_INFINITY;
    time.now += 7 * 60_000;
    await poll(false);
    expect(sent.length).toBeGreaterThan(before);
    expect((await options.book.read('spend')).cursor).toBeUndefined();
  });
});
