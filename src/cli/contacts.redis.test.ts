import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRoles, startEngine, type Engine } from '#app';
import { loadSettings, type Settings } from '#config';
import { systemClock, type JsonObject } from '#kernel';
import { createPrivacy } from '#privacy';
import { createKeys } from '#redis';
import { checkRules } from '#rule';
import { createRedisKeyBook } from '#stream/redis';
import { createInstruments, createLog } from '#telemetry';
import { onCluster, startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { runWordsOn } from '../testing/run-words.ts';

const folder = mkdtempSync(join(tmpdir(), 'contacts-'));
const EWA = { email: 'ewa.żak@example.pl', phone: '+48600700800', name: 'Ewa Żak' };
const JAN = { email: 'jan@example.pl', name: 'Jan Łoś' };
let redis: PrivateRedis;
let engine: Engine;
let settings: Settings;

beforeAll(async () => {
  redis = await startPrivateRedis();
  ({ settings } = loadSettings({ environment: {}, flags: { dataFolder: folder, writeKey: 'klucz', partitions: 8, port: 0 } }));
  engine = await startEngine({
    settings: { ...settings, lease: 1_000, scoredStream: true },
    redisUrl: redis.url,
    roles: allRoles,
    worker: 'w1',
    clock: systemClock,
    random: Math.random,
    rules: () => checkRules([]).bundle!,
    instruments: createInstruments({ process: false }),
    log: createLog({ level: 'silent' }),
  });
  await until(async () => engine.lanes() === 16 && (await fetch(`${engine.url}/readyz`)).status === 200);
}, 60_000);
afterAll(async () => {
  await engine.drain();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > 20_000) throw new Error('it did not come about within twenty seconds');
    await systemClock.sleep(20);
  }
}

