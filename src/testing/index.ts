export { fakeContext, type FakeContext, type FakeContextOptions } from './operator-context.ts';
export { runOperator } from './run-operator.ts';
export { fakeBundle, fakeCall, fakeRule } from './fake-rule.ts';
export { workflowOf } from './workflow-of.ts';
export { webhookSender, type SenderName, type WebhookSender, type WireAnswer, type WireRequest } from './webhook-sender.ts';
