import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '#config';
import type { ScoredEvent } from '#event';
import { systemClock } from '#kernel';
import { connect, createKeys, type RedisClient } from '#redis';
import { checkRules } from '#rule';
import { createInstruments, createLog } from '#telemetry';
import { SentimentModels } from '#text';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPrivateRedis, type PrivateRedis } from '../testing/private-redis.ts';
import { startEngine, type Engine, type EngineOptions } from './engine.ts';
import { packOf } from './pack-of.ts';
import { readDecisions } from './read-decisions.ts';

const angry = `rule: angry
summary: Ktoś jest na nas zły.
mode: shadow
on: [social.mentioned]
where: event.sentiment.score < -0.5
by: { who: event.contact }
workflow:
  - tell: { connector: slack, channel: "#care", text: "\${event.sentiment.score}" }
`;
const text = 'Kawa jak kawa, nic szczególnego.';

let redis: PrivateRedis;
let client: RedisClient;
let folder: string;
let standIn: Server;
/** What the stand-in answers to its questions, in turn; undefined lets one hang. The last one stays. */
let answers: (number | undefined)[];
let questions: string[];
let engine: Engine | undefined;
const keys = createKeys(1, 'outside');

beforeEach(async () => {
  redis = await startPrivateRedis();
  client = await connect(redis.url, 'command', () => undefined);
  folder = mkdtempSync(join(tmpdir(), 'cc-model-'));
  questions = [];
  standIn = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      questions.push(body);
      const score = answers.length > 1 ? answers.shift() : answers[0];
      if (score === undefined) return;
      const { texts } = JSON.parse(body) as { texts: unknown[] };
      const label = score < 0 ? 'negative' : 'positive';
      response.end(JSON.stringify({ model: 'sentix-3', sentiments: texts.map(() => ({ score, label, confidence: 0.9 })) }));
    });
  });
  await new Promise<void>((resolve) => standIn.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await engine?.drain();
  engine = undefined;
  standIn.closeAllConnections();
  standIn.close();
  client.disconnect();
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(checkpoint?: EngineOptions['checkpoint']): Promise<ReturnType<typeof createInstruments>> {
  const url = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`;
  const loaded = loadSettings({ environment: {}, flags: { dataFolder: folder, writeKey: 'klucz', partitions: 1, port: 0 } }).settings;
  const { bundle } = checkRules([{ path: 'angry.yaml', text: angry }]);
  const instruments = createInstruments({ process: false });
  engine = await startEngine({
    settings: {
      ...loaded,
      lease: 1_000,
      scoredStream: true,
      externalModel: {
        name: 'sentix',
        at: { kind: 'http', url, headers: {}, allowPrivate: true },
        timeout: 300,
        batch: 50,
        failures: 3,
        rest: 60_000,
      },
    },
    redisUrl: redis.url,
    roles: ['admit', 'enrich', 'decide'],
    worker: 'w1',
    clock: systemClock,
    random: () => 0,
    rules: () => bundle!,
    instruments,
    log: createLog({ level: 'silent' }),
    prefix: 'outside',
    ...(checkpoint ? { checkpoint } : {}),
  });
  await expect.poll(async () => (await fetch(`${engine!.url}/readyz`)).status, { timeout: 20_000 }).toBe(200);
  return instruments;
}

async function send(...ids: string[]): Promise<void> {
  const answer = await fetch(`${engine!.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer klucz' },
    body: JSON.stringify(
      ids.map((id) => ({ id, source: 'x', type: 'social.mentioned', data: { platform: 'x', text, lang: 'pl', author: { id } } })),
    ),
  });
  expect(answer.status).toBe(202);
}

async function scored(count: number): Promise<ScoredEvent[]> {
  const read = async (): Promise<ScoredEvent[]> =>
    (await client.xrange(keys.scored(0), '-', '+')).flatMap(([, fields]) => packOf(fields) ?? []);
  await expect.poll(async () => (await read()).length, { timeout: 20_000 }).toBe(count);
  return read();
}

