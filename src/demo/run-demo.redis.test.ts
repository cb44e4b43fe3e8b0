import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrivacy } from '#privacy';
import { connect, type RedisClient } from '#redis';
import { createLog } from '#telemetry';
import { runDemo, type Demo } from './run-demo.ts';

const folder = mkdtempSync(join(tmpdir(), 'cc-demo-test-'));
let demo: Demo;
let log = '';
let told = '';

beforeAll(async () => {
  demo = await runDemo({
    seed: 3,
    events: 2_400,
    seconds: 20,
    port: 0,
    dataFolder: folder,
    pid: process.pid,
    random: Math.random,
    stopping: new AbortController().signal,
    forPeople: false,
    log: createLog({ level: 'debug', destination: { write: (line: string) => void (log += line) } }),
    tell: (text) => void (told += text),
  });
}, 120_000);
afterAll(async () => {
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Everything that stands in Redis, names of keys included, as one text. */
async function everything(client: RedisClient): Promise<string> {
  const texts: string[] = [];
  for (const key of await client.keys('*')) {
    texts.push(key);
    const type = await client.type(key);
    if (type === 'stream') texts.push(JSON.stringify(await client.xrange(key, '-', '+')));
    else if (type === 'hash') texts.push(JSON.stringify(await client.hgetall(key)));
    else if (type === 'zset') texts.push(JSON.stringify(await client.zrange(key, '0', '-1')));
    else texts.push(String(await client.get(key)));
  }
  return texts.join('\n');
}

describe('the demo', () => {
  it('goes as the story was written: every expectation met, every event accounted for', () => {
    const { summary } = demo;
    expect(summary?.expectations.filter(({ met }) => !met)).toEqual([]);
    expect(summary?.accounting).toMatchObject({ ok: true });
    expect(summary?.accepted).toBe(summary!.processed + summary!.duplicates + summary!.deadLettered - summary!.reports);
    expect(summary?.deadLettered).toBe(0);
    expect(summary?.credit.map(({ channel }) => channel)).toEqual(
      expect.arrayContaining(['facebook', 'google', 'tiktok', 'linkedin', 'programmatic']),
    );
    expect(summary?.sentiment.map(({ platform }) => platform).toSorted()).toEqual(['facebook', 'instagram', 'linkedin', 'tiktok', 'x']);
  });

  it('adds exactly those to an audience whom the rule named and who had agreed', () => {
    const { privacyKey } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as { privacyKey: string };
    const privacy = createPrivacy({ key: privacyKey });
    const agreed = new Set(demo.story.expected.buzz.agreed.map((id) => privacy.pseudonym('author', `x:${id}`)));
    for (const { audience, members, wanted } of demo.summary!.audiences) {
      const named = new Set(
        demo.intents.filter(({ parameters }) => parameters['audience'] === audience).flatMap((intent) => intent.members ?? []),
      );
      expect(named.size).toBe(wanted);
      const allowed = [...named].filter((contact) => agreed.has(contact)).length;
      expect(allowed).toBeGreaterThan(0);
      expect(allowed).toBeLessThan(named.size);
      expect(members).toBe(allowed);
    }
    expect(demo.summary!.audiences.length).toBeGreaterThan(0);
  });

  it('leaves no name, address or number of anybody in Redis, the metrics, the log or the page', { timeout: 30_000 }, async () => {
    const client = await connect(demo.redisUrl, 'command', () => undefined);
    const stored = await everything(client);
    client.disconnect();
    // The look must see what is there: a post's text stands in the scored stream.
    expect(stored).toContain('Kawomat');
    const metrics = await (await fetch(`${demo.url}/metrics`)).text();
    const page = await (await fetch(`${demo.url}/`)).text();
    expect(metrics).toContain('crosscurrent_');
    expect(page).toContain('product-buzz-retarget');
    const all = [stored, metrics, page, log, told, JSON.stringify(demo.summary)].join('\n').toLowerCase();
    for (const { name, email, phone } of demo.story.people) {
      for (const canary of [name, email, phone, phone.replaceAll(' ', ''), phone.replace('+48 ', '')]) {
        expect(all.includes(canary.toLowerCase()), `${canary} is seen`).toBe(false);
      }
    }
    expect(all).not.toContain('poczta.example');
  });

  it('shows its summary as a page without scripts', async () => {
    const answer = await fetch(`${demo.url}/`);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await answer.text();
    expect(page).not.toContain('<script');
    expect(page).not.toContain('http-equiv="refresh"');
    expect(page).toContain('nothing lost, nothing done twice');
    expect(page).not.toContain(demo.writeKey);
  });
});
