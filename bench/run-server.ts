import type { Source } from '#config';
import { startBareHooks, startBareServer } from './servers/bare-server.ts';
import { startEngineServer } from './servers/engine-server.ts';
import { startHookServer } from './servers/hook-server.ts';

// run-server NAME REDIS_URL [WEBHOOK_URL | DAY SOURCES]: prints its address and serves until it is killed.
const [name = '', redisUrl = '', webhook = ''] = process.argv.slice(2);
const probe = `
rule: latency-probe
summary: Calls for every event marked as a probe.
because: It lets us time the way from accept to action.
mode: active
on: [lead.submitted]
by: { probe: event.id }
when: event.data.form == "probe"
workflow:
  - call: { connector: crm, probe: "\${event.id}" }
`;
const account = {
  name: 'crm',
  type: 'webhook',
  url: webhook,
  secret: 'whsec_YmVuY2htYXJrLXNlY3JldC1vZi0yNC1ieXRlcw==',
  options: {},
  perSecond: 100_000,
  allowPrivate: true,
} as const;
const servers: { readonly [name: string]: () => Promise<string> } = {
  bare: () => startBareServer(redisUrl),
  'bare-hooks': () => startBareHooks(redisUrl),
  hooks: () => startHookServer(redisUrl, Number(process.argv[4]), JSON.parse(process.argv[5]!) as Source[]),
  admit: () => startEngineServer(redisUrl, ['admit']),
  all: () => startEngineServer(redisUrl, ['admit', 'enrich', 'decide', 'deliver'], { accounts: [account], rule: probe }),
};
const url = await servers[name]!();
process.stdout.write(`${JSON.stringify({ url })}\n`);