const decisions = async () => {
  const { bundle } = checkRules([{ path: 'angry.yaml', text: angry }]);
  const all = await readDecisions({ client, keys, sentiment: async () => new SentimentModels() }, bundle!.rules.get('angry')!, {
    most: 10,
  });
  return all.filter((one) => one.kind === 'fired');
};

describe('a text model outside', () => {
  it('has the last word, is asked once a batch and not of repeats, and is named where its score is read', { timeout: 60_000 }, async () => {
    answers = [-0.9];
    const instruments = await start();
    await send('ewa', 'jan', 'ewa');
    const events = await scored(2);
    expect(events.map(({ sentiment }) => sentiment)).toEqual([
      { score: -0.9, label: 'negative', confidence: 0.9, model: 'sentix-3' },
      { score: -0.9, label: 'negative', confidence: 0.9, model: 'sentix-3' },
    ]);
    // Equal texts are asked about once; nobody is named.
    expect(questions).toEqual([JSON.stringify({ texts: [{ text, language: 'pl' }] })]);
    await expect.poll(async () => (await decisions()).length, { timeout: 10_000 }).toBe(2);
    expect((await decisions())[0]).toMatchObject({
      event: { sentiment: { score: -0.9, model: 'sentix-3' } },
      drivers: { was: -0.9, model: 'sentix-3', language: 'pl' },
    });
    expect(await instruments.metrics()).toContain('crosscurrent_text_model_texts_total{model="sentix",result="answered"} 1');
  });

  it('holds nothing up when it hangs: the built-in score stays, and says so; then it is left alone', { timeout: 60_000 }, async () => {
    answers = [undefined];
    const instruments = await start();
    for (let round = 1; round <= 4; round++) {
      await send(`ktoś${round}`);
      const events = await scored(round);
      expect(events.at(-1)!.sentiment).toMatchObject({ model: 'built-in', score: new SentimentModels().score(text, 'pl')!.score });
    }
    expect(questions).toHaveLength(3);
    const metrics = await instruments.metrics();
    expect(metrics).toContain('crosscurrent_text_model_texts_total{model="sentix",result="timeout"} 3');
    expect(metrics).toContain('crosscurrent_text_model_texts_total{model="sentix",result="resting"} 1');
    expect(metrics).toContain('crosscurrent_breaker_state{account="text:sentix",state="open"} 1');
  });

  it(
    'may answer otherwise when a batch is run again after a crash: one answer is committed, and rules hear the event once',
    { timeout: 60_000 },
    async () => {
      answers = [-0.9, 0.8];
      let crashes = 0;
      await start((point) => {
        // The batch of the enrich lane dies after its signals went out, before its commit.
        if (point === 'before-commit' && questions.length > 0 && crashes === 0) {
          crashes++;
          throw new Error('the process is gone');
        }
      });
      await send('ewa');
      const events = await scored(1);
      expect([crashes, questions.length]).toEqual([1, 2]);
      expect(events[0]!.sentiment).toMatchObject({ score: 0.8, model: 'sentix-3' });
      // What the rule heard of the first answer stays heard, and is not heard again.
      await expect.poll(async () => (await decisions()).length, { timeout: 10_000 }).toBe(1);
      expect((await decisions())[0]).toMatchObject({ event: { sentiment: { score: -0.9 } }, drivers: { was: -0.9 } });
      const identity = await engine!.identity();
      expect(identity.every(({ difference }) => difference === 0)).toBe(true);
    },
  );

  it('does not hold up the end of the engine', { timeout: 60_000 }, async () => {
    answers = [undefined];
    await start();
    await send('ewa');
    await expect.poll(() => questions.length, { timeout: 10_000 }).toBe(1);
    await engine!.drain();
    expect((await scored(1))[0]!.sentiment).toMatchObject({ model: 'built-in' });
  });
});
