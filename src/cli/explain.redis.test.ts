import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRoles, startEngine, type Engine, type RuleExplanation } from '#app';
import { runCli } from '#cli';
import { loadSettings } from '#config';
import { systemClock } from '#kernel';
import { connect, createKeys } from '#redis';
import { readRuleFolder, Rulebook } from '#rule';
import { createInstruments, createLog } from '#telemetry';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';

const buzz = (people: number, mode = 'active'): string => `rule: buzz
summary: Ludzie mówią o produkcie – żółta łódź.
mode: ${mode}
on: [social.mentioned]
by: { brand: event.data.brand }
measures:
  people: { fn: distinct, of: event.contact, window: 1h }
  talk: { fn: count, window: 1h }
when: measures.people >= ${people} && event.data.platform == "x" && measures.talk < 100
cooldown: 6h
workflow:
  - tell: { connector: slack, channel: "#care", text: "\${measures.people} osoby" }
`;
const environment = { KLUCZ: 'klucz-administratora-0123456789' };
const hush = buzz(2, 'shadow').replace('rule: buzz', 'rule: hush');

const basket = `rule: basket
summary: Koszyk został porzucony.
mode: active
sequence:
  - { as: basket, on: [product.added] }
  - { absent: { on: [product.purchased] }, for: 1h }
by: { shop: event.data.channel }
workflow:
  - mail: { connector: crm, note: "koszyk" }
`;
const patient = buzz(2).replace('rule: buzz', 'rule: patient').replace('cooldown: 6h', 'hold_for: 10m\ncooldown: 6h');
const angry = `rule: angry
summary: Ktoś jest na nas zły.
mode: active
on: [social.commented]
where: event.data.platform == "x"
by: { brand: event.data.brand }
measures:
  mood: { fn: avg, of: event.sentiment.score, window: 1h }
when: measures.mood < -0.3
workflow:
  - tell: { connector: slack, channel: "#care", text: "nastrój \${measures.mood}" }
`;

let redis: PrivateRedis;
let folder: string;
let engine: Engine;
let rulebook: Rulebook;

