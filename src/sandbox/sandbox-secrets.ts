/** What the stand-ins expect. These are no secrets: they are printed here, and they open nothing but the sandbox. */
export const sandboxSecrets = {
  webhookSecret: 'whsec_c2FuZGJveC1zYW5kYm94LXNhbmRib3g=',
  slackToken: 'xoxb-sandbox-0000',
  slackSigningSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  slackWebhookPath: '/slack/services/T00000000/B00000000/sandbox',
  metaToken: 'EAASANDBOX',
  metaAppSecret: 'sandbox-app-secret',
  metaAdAccount: '1000000001',
  googleToken: 'ya29.sandbox',
  googleDeveloperToken: 'sandbox-developer-token',
  googleCustomer: '1234567890',
  linkedinToken: 'AQSANDBOX',
  linkedinAccount: '500000001',
  tiktokToken: 'tiktok-sandbox-token',
  tiktokAdvertiser: '7000000000000000001',
} as const;
