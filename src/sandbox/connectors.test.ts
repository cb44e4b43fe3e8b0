import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Intent } from '#action';
import type { Account } from '#config';
import { createHttp, type Http, type OpenedContact } from '#connector';
import { createConnectors } from '#connectors';
import { anIntent } from '../testing/contracts/outbox-contract.ts';
import { sandboxAccounts } from './sandbox-accounts.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';
import { startSandbox, type Sandbox } from './start-sandbox.ts';

const TEXT = 'Zażółć gęślą jaźń: „25 osób” mówi o butach 🥾';

let sandbox: Sandbox;
let http: Http;
let connectors: ReturnType<typeof createConnectors>;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  http = createHttp({ now: () => Date.now(), headersTimeout: 300, bodyTimeout: 300 });
  connectors = createConnectors(http, () => Date.now());
});
afterAll(async () => {
  await http.close();
  await sandbox.stop();
});
beforeEach(() => {
  for (const path of ['/hooks', '/slack', '/meta']) sandbox.fault({ path, mode: 'ok' });
});

let unique = 0;
const calls: Record<string, Partial<Intent>> = {
  webhook: { operation: 'send', parameters: { text: TEXT, score: 0.5 }, contact: 'c-1' },
  slack: { operation: 'post', parameters: { text: TEXT } },
  'slack-webhook': { operation: 'post', parameters: { text: TEXT } },
  'meta-ads': { operation: 'add_members', parameters: { audience: 'mówią o butach' }, members: ['c-1', 'c-2'] },
};
const people: OpenedContact[] = [{ contact: 'c-1', email: 'Anna@Przyklad.PL', phone: '500 600 700' }, { contact: 'c-2' }];

async function perform(
  name: string,
  more: { intent?: Partial<Intent>; account?: Partial<Account>; key?: string; people?: OpenedContact[]; limit?: number } = {},
) {
  const account = { ...sandboxAccounts(sandbox.url).find((one) => one.name === name)!, ...more.account };
  const key = more.key ?? `key-${unique++}`;
  const intent = anIntent(key, { connector: name, ...calls[name], ...more.intent });
  const connector = connectors.get(account.type)!;
  const report = await connector.perform({
    intent,
    account,
    people: more.people ?? people,
    attempt: 1,
    signal: AbortSignal.timeout(more.limit ?? 5_000),
  });
  const received = sandbox.received().filter((one) => one.key === key);
  return { report, received, key };
}

describe.each(Object.keys(calls))('%s', (name) => {
  const path = sandboxPath(name);

  test('delivers, and the platform has it under the key of the intent', async () => {
    const { report, received } = await perform(name);
    expect(report).toMatchObject({ kind: 'delivered' });
    expect(received).toMatchObject([{ operation: calls[name]!.operation, attempts: 1, repeats: 0, conflicts: 0 }]);
  });

  test.each([
    ['429', { retryAfter: '7' }, { kind: 'retryLater', afterMilliseconds: 7_000 }],
    ['429', { retryAfter: '1000000000' }, { kind: 'retryLater' }],
    ['429', { retryAfter: '-5' }, { kind: 'retryLater' }],
    ['5xx', {}, { kind: 'retryLater' }],
    ['slow', { milliseconds: 50 }, { kind: 'delivered' }],
    ['slow', { milliseconds: 600 }, { kind: 'retryLater' }],
    ['hang', {}, { kind: 'retryLater' }],
    ['reset', {}, { kind: 'retryLater' }],
    ['reset-after', {}, { kind: 'retryLater' }],
  ] as const)(
    'when the platform does %s %j the report is %j, and the repeat carries the same key and bytes',
    async (mode, more, expected) => {
      if (name === 'meta-ads') await perform(name); // The audience is there, so that the fault hits the upload.
      sandbox.fault({ path, mode, times: 1, ...more });
      const { report, key } = await perform(
        name,
        (mode === 'slow' || mode === 'hang') && expected.kind === 'retryLater' ? { limit: 400 } : {},
      );
      expect(report).toMatchObject(expected);
      if (report.kind === 'retryLater' && !('afterMilliseconds' in expected)) expect(report.afterMilliseconds).toBeUndefined();
      const again = await perform(name, { key });
      expect(again.report).toMatchObject({ kind: 'delivered' });
      expect(again.received).toMatchObject([{ attempts: 2, conflicts: 0 }]);
      if (mode === 'reset-after') expect(again.received).toMatchObject([{ repeats: 1 }]);
    },
  );
});

function sandboxPath(name: string): string {
  return { webhook: '/hooks', slack: '/slack/api', 'slack-webhook': '/slack/services', 'meta-ads': '/meta' }[name]!;
}