beforeAll(async () => {
  redis = await startPrivateRedis();
  folder = mkdtempSync(join(tmpdir(), 'cc-explain-'));
  mkdirSync(join(folder, 'rules'));
  writeFileSync(join(folder, 'rules', 'buzz.yaml'), buzz(3));
  writeFileSync(join(folder, 'rules', 'hush.yaml'), hush);
  writeFileSync(join(folder, 'rules', 'basket.yaml'), basket);
  writeFileSync(join(folder, 'rules', 'patient.yaml'), patient);
  writeFileSync(join(folder, 'rules', 'angry.yaml'), angry);
  // One partition: events of different people come to a rule in the order they were sent, so it is known which one makes it fire.
  writeFileSync(
    join(folder, 'crosscurrent.yaml'),
    `rules: { folder: ${join(folder, 'rules')} }\npartitions: 1\nadmin_keys: [{ name: ola, secret: env:KLUCZ }]\n`,
  );
  const { settings } = loadSettings({
    environment,
    file: join(folder, 'crosscurrent.yaml'),
    flags: { dataFolder: folder, writeKey: 'klucz', port: 0 },
  });
  const instruments = createInstruments({ process: false });
  rulebook = new Rulebook({ read: () => readRuleFolder(join(folder, 'rules')), options: {}, observe: instruments.observe });
  await rulebook.load();
  engine = await startEngine({
    settings: { ...settings, lease: 1_000 },
    redisUrl: redis.url,
    roles: allRoles,
    worker: 'w1',
    clock: systemClock,
    random: Math.random,
    rules: () => rulebook.current(),
    ruleFindings: () => rulebook.findings,
    instruments,
    log: createLog({ level: 'warn' }),
  });
  await until(async () => (await fetch(`${engine.url}/readyz`)).status === 200);
  const sent = await fetch(`${engine.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer klucz' },
    body: JSON.stringify([
      ...['ola', 'łukasz', 'ewa', 'ewa'].map((author, index) => mention(`e${index}`, author)),
      {
        ...mention('żal', 'jan'),
        type: 'social.commented',
        data: { platform: 'x', brand: 'żubr', text: 'Paczka dotarła, ale obsługa jest beznadziejna. NIE POLECAM!', author: { id: 'jan' } },
      },
      { id: 'k1', source: 'sklep', type: 'product.added', userId: 'ola', data: { channel: 'web', product: 'kawa' } },
    ]),
  });
  expect(sent.status).toBe(202);
  await until(async () => (await explain('buzz')).decisions.length > 0 && (await explain('hush')).decisions.length > 1);
  await until(async () => (await explain('angry')).decisions.length > 0);
  await until(async () => (await explain('basket', 'shop=web')).pending.length > 0 && (await explain('patient')).known);
}, 60_000);
afterAll(async () => {
  await engine?.drain();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const mention = (id: string, author: string): object => ({
  id,
  source: 'x',
  type: 'social.mentioned',
  data: { platform: 'x', brand: 'żubr', text: 'Świetny!', author: { id: author } },
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > 30_000) throw new Error('it did not come about within thirty seconds');
    await systemClock.sleep(50);
  }
}

async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli({
    words: [...words, '--config', join(folder, 'crosscurrent.yaml'), '--redis', redis.url, '--data', folder],
    environment,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    forPeople: false,
    stopping: new AbortController().signal,
    host: 'test',
    pid: 1,
    random: () => 0.5,
  });
  return { code, out, err };
}

async function explain(rule: string, key = 'brand=żubr'): Promise<RuleExplanation> {
  return JSON.parse((await run('explain', rule, '--key', key, '--json')).out) as RuleExplanation;
}

async function get(path: string, key = environment.KLUCZ): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${engine.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('explain', () => {
  it('says what the measures are, what holds, how long the rule stays silent, and what made it fire', async () => {
    const found = await explain('buzz');
    expect(found).toMatchObject({ rule: 'buzz', key: 'brand=żubr', known: true });
    expect(found.measures).toMatchObject({ people: { fn: 'distinct', window: 3_600_000, value: 3 }, talk: { fn: 'count', value: 4 } });
    expect(found.conditions).toEqual([
      { text: 'measures.people >= 3', holds: true, asksEvent: false, values: { 'measures.people.value': 3 } },
      { text: 'event.data.platform == "x"', holds: null, asksEvent: true, values: {} },
      { text: 'measures.talk < 100', holds: true, asksEvent: false, values: { 'measures.talk.value': 4 } },
    ]);
    expect(found.cooldownLeft).toBeGreaterThan(5 * 3_600_000);
    const [decision] = found.decisions;
    expect(decision).toMatchObject({
      kind: 'fired',
      version: found.version,
      rules: rulebook.current().hash,
      mode: 'active',
      because: 'people 3 >= 3 and event.data.platform x == "x" and talk 3 < 100',
      event: { id: 'e2', data: { platform: 'x' } },
      measures: { people: { value: 3 }, talk: { value: 3 } },
    });
  });

  it('says the same to people, and finds a decision by its id', async () => {
    const { code, out } = await run('explain', 'buzz', '--key', 'brand=żubr');
    expect(code).toBe(0);
    expect(out).toContain('holds    measures.people >= 3   (people is 3)');
    expect(out).toContain('by event event.data.platform == "x"');
    expect(out).toMatch(/It stays silent for another (6h|5h59m)/);
    const [decision] = (await explain('buzz')).decisions;
    const fire = decision?.kind === 'fired' ? decision.fire : '';
    expect((await run('explain', 'buzz', '--fire', fire)).out).toContain('fired because people 3 >= 3');
    expect(await run('explain', 'buzz', '--fire', 'nie-ma')).toMatchObject({ code: 1, out: '' });
    expect(await run('explain', 'buz')).toMatchObject({ code: 2, err: expect.stringContaining('did you mean buzz?') as string });
    expect(await run('explain', 'buzz', '--key', 'brand=tur')).toMatchObject({ code: 1 });
  });

  it('tells what holds a fire back, and matches that have begun', async () => {
    const held = await explain('patient');
    expect(held.gate).toMatchObject({ holdFor: 600_000, holdingSince: expect.any(Number) as number, heldBackBy: [] });
    expect(held.decisions).toEqual([]);
    expect((await run('explain', 'patient', '--key', 'brand=żubr')).out).toMatch(/Its condition has held since .* and must for 10m\./);
    const { pending } = await explain('basket', 'shop=web');
    expect(pending).toMatchObject([
      { filled: ['basket'], waitsFor: 'the absence to last', first: expect.stringContaining('k1') as string },
    ]);
    expect((await run('explain', 'basket', '--key', 'shop=web')).out).toContain('it waits for the absence to last until');
  });

  it('reports what a rule in shadow mode would have done', async () => {
    const { out } = await run('shadow-report', '--json');
    expect((JSON.parse(out) as { rules: unknown }).rules).toEqual([
      expect.objectContaining({
        rule: 'hush',
        fired: 1,
        groups: 1,
        busiest: [{ group: 'brand=żubr', fired: 1 }],
        actions: [{ connector: 'slack', operation: 'post', count: 1, members: 0 }],
      }),
    ]);
    expect((await run('shadow-report', '--rule', 'hush')).out).toContain('1 slack post');
    expect((await run('shadow-report', '--rule', 'buzz')).out).toBe('No rule in shadow mode fired.\n');
  });

  it('names the words that drove the sentiment behind a decision, and says when they cannot be told', async () => {
    const found = await explain('angry');
    const [decision] = found.decisions;
    expect(decision).toMatchObject({ event: { id: 'żal' }, drivers: { label: 'negative', language: 'pl' } });
    const { score, words } = decision!.kind === 'fired' ? decision!.drivers! : { score: 0, words: [] };
    expect(score).toBeCloseTo(found.measures['mood']!['value'] as number, 6);
    expect(words.map(({ word }) => word)).toEqual(expect.arrayContaining(['beznadziejna', 'nie']));
    expect(words.every(({ by }) => by < 0)).toBe(true);
    // The text itself is no part of it.
    expect(JSON.stringify(found)).not.toContain('Paczka');
    const told = /sentiment −0\.\d\d \(negative, pl\), driven by .*beznadziejna −0\.\d\d/;
    expect((await run('explain', 'angry', '--key', 'brand=żubr')).out).toMatch(told);
    expect((await run('explain', 'angry')).out).toMatch(told);
    expect((await get('/v1/rules/angry/explain?last=1')).body).toMatchObject({ decisions: [{ drivers: { label: 'negative' } }] });
    // Rules that read no sentiment are not told of any.
    expect((await run('explain', 'buzz')).out).not.toContain('sentiment');

    const client = await connect(redis.url, 'command', () => undefined);
    await client.xtrim(createKeys(1).events(0), 'MAXLEN', 0);
    client.disconnect();
    expect((await explain('angry')).decisions).toMatchObject([{ drivers: null }]);
    expect((await run('explain', 'angry')).out).toContain('the text is not retained any more');
  });

  it('answers over HTTP, to who has an admin key', async () => {
    expect((await get('/v1/rules', 'klucz')).status).toBe(401);
    expect(await get('/v1/rules/buzz')).toMatchObject({
      status: 200,
      body: {
        name: 'buzz',
        on: ['social.mentioned'],
        conditions: ['measures.people >= 3', 'event.data.platform == "x"', 'measures.talk < 100'],
      },
    });
    expect((await get('/v1/rules/buzz/explain?key=brand%3D%C5%BCubr')).body).toMatchObject({ rule: 'buzz', known: true });
    expect((await get('/v1/rules/buzz/explain?last=1')).body).toMatchObject({ rule: 'buzz', decisions: [{ kind: 'fired' }] });
    expect((await get('/v1/rules/nie-ma')).status).toBe(404);
    expect((await get('/v1/rules/buzz/explain?last=tysi%C4%85c')).status).toBe(400);
  });

  it('shows which worker runs which rules, and why newer ones were refused', async () => {
    const before = rulebook.current().hash;
    await until(async () => JSON.stringify((await get('/v1/rules')).body['workers']).includes(before));
    writeFileSync(join(folder, 'rules', 'buzz.yaml'), buzz(4));
    expect(await rulebook.reload()).toBe(true);
    const after = rulebook.current().hash;
    expect(after).not.toBe(before);
    await until(async () => JSON.stringify((await get('/v1/rules')).body['workers']).includes(after));
    expect((await get('/v1/rules')).body).toMatchObject({
      hash: after,
      refused: false,
      workers: [{ worker: 'w1', hash: after, rules: 5 }],
    });
    // What the rule remembered is still there: its measures did not change.
    expect((await explain('buzz')).measures).toMatchObject({ people: { value: 3 }, talk: { value: 4 } });

    writeFileSync(join(folder, 'rules', 'buzz.yaml'), buzz(4).replace('when:', 'wen:'));
    expect(await rulebook.reload()).toBe(false);
    await until(async () => JSON.stringify((await get('/v1/rules')).body['workers']).includes('unknown-field'));
    expect((await get('/v1/rules')).body).toMatchObject({ hash: after, refused: true, workers: [{ worker: 'w1', hash: after }] });
    expect((await run('doctor')).out).toContain('w1 refused newer rules and keeps the old ones');
  });
});
