import { createHmac } from 'node:crypto';
import type { Account } from '#config';
import type { HttpRequest } from '#connector';
import type { PlannedStep } from '#rule';
import { pressButton } from '#sandbox';
import type { RunBook, WorkflowRun } from '#workflow';
import { describe, expect, it } from 'vitest';
import { NOW, testServer } from './server.fixture.ts';
import { verifySlack } from './verify-slack.ts';

const SECRET = 'tajny-podpis';
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const ask: PlannedStep = { kind: 'approve', id: 'may_we', ask: '', milliseconds: 1, refused: [], expired: [] };
const waiting: WorkflowRun = {
  id: 'run-1',
  rule: 'voucher',
  version: 'v1',
  mode: 'active',
  key: 'who=ola',
  group: { who: 'ola' },
  event: {},
  measures: {},
  purposes: [],
  because: '',
  state: 'running',
  started: NOW,
  at: NOW,
  threads: [{ id: 0, rest: [ask], wait: { kind: 'answer', ask: 'Talon?', due: NOW + 1_000 } }],
  next: 1,
  history: [],
};
const over: WorkflowRun = { ...waiting, id: 'run-2', state: 'done', threads: [] };
const runs: RunBook = { waiting: async () => [], find: async (id) => [waiting, over].find((run) => run.id === id) };
const account: Account = {
  name: 'slack',
  type: 'slack',
  url: 'https://slack.com/api',
  options: { signingSecret: SECRET, approvers: { U024ANNA: 'anna-care' } },
  perSecond: 1,
  allowPrivate: false,
};

/** Presses a button, and answers what the server said, which events came of it, and what Slack was told. */
async function press(
  more: Partial<Parameters<typeof pressButton>[0]> & {
    run?: string;
    decision?: 'yes' | 'no';
    secret?: string;
    change?(body: string): string;
    account?: Partial<Account>;
  } = {},
) {
  const { run = 'run-1', decision = 'yes', secret = SECRET, change = (body) => body, account: other, ...rest } = more;
  const told: HttpRequest[] = [];
  const server = await testServer({
    runs,
    settings: { bodyLimit: 262_144, writeKeys: [], accounts: [{ ...account, ...other }] },
    http: {
      async send(request) {
        told.push(request);
        return { kind: 'answered', status: 200, body: 'ok' };
      },
    },
  });
  const value = JSON.stringify({ run, step: 'may_we' });
  const { headers, body } = pressButton(
    {
      button: { action: `crosscurrent.${decision}`, value },
      text: 'Talon za 20 zł &amp; żal?',
      user: 'U024ANNA',
      at: NOW,
      responseUrl: 'https://hooks.slack.com/actions/T/1/x',
      ...rest,
    },
    secret,
  );
  const response = await server.app.inject({
    method: 'POST',
    url: '/webhooks/slack-interactivity',
    headers: { host: 'test', ...headers },
    payload: change(body),
  });
  return {
    status: response.statusCode,
    text: response.body,
    events: server.events,
    told: told.map((one) => ({ url: one.url, ...(JSON.parse(one.body!) as object) })),
    server,
  };
}

