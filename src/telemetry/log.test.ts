import { fastify } from 'fastify';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createLog, type LogOptions } from './log.ts';
import { scrub } from './scrub.ts';

const canaries = [
  'anna.kowalska@example.pl',
  'zażółć.gęślą@jaźń.example',
  'anna%40example.com',
  '+48 601 202 303',
  '601-202-303',
  '0048601202303',
  '(22) 555 12 34',
  '+1 (415) 555-0132',
];

function capture(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: (line: string) => void lines.push(line) }, ...options });
  return { log, text: () => lines.join(''), lines };
}

function thrown(message: string, more: object = {}): Error {
  return Object.assign(new Error(message), more);
}

for (const canary of canaries) {
  test(`the canary ${canary} reaches no line, wherever it hides`, () => {
    const { log, text, lines } = capture();
    const sentence = `nie udało się wysłać do ${canary}, koniec`;
    log.info(sentence);
    log.info('wysłano do %s', canary);
    log.info({ note: sentence, nested: { deeper: { deepest: [sentence, { even: { more: sentence } }] } } }, 'ok');
    log.error(thrown(sentence));
    log.error({ err: thrown(sentence, { cause: thrown(sentence), detail: sentence }) });
    log.error({ err: new AggregateError([thrown(sentence)], sentence) }, sentence);
    log.error({ anything: thrown(sentence) }, 'failed');
    log.info({ [canary]: 1 }, 'as a name');
    log
      .child({ customer: sentence })
      .child({ again: { customer: canary } })
      .warn('child');
    log.info(
      { req: { method: 'POST', url: `/v1/events?to=${canary}`, headers: { 'x-note': canary } }, res: { statusCode: 202, note: canary } },
      'request',
    );
    expect(lines.length).toBe(10);
    expect(text()).not.toContain(canary);
    // The time of a line is no telephone number, though its digits may look like one.
    expect(text().replaceAll(/"time":\d+/g, '"time":0')).not.toMatch(/kowalska|jaźń|202.?303|555/);
  });
}

test('fields with personal or secret names are blanked, whatever they hold and however they are written', () => {
  const { log, text } = capture();
  const canary = 'K4narek';
  for (const name of [
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'email',
    'phone',
    'name',
    'first_name',
    'secret',
    'token',
    'access_token',
    'writeKey',
    'key',
    'ip',
  ]) {
    log.info({ [name]: canary, a: { [name]: canary, b: { [name]: [canary], c: { [name]: { deep: canary } } } } });
    log.child({ [name]: canary, a: { [name]: canary } }).info('child');
  }
  log.info({ headers: { 'x-anything': canary }, body: canary, traits: { nick: canary } });
  expect(text()).not.toContain(canary);
  expect(text()).toContain('[redacted]');
});

test('an error of ioredis keeps the name of its command and loses the arguments', () => {
  const { log, text } = capture();
  log.error({
    err: thrown("ERR unknown command 'XAD', with args beginning with: 'events:{1}' 'K4narek'", {
      name: 'ReplyError',
      command: { name: 'evalsha', args: ['K4narek'] },
    }),
  });
  log.error(thrown('connect failed redis://user:K4narek@10.0.0.1:6379/0', { code: 'ECONNREFUSED' }));
  expect(text()).not.toContain('K4narek');
  expect(JSON.parse(text().split('\n')[0]!)).toMatchObject({ err: { type: 'ReplyError', command: 'evalsha' } });
  expect(JSON.parse(text().split('\n')[1]!)).toMatchObject({ err: { code: 'ECONNREFUSED' } });
});

test('secrets in texts are masked: bearer, JSON web token, platform tokens, paths of web addresses', () => {
  const { log, text } = capture();
  for (const secret of [
    'Authorization: Bearer K4narek.abc-def',
    'eyJhbGciOiJIUzI1NiJ9.K4narekK4narek.sig',
    'xoxb-K4narek-123456',
    'whsec_K4narekK4narek',
    'POST https://hooks.slack.com/services/T0/B0/K4narek failed',
    'https://graph.example/v26/act?access_token=K4narek',
  ]) {
    log.warn(secret);
  }
  expect(text()).not.toContain('K4narek');
  expect(text()).toContain('https://hooks.slack.com/…');
});

