import type { Account } from '#config';
import { sandboxSecrets } from './sandbox-secrets.ts';

/** One account per stand-in of a sandbox at `url`, named as their types, plus `slack-webhook` for Slack's incoming webhook and the webhooks that the shipped rules call. `perSecond` is the pace of each. */
export function sandboxAccounts(url: string, perSecond = 200): Account[] {
  const common = { perSecond, allowPrivate: true };
  return [
    { ...common, name: 'webhook', type: 'webhook', url: `${url}/hooks/crosscurrent`, secret: sandboxSecrets.webhookSecret, options: {} },
    {
      ...common,
      name: 'slack',
      type: 'slack',
      url: `${url}/slack/api`,
      secret: sandboxSecrets.slackToken,
      options: { channel: '#general', signingSecret: sandboxSecrets.slackSigningSecret },
    },
    { ...common, name: 'slack-webhook', type: 'slack', url: `${url}${sandboxSecrets.slackWebhookPath}`, options: {} },
    {
      ...common,
      name: 'meta-ads',
      type: 'meta-ads',
      url: `${url}/meta/v26.0`,
      secret: sandboxSecrets.metaToken,
      options: { appSecret: sandboxSecrets.metaAppSecret, adAccount: sandboxSecrets.metaAdAccount, externIds: 'true', countryCode: '48' },
    },
    ...['crm', 'helpdesk', 'budget'].map((name): Account => ({
      ...common,
      name,
      type: 'webhook',
      url: `${url}/hooks/${name}`,
      secret: sandboxSecrets.webhookSecret,
      options: {},
    })),
  ];
}