describe('verifySlack', () => {
  it("knows the signature of Slack's own example", () => {
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const headers = { signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503', timestamp: '1531420618' };
    const apps = [{ signingSecret: 'other' }, { signingSecret: '8f742231b10e8888abcd99yyyzzz85a5' }];
    const at = 1_531_420_618_000;
    expect(verifySlack(apps, headers, Buffer.from(body), at)).toBe(apps[1]);
    expect(verifySlack(apps, headers, Buffer.from(body), at + 300_000)).toBe(apps[1]);
    expect(verifySlack(apps, headers, Buffer.from(body), at - 300_000)).toBe(apps[1]);
    expect(verifySlack(apps, headers, Buffer.from(body), at + 300_001)).toBeUndefined();
    expect(verifySlack(apps, headers, Buffer.from(body), at - 300_001)).toBeUndefined();
    expect(verifySlack(apps, headers, Buffer.from(`${body} `), at)).toBeUndefined();
    expect(verifySlack([apps[0]!], headers, Buffer.from(body), at)).toBeUndefined();
    expect(verifySlack(apps, { ...headers, timestamp: '1531420617' }, Buffer.from(body), at)).toBeUndefined();
    expect(verifySlack(apps, { signature: undefined, timestamp: undefined }, Buffer.from(body), at)).toBeUndefined();
    expect(verifySlack(apps, { ...headers, timestamp: 'NaN' }, Buffer.from(body), at)).toBeUndefined();
  });
});

describe('POST /webhooks/slack-interactivity', () => {
  it.each([
    ['yes', 'Yes, said anna-care.'],
    ['no', 'No, said anna-care.'],
  ] as const)('takes %s as the answer of the run, and takes the buttons away', async (decision, words) => {
    const { status, text, events, told } = await press({ decision });
    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(events).toMatchObject([
      { type: 'workflow.answered', data: { run: 'run-1', step: 'may_we', decision, by: 'anna-care', via: 'slack', comment: '' } },
    ]);
    expect(told).toEqual([
      { url: 'https://hooks.slack.com/actions/T/1/x', replace_original: true, text: `Talon za 20 zł &amp; żal?\n${words}` },
    ]);
  });

  it('gives two presses of the same answer one name', async () => {
    const [first, second] = [await press(), await press({ at: NOW + 5_000 })];
    expect(first.events[0]!.id).toBe(second.events[0]!.id);
  });

  it.each([
    ['another secret', { secret: 'inny' }],
    ['changed bytes', { change: (body: string) => body.replace('run-1', 'run-2') }],
    ['an old timestamp', { at: NOW - 301_000 }],
    ['a timestamp ahead', { at: NOW + 301_000 }],
  ])('refuses %s and says nothing anywhere', async (_name, more) => {
    const { status, text, events, told } = await press(more);
    expect(status).toBe(401);
    expect(JSON.parse(text)).toMatchObject({ code: 'signature-invalid' });
    expect([...events, ...told]).toEqual([]);
  });

  it('turns a flood of them away, and counts what it heard', async () => {
    const { server } = await press({ secret: 'inny' });
    const bad = () => server.app.inject({ method: 'POST', url: '/webhooks/slack-interactivity', headers: form, payload: 'payload={}' });
    for (let read = 1; read < 50; read++) expect((await bad()).statusCode).toBe(401);
    const answer = await bad();
    expect(answer.statusCode).toBe(429);
    expect(answer.headers).toMatchObject({ 'retry-after': '1', 'content-type': 'application/problem+json' });
    expect(answer.json()).toMatchObject({ code: 'rate-limited' });
    const heard = server.occurrences.flatMap((one) => (one.kind === 'webhook.heard' ? [`${one.source} ${one.outcome}`] : []));
    expect(heard).toEqual([...Array.from({ length: 50 }, () => 'slack-interactivity unsigned'), 'slack-interactivity turned-away']);
  });

  it.each([
    ['who may not answer', { user: 'U024OBCY' }, 'You are not among those who may answer this.'],
    ['when the run is over', { run: 'run-2' }, 'This was answered already, or its time is over.'],
    ['when the run is forgotten', { run: 'run-9' }, 'This is over: nobody waits for the answer any more.'],
    ['when the run has no name', { run: '../../x' }, 'This is over: nobody waits for the answer any more.'],
  ])('tells whoever pressed, alone, %s', async (_name, more, words) => {
    const { status, events, told } = await press(more);
    expect({ status, events }).toEqual({ status: 200, events: [] });
    expect(told).toEqual([
      { url: 'https://hooks.slack.com/actions/T/1/x', replace_original: false, response_type: 'ephemeral', text: words },
    ]);
  });

  it('lets everyone answer who sees the question when no approvers are named, and keeps the Slack id', async () => {
    const { events } = await press({ user: 'U024OBCY', account: { options: { signingSecret: SECRET } } });
    expect(events).toMatchObject([{ data: { by: 'slack U024OBCY' } }]);
  });

  it("says nothing back to an address that is not Slack's", async () => {
    const { status, events, told } = await press({ responseUrl: 'https://example.com/x' });
    expect({ status, events: events.length, told }).toEqual({ status: 200, events: 1, told: [] });
  });

  it('passes by what is no press of a button of ours, and refuses what is no such form', async () => {
    expect(await press({ button: { action: 'other', value: '{}' } } as never)).toMatchObject({ status: 200, events: [], told: [] });
    const { server } = await press();
    const send = async (body: string) => {
      const timestamp = String(NOW / 1_000);
      const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;
      const headers = {
        host: 'test',
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature,
      };
      return (await server.app.inject({ method: 'POST', url: '/webhooks/slack-interactivity', headers, payload: body })).statusCode;
    };
    expect(await send('payload=%7B%22type%22%3A%22view_closed%22%7D')).toBe(200);
    expect(await send('other=1')).toBe(400);
    expect(await send('payload=%7Bnot+json')).toBe(400);
    expect(await send('payload=%5B1%5D')).toBe(200);
  });

  it('answers 503 when the answer cannot be made durable, so that Slack shows that it failed', async () => {
    const { server } = await press();
    server.failure = new Error('Redis is away');
    const { headers, body } = pressButton(
      { button: { action: 'crosscurrent.yes', value: '{"run":"run-1","step":"may_we"}' }, text: '', user: 'U024ANNA', at: NOW },
      SECRET,
    );
    const response = await server.app.inject({
      method: 'POST',
      url: '/webhooks/slack-interactivity',
      headers: { host: 'test', ...headers },
      payload: body,
    });
    expect(response.statusCode).toBeGreaterThanOrEqual(500);
  });

  it('is not there without a signing secret', async () => {
    expect(await press({ account: { options: {} } })).toMatchObject({ status: 404, events: [] });
  });
});