describe('webhook', () => {
  test('an independent library verifies the signature, and the message is complete and Polish to the byte', async () => {
    const seen: { headers: Record<string, string>; body: string }[] = [];
    const spy: Http = {
      send: async ({ headers, body }) => {
        seen.push({ headers, body: body! });
        return { kind: 'answered', status: 200, body: '' };
      },
      close: async () => {},
    };
    const account = sandboxAccounts('http://127.0.0.1:1').find((one) => one.name === 'webhook')!;
    const intent = anIntent('klucz', {
      operation: 'send',
      parameters: { text: TEXT, rule: 'fałszywa', __proto__x: 1 },
      members: ['c-1'],
      contact: 'c-9',
    });
    const connector = createConnectors(spy, () => Date.now()).get('webhook')!;
    await connector.perform({ intent, account, people, attempt: 1, signal: AbortSignal.timeout(1_000) });
    const { headers, body } = seen[0]!;
    expect(new Webhook(sandboxSecrets.webhookSecret).verify(body, headers)).toEqual({
      type: 'send',
      rule: 'product-buzz',
      group: { topic: 'buty' },
      because: 'osób 25 ≥ 25',
      at: 1_700_000_000_000,
      contact: 'c-9',
      members: ['c-1'],
      text: TEXT,
      __proto__x: 1,
    });
    expect(body).not.toContain('Anna');
  });

  test('a wrong secret is refused by the receiver, a missing one before anything is sent', async () => {
    const { report, received } = await perform('webhook', { account: { secret: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAA' } });
    expect(report).toEqual({ kind: 'refused', reason: 'the platform answered 401' });
    expect(received).toEqual([]);
    const { secret: _, ...without } = sandboxAccounts(sandbox.url)[0]!;
    const connector = createConnectors(http, () => 0).get('webhook')!;
    const signal = AbortSignal.timeout(100);
    expect(await connector.perform({ intent: anIntent('k'), account: without, people: [], attempt: 1, signal })).toMatchObject({
      kind: 'refused',
    });
  });

  test('an old timestamp is refused', async () => {
    const account = sandboxAccounts(sandbox.url)[0]!;
    const connector = createConnectors(http, () => Date.now() - 600_000).get('webhook')!;
    const report = await connector.perform({ intent: anIntent('stary'), account, people, attempt: 1, signal: AbortSignal.timeout(1_000) });
    expect(report).toMatchObject({ kind: 'refused' });
  });
});

describe('slack', () => {
  test('the text arrives escaped and otherwise untouched, in the channel of the call or else of the account', async () => {
    const own = await perform('slack', { intent: { parameters: { text: `<${TEXT}> & co`, channel: '#obsługa' } } });
    expect(own.received[0]!.summary).toEqual({ channel: '#obsługa', text: `&lt;${TEXT}&gt; &amp; co` });
    const standard = await perform('slack');
    expect(standard.received[0]!.summary).toEqual({ channel: '#general', text: TEXT });
  });

  test('a question arrives with two buttons that name its run and step, cut to what a section holds', async () => {
    const parameters = { text: `<b> ${TEXT}`, run: 'r-1', step: 'may_we' };
    for (const name of ['slack', 'slack-webhook']) {
      const { received } = await perform(name, { intent: { operation: 'ask', parameters } });
      const value = JSON.stringify({ run: 'r-1', step: 'may_we' });
      expect(received).toMatchObject([{ operation: 'ask', summary: { text: `&lt;b&gt; ${TEXT}` } }]);
      expect(JSON.parse(String(received[0]!.summary['buttons']))).toEqual([
        { action: 'crosscurrent.yes', value },
        { action: 'crosscurrent.no', value },
      ]);
    }
    const long = await perform('slack', { intent: { operation: 'ask', parameters: { ...parameters, text: 'ż'.repeat(5_000) } } });
    expect(long.report).toMatchObject({ kind: 'delivered' });
  });

  test.each([
    ['a wrong token', { account: { secret: 'xoxb-wrong' } }, 'Slack refused: invalid_auth'],
    ['a channel that is none', { intent: { parameters: { text: 'a', channel: 'not a channel' } } }, 'Slack refused: channel_not_found'],
    ['no text', { intent: { parameters: {} } }, 'there is no text to post'],
  ])('%s is refused', async (_name, more, reason) => {
    expect((await perform('slack', more)).report).toEqual({ kind: 'refused', reason });
  });
});

describe('meta-ads', () => {
  test('members are added once whatever the repeats, counted, and removed again', async () => {
    const intent = { parameters: { audience: 'zbiór' } };
    const first = await perform('meta-ads', { intent });
    expect(first.report).toMatchObject({ kind: 'delivered', accepted: 2, rejected: 0 });
    await perform('meta-ads', { intent, key: first.key });
    await perform('meta-ads', { intent });
    expect(sandbox.audiences().filter(({ name }) => name === 'zbiór')).toMatchObject([{ members: 2 }]);
    await perform('meta-ads', { intent: { ...intent, operation: 'remove_members' }, people: people.slice(0, 1) });
    expect(sandbox.audiences().filter(({ name }) => name === 'zbiór')).toMatchObject([{ members: 1 }]);
  });

  test('an audience is created once, even when two ask at once and the answer to the creation is lost', async () => {
    const account = sandboxAccounts(sandbox.url).find((one) => one.name === 'meta-ads')!;
    const connector = createConnectors(http, () => Date.now()).get('meta-ads')!;
    const call = async (key: string) =>
      connector.perform({
        intent: anIntent(key, { operation: 'add_members', parameters: { audience: 'nowa' } }),
        account,
        people,
        attempt: 1,
        signal: AbortSignal.timeout(5_000),
      });
    sandbox.fault({ path: '/meta/v26.0/act_', mode: 'reset-after', share: 0.5, times: 1 });
    const reports = await Promise.all([call('n1'), call('n2')]);
    expect(reports.map((report) => report.kind).sort()).toEqual(['delivered', 'retryLater']);
    expect(sandbox.audiences().filter(({ name }) => name === 'nowa')).toHaveLength(1);
  });

  test.each([
    ['a wrong token', { account: { secret: 'EAAWRONG' } }, 'Meta answered error 190/463'],
    ['a token that fits into no header', { account: { secret: 'zły' } }, expect.stringContaining('look at the secret')],
    ['an unknown audience id', { intent: { parameters: { audience: '99999999' } } }, 'Meta answered error 100/33'],
    [
      'nobody who can be matched',
      { people: [{ contact: 'c-1' }], account: { options: {} } },
      'none of 1 people has an e-mail address or phone number',
    ],
    [
      'no place to create the audience',
      { account: { options: {} }, intent: { parameters: { audience: 'gdzieś' } } },
      expect.stringContaining('options.adAccount'),
    ],
  ])('%s is refused', async (_name, more, reason) => {
    expect((await perform('meta-ads', more)).report).toEqual({ kind: 'refused', reason });
  });

  test('more than 10,000 people go in several calls', async () => {
    const crowd = Array.from({ length: 10_001 }, (_, index) => ({ contact: `c-${index}` }));
    const { report } = await perform('meta-ads', { intent: { parameters: { audience: 'tłum' } }, people: crowd });
    expect(report).toMatchObject({ kind: 'delivered', accepted: 10_001 });
    expect(sandbox.audiences().find(({ name }) => name === 'tłum')).toMatchObject({ members: 10_001 });
  });

  test('no plain identifier leaves the process', async () => {
    const bodies: string[] = [];
    const spy: Http = {
      send: async (request) => {
        bodies.push(JSON.stringify(request));
        return { kind: 'answered', status: 200, body: '{"num_received":1,"num_invalid_entries":0}' };
      },
      close: async () => {},
    };
    const account = sandboxAccounts('http://127.0.0.1:1').find((one) => one.name === 'meta-ads')!;
    const intent = anIntent('k', { operation: 'add_members', parameters: { audience: '1234567' } });
    await createConnectors(spy, () => 0)
      .get('meta-ads')!
      .perform({ intent, account, people, attempt: 1, signal: AbortSignal.timeout(100) });
    expect(bodies).toHaveLength(1);
    expect(bodies[0]!.toLowerCase()).not.toMatch(/przyklad|500 ?600 ?700/);
  });
});

describe('the sandbox', () => {
  test('tells over HTTP what it received, and takes faults over HTTP', async () => {
    const { key } = await perform('slack');
    const list = (await (await fetch(`${sandbox.url}/received`)).json()) as { key: string }[];
    expect(list.find((one) => one.key === key)).toMatchObject({ connector: 'slack', operation: 'post', attempts: 1, repeats: 0 });
    const post = async (body: unknown) =>
      fetch(`${sandbox.url}/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await post({ account: 'slack', mode: '5xx', times: 1 })).status).toBe(200);
    expect((await perform('slack')).report).toMatchObject({ kind: 'retryLater' });
    expect((await perform('slack')).report).toMatchObject({ kind: 'delivered' });
    expect((await post({ account: 'slack', mode: 'maybe' })).status).toBe(400);
    expect((await post({ account: 'nikt', mode: 'hang' })).status).toBe(400);
  });

  test('a share of failures is spread evenly', async () => {
    sandbox.fault({ path: '/slack', mode: '5xx', share: 0.25 });
    const reports = [];
    for (let turn = 0; turn < 8; turn++) reports.push((await perform('slack')).report.kind);
    expect(reports.filter((kind) => kind === 'retryLater')).toHaveLength(2);
  });
});
