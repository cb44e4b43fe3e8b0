import type { CallAccounts, CallOperation } from './accounts.ts';

const members = { type: 'contacts', required: true } as const;
const text = { type: 'text', required: true } as const;
const audience: CallOperation['parameters'] = { audience: text, members };
const send: CallOperation = {
  name: 'send',
  parameters: {
    members: { ...members, required: false },
    spend: { type: 'number', required: false },
    spend_currency: { type: 'text', required: false },
  },
  open: true,
};

/** The accounts that rules may name when no configuration is at hand, as the shipped configuration has them: `check` of a rules folder alone uses these. */
export const defaultAccounts: CallAccounts = new Map([
  [
    'slack',
    {
      type: 'slack',
      operations: [
        { name: 'post', parameters: { text, channel: { ...text, required: false } }, open: false },
        { name: 'ask', parameters: { text, channel: { ...text, required: false }, run: text, step: text }, open: false },
      ],
    },
  ],
  [
    'meta-ads',
    {
      type: 'meta-ads',
      operations: [
        { name: 'add_members', parameters: audience, open: false },
        { name: 'remove_members', parameters: audience, open: false },
      ],
    },
  ],
  ['crm', { type: 'webhook', operations: [send] }],
  ['helpdesk', { type: 'webhook', operations: [send] }],
  ['budget', { type: 'webhook', operations: [send] }],
]);
