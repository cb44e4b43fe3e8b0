import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxSecrets } from './sandbox-secrets.ts';
import { startSandbox, type Sandbox } from './start-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
});
afterAll(async () => sandbox.stop());

async function send(path: string, body: string, headers: Record<string, string> = {}, method = 'POST') {
  const init: RequestInit = { method, body, headers: { 'content-type': 'application/json', ...headers } };
  const answer = await fetch(sandbox.url + path, init);
  const text = await answer.text();
  return { status: answer.status, text };
}

describe('the webhook receiver', () => {
  const message = JSON.stringify({ type: 'send', rule: 'próba', at: 1, text: 'żółw' });
  function signed(id: string, body = message, age = 0, secret: string = sandboxSecrets.webhookSecret): Record<string, string> {
    const timestamp = String(Math.floor(Date.now() / 1_000) - age);
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
  }

  test('takes what is signed, also among several signatures, and drops a repeat', async () => {
    const headers = signed('w1');
    expect(await send('/hooks/a', message, headers)).toEqual({ status: 200, text: '{"accepted":true,"duplicate":false}' });
    headers['webhook-signature'] = `v1,AAAA ${headers['webhook-signature']}`;
    expect(await send('/hooks/a', message, headers)).toEqual({ status: 200, text: '{"accepted":true,"duplicate":true}' });
    expect(sandbox.received()).toMatchObject([{ key: 'w1', attempts: 2, repeats: 1, conflicts: 0 }]);
  });

  test('flags the same key with other bytes: the proof that it would see a broken promise', async () => {
    await send('/hooks/a', message, signed('w2'));
    const other = message.replace('żółw', 'żabka');
    await send('/hooks/a', other, signed('w2', other));
    expect(sandbox.received().find(({ key }) => key === 'w2')).toMatchObject({ repeats: 1, conflicts: 1 });
  });

  test.each<[string, string, Record<string, string>, number]>([
    ['no headers', message, {}, 401],
    ['a body changed by one byte', `${message} `, signed('w3'), 401],
    ['another secret', message, signed('w3', message, 0, 'whsec_AAAAAAAAAAAAAAAAAAAAAAAA'), 401],
    ['an old timestamp', message, signed('w3', message, 301), 401],
    ['a timestamp from the future', message, signed('w3', message, -3_600), 401],
    ['a body that is no JSON', '{', signed('w3', '{'), 400],
    ['a message without a rule', '{"type":"send","at":1}', signed('w3', '{"type":"send","at":1}'), 400],
  ])('refuses %s', async (_name, body, headers, status) => {
    expect((await send('/hooks/a', body, headers)).status).toBe(status);
    expect(sandbox.received().some(({ key }) => key === 'w3')).toBe(false);
  });
});

describe('Slack', () => {
  test.each([
    [undefined, '{"channel":"#a","text":"b"}', 'not_authed'],
    ['Bearer nie', '{"channel":"#a","text":"b"}', 'invalid_auth'],
    [`Bearer ${sandboxSecrets.slackToken}`, '{"channel":"#a"}', 'no_text'],
    [`Bearer ${sandboxSecrets.slackToken}`, '{"channel":"gdzieś","text":"b"}', 'channel_not_found'],
    [`Bearer ${sandboxSecrets.slackToken}`, JSON.stringify({ channel: '#a', text: 'ż'.repeat(40_001) }), 'msg_too_long'],
    [`Bearer ${sandboxSecrets.slackToken}`, 'nie json', 'invalid_json'],
  ])('answers 200 and ok:false (%#)', async (authorization, body, error) => {
    const answer = await send('/slack/api/chat.postMessage', body, authorization === undefined ? {} : { authorization });
    expect(answer).toEqual({ status: 200, text: JSON.stringify({ ok: false, error }) });
  });

  test('an incoming webhook is known by its path alone', async () => {
    expect(await send(sandboxSecrets.slackWebhookPath, '{"text":"cześć"}')).toEqual({ status: 200, text: 'ok' });
    expect(await send('/slack/services/T0/B0/zly', '{"text":"cześć"}')).toEqual({ status: 404, text: 'no_service' });
    expect(await send(sandboxSecrets.slackWebhookPath, '{}')).toEqual({ status: 400, text: 'no_text' });
  });
});

describe('Meta', () => {
  const proof = createHmac('sha256', sandboxSecrets.metaAppSecret).update(sandboxSecrets.metaToken).digest('hex');
  const headers = { authorization: `Bearer ${sandboxSecrets.metaToken}` };
  const audiences = `/meta/v26.0/act_${sandboxSecrets.metaAdAccount}/customaudiences?appsecret_proof=${proof}`;
  const hash = 'a'.repeat(64);
  let users: string;
  beforeAll(async () => {
    const body = { name: 'próba', subtype: 'CUSTOM', customer_file_source: 'USER_PROVIDED_ONLY' };
    const { id } = JSON.parse((await send(audiences, JSON.stringify(body), headers)).text) as { id: string };
    users = `/meta/v26.0/${id}/users?appsecret_proof=${proof}`;
  });
  const upload = (schema: unknown, rows: unknown): string => JSON.stringify({ payload: { schema, data: rows } });

  test('rows are a set; what is not hashed is counted as invalid and not kept', async () => {
    const body = upload(
      ['EMAIL', 'PHONE'],
      [
        [hash, ''],
        [hash, ''],
        ['anna@przyklad.pl', ''],
        ['', ''],
        [hash.toUpperCase(), ''],
      ],
    );
    expect(JSON.parse((await send(users, body, headers)).text)).toMatchObject({ num_received: 5, num_invalid_entries: 3 });
    expect(sandbox.audiences()).toMatchObject([{ name: 'próba', members: 1 }]);
    await send(users, upload(['EMAIL', 'PHONE'], [[hash, '']]), headers, 'DELETE');
    expect(sandbox.audiences()).toMatchObject([{ members: 0 }]);
  });

  test.each([
    ['an unknown schema key', upload(['MAIL'], [[hash]]), {}, 100],
    ['rows that do not fit the schema', upload(['EMAIL', 'PHONE'], [[hash]]), {}, 100],
    ['no rows', upload(['EMAIL'], []), {}, 100],
    ['no payload', '{}', {}, 100],
    [
      'too many rows',
      upload(
        ['EXTERN_ID'],
        Array.from({ length: 10_001 }, (_, index) => [`c${index}`]),
      ),
      {},
      100,
    ],
    ['a wrong token', upload(['EMAIL'], [[hash]]), { authorization: 'Bearer nie' }, 190],
  ])('refuses %s in the form of the Graph API', async (_name, body, more, code) => {
    const answer = await send(users, body, { ...headers, ...more });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code, message: expect.any(String), fbtrace_id: expect.any(String) } });
  });

  test('refuses a call without the proof of the app secret', async () => {
    expect((await send(users.split('?')[0]!, upload(['EMAIL'], [[hash]]), headers)).text).toContain('appsecret_proof');
  });
});