test('line breaks, terminal escapes and characters that turn the reading direction cannot forge a line', () => {
  for (const pretty of [false, true]) {
    const { log, text, lines } = capture({ pretty });
    log.info(
      { note: 'a\r\n{"level":30,"msg":"forged"}' },
      'x\n2026 forged \u001b[31mred\u001b[0m \u009b31m \u2028 \u202egnp.exe \u2066 \u200b',
    );
    expect(lines.length).toBe(1);
    // eslint-disable-next-line no-control-regex
    expect(text().trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
    expect(text()).toContain('\\u001b');
  }
});

test('what helps to find a fault stays readable', () => {
  for (const text of [
    'entry 1763780000000-0 of events:{7} at epoch 12 took 0.0042 s',
    'rules/product-buzz.yaml:14:9 unknown field "measures.peple"',
    'c_9f2b64c1d8e74a55 at 2026-11-22T03:02:40.123Z',
    'Zażółć gęślą jaźń: 25 osób, 3,7 %',
    'connect ECONNREFUSED 127.0.0.1:6379',
    'batch of 1000 events, 512 MiB',
  ]) {
    expect(scrub(text)).toBe(text);
  }
});

test('a long hostile text is cut and scanned in linear time', () => {
  const { log, lines } = capture();
  const started = performance.now();
  for (const unit of ['a', 'a@', '1 ', '+1', 'http://', 'eyJ', '%40', ' at ', '(1']) log.info(unit.repeat(200_000));
  expect(performance.now() - started).toBeLessThan(1_000);
  for (const line of lines) expect(line.length).toBeLessThan(8_000);
});

test('values that resist printing cost their line at most, never the caller', () => {
  const { log, lines } = capture();
  const circle: { self?: unknown } = {};
  circle.self = circle;
  log.info(
    { circle, big: 10n, bytes: new Uint8Array(4), act: () => 1, none: null, map: new Map([[1, 2]]), when: new Date(Number.NaN) },
    'odd',
  );
  log.info(
    {
      get trap(): string {
        throw new Error('trap');
      },
    },
    'trapped',
  );
  log.info(undefined, 'nothing');
  expect(lines.length).toBe(3);
});

test('the pretty line reads as time, level, message and fields', () => {
  const { log, text } = capture({ pretty: true });
  log.warn({ rule: 'hot-lead', matched: 3 }, 'Gorący lead');
  expect(text()).toMatch(/^\d\d:\d\d:\d\d WARN {2}Gorący lead {2}rule=hot-lead {2}matched=3\n$/);
});

test('as the logger of Fastify it tells method, path and status, and neither query, headers, addresses nor the message of an error as it stands', async () => {
  const { log, text } = capture();
  const app = fastify({ loggerInstance: log });
  app.get('/v1/*', (request) => {
    request.log.info({ headers: request.headers, query: request.query }, 'seen');
    throw new Error('no contact anna.kowalska@example.pl');
  });
  await app.inject({
    url: '/v1/track?writeKey=K4narek',
    headers: { authorization: 'Basic K4narek', cookie: 'a=K4narek' },
    remoteAddress: '203.0.113.9',
  });
  await app.close();
  expect(text()).toContain('"url":"/v1/track"');
  expect(text()).toContain('"statusCode":500');
  expect(text()).not.toMatch(/K4narek|kowalska|203\.0\.113/);
});

test('nothing below the level is printed', () => {
  const { log, text } = capture({ level: 'warn' });
  log.info('quiet');
  expect(text()).toBe('');
});

test('negative control: a plain pino lets the canary through, so the canary tests can fail', () => {
  let text = '';
  pino({ redact: ['email'] }, { write: (line: string) => void (text += line) }).error({ a: { email: canaries[0] } });
  expect(text).toContain(canaries[0]);
});
