import { startBareServer } from './servers/bare-server.ts';
import { startEngineServer } from './servers/engine-server.ts';

// run-server NAME REDIS_URL [WEBHOOK_URL]: prints its address and serves until it is killed.
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
const url =
  name === 'bare'
    ? await startBareServer(redisUrl)
    : name === 'admit'
      ? await startEngineServer(redisUrl, ['admit'])
      : await startEngineServer(redisUrl, ['admit', 'enrich', 'decide', 'deliver'], { accounts: [account], rule: probe });
process.stdout.write(`${JSON.stringify({ url })}\n`);