async function send(...events: JsonObject[]): Promise<void> {
  const answer = await fetch(`${engine.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer klucz' },
    body: JSON.stringify(events),
  });
  expect(answer.status).toBe(202);
  await until(async () => (await engine.identity()).every(({ inFlight, difference }) => inFlight === 0 && difference === 0));
}

const lead = (id: string, person: JsonObject): JsonObject => ({ id, type: 'lead.submitted', data: { ...person, platform: 'meta' } });
const run = (input: string, ...words: string[]) => runWordsOn(input, ...words, '--redis', redis.url, '--data', folder);

/** Every sealed text in any stream or record of Redis, with who holds it. */
async function sealedTexts(): Promise<{ sealed: string; contact: string }[]> {
  const found: { sealed: string; contact: string }[] = [];
  const look = (value: unknown, contact = ''): void => {
    if (typeof value !== 'object' || value === null) return;
    const record = value as Record<string, unknown>;
    const named = [record['sealedBy'], record['via'], record['contact']].find((one) => typeof one === 'string');
    const holder = typeof named === 'string' ? named : contact;
    if (typeof record['sealed'] === 'string') found.push({ sealed: record['sealed'], contact: holder });
    for (const one of Object.values(record)) look(one, holder);
  };
  const { client } = redis;
  const keys = createKeys(8);
  for (let partition = 0; partition < 8; partition++) {
    for (const stream of [keys.events(partition), keys.scored(partition), keys.dead(partition), keys.late(partition)])
      for (const [, fields] of await client.xrange(stream, '-', '+'))
        for (const field of fields) if (/^[[{]/.test(field)) look(JSON.parse(field));
    const generation = Math.floor(Date.now() / settings.retention.state);
    const records = await client.hgetall(keys.state('enrich', partition, generation));
    for (const [field, json] of Object.entries(records)) look(JSON.parse(json), field.slice(2));
  }
  return found;
}

describe('requests of people about their own data', () => {
  it('are answered with all that is held, and erasing leaves nothing that opens', { timeout: 60_000 }, async () => {
    await send(lead('l1', EWA), lead('l2', JAN), {
      id: 'p0',
      type: 'page.viewed',
      data: { anonymousId: 'telefon-ewy', url: 'https://sklep.pl/0?utm_source=meta&utm_campaign=%C5%BCniwa' },
    });
    await send({ id: 'p1', type: 'page.viewed', data: { email: EWA.email, anonymousId: 'telefon-ewy', url: 'https://sklep.pl/a' } });
    await send({
      id: 'p3',
      type: 'page.viewed',
      data: { anonymousId: 'telefon-ewy', name: 'Ewa Żak', url: 'https://sklep.pl/c', firstName: 'Ewa' },
    });
    // An event from the future becomes a dead letter, sealed fields and all.
    await send({ ...lead('l3', { email: EWA.email, name: 'Ewa' }), time: new Date(Date.now() + 86_400_000).toISOString() });

    const before = await run(` ${EWA.email.toUpperCase()}\n`, 'export', '-', '--by', 'ak', '--json');
    expect(before).toMatchObject({ code: 0, err: '' });
    const held = JSON.parse(before.out) as {
      contact: string;
      names: string[];
      person: JsonObject;
      record: JsonObject;
      events: JsonObject[];
      deadLetters: JsonObject[];
    };
    expect(held.person).toMatchObject({ email: EWA.email, phone: EWA.phone });
    expect(held.events.map(({ id }) => id)).toEqual(expect.arrayContaining(['l1', 'p1', 'p0', 'p3']));
    expect(held.events.some(({ id }) => id === 'l2')).toBe(false);
    // In full, not as state packs it.
    expect(held.record['journey']).toMatchObject({
      touches: [{ channel: 'meta', campaign: 'żniwa', kind: 'visit', at: expect.any(Number) as number }],
    });
    expect(held.names).toHaveLength(3);
    expect(held.deadLetters).toHaveLength(1);
    expect(JSON.stringify(held.deadLetters)).toContain(EWA.email);

    // One process has the keys at hand, another has never seen them: neither may open what was Ewa's.
    const open = createPrivacy({ key: settings.privacyKey, book: createRedisKeyBook(redis.client, createKeys(8)) });
    const ofEwa = (await sealedTexts()).filter(({ contact }) => held.names.includes(contact));
    expect(ofEwa.length).toBeGreaterThanOrEqual(4);
    for (const { sealed, contact } of ofEwa) expect(JSON.stringify(await open.open(sealed, contact))).toMatch(/ewa\.żak@|Ewa/);

    expect(await run(`${EWA.email}\n`, 'erase', '-')).toMatchObject({ code: 2 });
    const erased = await run(`${EWA.email}\n`, 'erase', '-', '--yes', '--by', 'ak', '--json');
    expect(JSON.parse(erased.out)).toMatchObject({ contact: held.contact, already: false, keys: 2 });
    await send(
      { id: 'p2', type: 'page.viewed', data: { email: EWA.email, url: 'https://sklep.pl/b' } },
      { id: 'p4', type: 'page.viewed', data: { anonymousId: 'telefon-ewy' } },
      lead('l4', JAN),
    );

    for (const { sealed, contact } of ofEwa) await expect(open.open(sealed, contact)).rejects.toThrow(/not any more/);
    const left = await sealedTexts();
    for (const { sealed, contact } of left.filter((one) => held.names.includes(one.contact)))
      await expect(open.open(sealed, contact)).rejects.toThrow(/not any more/);
    // The others' open as before, so the look is not blind.
    const others = left.filter((one) => !held.names.includes(one.contact));
    expect(others.length).toBeGreaterThanOrEqual(3);
    for (const { sealed, contact } of others) expect(await open.open(sealed, contact)).toHaveProperty('email', JAN.email);

    const [enrich] = await engine.identity();
    expect(enrich).toMatchObject({ difference: 0, settled: { suppressed: 2, dead: 1 } });
    const after = JSON.parse((await run(`${EWA.email}\n`, 'export', '-', '--json')).out) as JsonObject;
    expect(after).toMatchObject({ erased: true });
    expect(after).not.toHaveProperty('record');
    expect(JSON.stringify(after)).not.toContain('ewa');
    expect(JSON.parse((await run(`${EWA.phone}\n`, 'erase', '-', '--yes', '--json')).out)).toMatchObject({ keys: 0 });
    expect(JSON.parse((await run('', 'erase', held.contact, '--yes', '--json')).out)).toMatchObject({ already: true, keys: 0 });
  });

  it('are noted in an audit that shows when it was changed', { timeout: 60_000 }, async () => {
    const { acts } = JSON.parse((await run('', 'audit', '--json')).out) as { acts: { act: string; by: string }[] };
    expect([...new Set(acts.map(({ act, by }) => `${by} ${act}`))]).toEqual(['ak export', 'ak erase', 'cli export', 'cli erase']);
    expect(JSON.stringify(acts)).not.toContain('example.pl');
    expect(await run('', 'audit', 'verify', '--json')).toMatchObject({ code: 0, out: `{"entries":${acts.length},"whole":true}\n` });
    const [second] = (await redis.client.xrange(createKeys(8).audit, '-', '+')).slice(1);
    await redis.client.xdel(createKeys(8).audit, second![0]);
    expect(await run('', 'audit', 'verify', '--json')).toMatchObject({
      code: 1,
      out: `{"entries":${acts.length - 1},"whole":false,"broken":2}\n`,
    });
  });

  it('refuse what names nobody', async () => {
    expect(await run('', 'export', 'jan@example.pl')).toMatchObject({ code: 1, err: expect.stringContaining('Pipe an e-mail') as string });
    expect(await run('nobody\n', 'export', '-')).toMatchObject({ code: 1, err: expect.stringContaining('neither') as string });
    expect(await run('nobody@example.pl\n', 'export', '-', '--json')).toMatchObject({ code: 1, err: 'Nothing is held of this person.\n' });
  });
});

it.skipIf(onCluster)('erases the key from the disk log, too, once that is rewritten', { timeout: 60_000 }, async () => {
  const { client } = redis;
  const keys = createKeys(8);
  const [, dir] = (await client.config('GET', 'dir')) as [string, string];
  const onDisk = (): string =>
    readdirSync(join(dir, 'appendonlydir'))
      .map((file) => readFileSync(join(dir, 'appendonlydir', file), 'latin1'))
      .join('');
  await client.config('SET', 'appendonly', 'yes');
  await send(lead('l5', { email: 'iza@example.pl', name: 'Iza' }));
  const contact = createPrivacy({ key: settings.privacyKey }).pseudonym('email', 'iza@example.pl');
  const vaults = await Promise.all(Array.from({ length: 8 }, (_, partition) => client.hget(keys.vault(partition), contact)));
  const wrapped = vaults.find((one) => one !== null)!;
  const idle = async (): Promise<boolean> => !/aof_rewrite_(in_progress|scheduled):1/.test(await client.info('persistence'));
  await until(async () => (await idle()) && onDisk().includes(wrapped));
  expect(JSON.parse((await run('iza@example.pl\n', 'erase', '-', '--yes', '--json')).out)).toMatchObject({ keys: 1, compacted: true });
  await until(async () => (await idle()) && !onDisk().includes(wrapped));
});
