import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeSettings, loadSettings, packageFolder, type Account } from '#config';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const file = join(folder, 'crosscurrent.yaml');
  writeFileSync(file, text);
  return file;
}
const load = (text: string, environment: Record<string, string> = {}) =>
  loadSettings({ file: written(text), environment, flags: { dataFolder: join(folder, 'data') } });

const exampleSecrets = {
  CROSSCURRENT_REDIS: 'redis://:hush@redis.internal:6379',
  SHOP_WRITE_KEY: 'shop-key',
  LISTENING_WRITE_KEY: 'listening-key',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'podpis-1',
  META_ACCESS_TOKEN: 'meta-1',
  META_APP_SECRET: 'meta-app-1',
  META_VERIFY: 'słowo',
  NETWORK_SECRET: 'network-1',
  CRM_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
};

const stand = (name: string): Account => ({
  name,
  type: 'webhook',
  url: 'http://127.0.0.1:9090',
  options: {},
  perSecond: 9,
  allowPrivate: true,
});

describe('settings', () => {
  it('work without any file, and make keys that only their owner can read', () => {
    const { settings, notices } = loadSettings({ flags: { dataFolder: join(folder, 'data') } });
    expect(settings).toMatchObject({
      partitions: 8,
      redisUrl: undefined,
      durability: { kind: 'fsync' },
      rulesMode: 'shadow',
      accounts: [],
    });
    expect(settings.rulesFolder).toBe(join(packageFolder(), 'rules'));
    expect(Buffer.from(settings.privacyKey, 'base64')).toHaveLength(32);
    expect(notices).toEqual([expect.stringContaining(settings.writeKeys[0]!.key)]);
    expect(statSync(join(folder, 'data', 'keys.json')).mode & 0o777).toBe(0o600);

    const again = loadSettings({ flags: { dataFolder: join(folder, 'data') } });
    expect(again.settings).toEqual(settings);
    expect(again.notices).toEqual([]);
  });

  it('refuse a damaged key file instead of making another key', () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    writeFileSync(join(data, 'keys.json'), '{"privacyKey":');
    expect(() => loadSettings({ flags: { dataFolder: data } })).toThrow(/is damaged/);
  });

  it('are frozen to the depth', () => {
    const { settings } = load('topics: [{ name: żubr, kind: brand, words: [Żubr] }]');
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(settings)).toBe(true);
    expect(settings.topics).toEqual([{ name: 'żubr', kind: 'brand', words: ['Żubr'] }]);
  });

  it('come from the shipped example once its secrets are set', () => {
    const { settings, notices } = loadSettings({
      file: join(packageFolder(), 'docs/crosscurrent.example.yaml'),
      environment: exampleSecrets,
      flags: { dataFolder: join(folder, 'data') },
    });
    expect(settings).toMatchObject({
      partitions: 16,
      redisUrl: exampleSecrets.CROSSCURRENT_REDIS,
      rulesMode: undefined,
      writeKeys: [
        { source: 'shop', key: 'shop-key' },
        { source: 'social-listening', key: 'listening-key' },
      ],
      retention: { dedupe: 4 * 86_400_000 },
      maxLagSeconds: 60,
    });
    expect(settings.accounts.map(({ name, secret }) => [name, secret])).toEqual([
      ['slack', 'xoxb-1'],
      ['meta-ads', 'meta-1'],
      ['crm', exampleSecrets.CRM_WEBHOOK_SECRET],
    ]);
    expect(settings.accounts[1]?.options).toEqual({ appSecret: 'meta-app-1', audiences: { 'talk about aurora': '120210000000000001' } });
    expect(notices).toEqual([]);
  });

  it('follow flags before the environment before the file', () => {
    const file = written('listen: { port: 1000, host: 0.0.0.0 }\nredis: redis://file:1\n');
    const environment = { CROSSCURRENT_PORT: '2000', REDIS_URL: 'redis://environment:2' };
    const { settings } = loadSettings({ file, environment, flags: { port: 3000, writeKey: 'mine', dataFolder: join(folder, 'data') } });
    expect(settings).toMatchObject({ host: '0.0.0.0', port: 3000, redisUrl: 'redis://environment:2' });
    expect(settings.writeKeys).toEqual([{ key: 'mine', source: 'default' }]);
    expect(() => loadSettings({ environment: { CROSSCURRENT_PORT: 'many' } })).toThrow(/CROSSCURRENT_PORT/);
  });

  it('let the rules act once there are accounts, or a sandbox, whose accounts give way to those of the file', () => {
    const text = 'accounts: { crm: { type: webhook, url: "https://crm.example.com", secret: env:CRM } }';
    expect(load(text, { CRM: 'whsec_eA==' }).settings.rulesMode).toBeUndefined();
    const flags = { accounts: [stand('crm'), stand('helpdesk')], dataFolder: join(folder, 'data') };
    const loaded = loadSettings({ file: written(text), environment: { CRM: 'whsec_eA==' }, flags }).settings;
    expect(loaded.accounts.map(({ name, url }) => [name, url])).toEqual([
      ['crm', 'https://crm.example.com'],
      ['helpdesk', 'http://127.0.0.1:9090'],
    ]);
    expect(loadSettings({ flags }).settings.rulesMode).toBeUndefined();
  });

  it.each([
    ['a mistyped field', 'partitions: 4\nretension: { dedupe: 4d }\n', '2:1', 'unknown-field', 'did you mean "retention"'],
    ['a mistyped field inside a group', 'listen:\n  prot: 80\n', '2:3', 'unknown-field', 'did you mean "port"'],
    ['a value that is no duration', 'lease: soon\n', '1:8', 'wrong-form', '90s'],
    ['a word that is not allowed', 'durability: fsnc\n', '1:13', 'not-allowed', 'did you mean "fsync"'],
    ['an unknown model', 'attribution: { models: [linea] }\n', '1:25', 'not-allowed', 'did you mean "linear"'],
    ['a model of one’s own without a weight', 'attribution: { models: [custom] }\n', '1:24', 'missing-field', 'Write custom'],
    [
      'a channel by an account that is not there',
      'accounts: { crm: { type: webhook, url: "https://a.example", secret: env:CRM } }\nbudgets:\n  channels: { meta: { account: cmr } }\n',
      '3:32',
      'unknown-account',
      'did you mean "crm"',
    ],
    ['a floor above the ceiling', 'budgets: { channels: { meta: { floor: 5, ceiling: 4 } } }\n', '1:39', 'contradiction', 'floor'],
    ['a stage that is watched too shortly', 'budgets: { stage_wait: 1d }\n', '1:24', 'not-allowed', '3d'],
    [
      'an unknown event',
      'lead:\n  points:\n    - { on: lead.submited, points: 1 }\n',
      '3:13',
      'unknown-event',
      'did you mean "lead.submitted"',
    ],
    ['http to the world', 'accounts:\n  crm: { type: webhook, url: "http://x.example", secret: env:X }\n', '2:30', 'wrong-form', 'https'],
    ['a missing secret', 'privacy_key: env:NOT_SET\n', '1:14', 'missing-secret', 'NOT_SET is not set'],
    [
      'a field of another type',
      'accounts:\n  s:\n    type: slack\n    url: https://s.example\n    audiences: {}\n',
      '5:16',
      'unknown-field',
      'meta-ads',
    ],
  ])('name %s by its place', (_, text, place, code, words) => {
    const attempt = (): unknown => load(text);
    expect(attempt).toThrow(`crosscurrent.yaml:${place} ${code}`);
    expect(attempt).toThrow(words);
  });

  it.each([
    'privacy_key: hunter2hunter2\n',
    'redis: redis://:hunter2@host:1\n',
    'write_keys: [{ source: shop, secret: hunter2 }]\n',
    'accounts: { crm: { type: webhook, url: "https://u:hunter2@x.example", secret: env:X } }\n',
  ])('refuse a secret that stands in the file, without repeating it: %s', (text) => {
    const attempt = (): unknown => load(text);
    expect(attempt).toThrow(/inline-secret/);
    expect(attempt).not.toThrow(/hunter2/);
  });

  it('read a secret from a file beside the configuration', () => {
    writeFileSync(join(folder, 'key'), 'from-file\n');
    expect(load('write_keys: [{ source: shop, secret: "file:key" }]').settings.writeKeys).toEqual([{ source: 'shop', key: 'from-file' }]);
  });

  it('are described in docs/configuration.md as they are', () => {
    expect(readFileSync(join(packageFolder(), 'docs/configuration.md'), 'utf8')).toBe(describeSettings());
  });
});
