import type { Json } from '#kernel';
import { escapeSlackText } from './escape-slack-text.ts';

/** Slack's limit for the text of a section, in characters. */
const SECTION_LIMIT = 3_000;

/** What the buttons of a question are called, and what each of them means. Slack sends the name back with the press. */
export const askActions = { 'crosscurrent.yes': 'yes', 'crosscurrent.no': 'no' } as const;

/** A question in Block Kit: its text, and two buttons whose value names the run and the step that ask. */
export function askBlocks(text: string, { run, step }: { readonly [name: string]: Json }): readonly Json[] {
  const value = JSON.stringify({ run: run ?? '', step: step ?? '' });
  const button = (name: keyof typeof askActions, label: string, style: string): Json => ({
    type: 'button',
    action_id: name,
    text: { type: 'plain_text', text: label },
    style,
    value,
  });
  return [
    { type: 'section', text: { type: 'mrkdwn', text: escapeSlackText(text, SECTION_LIMIT) } },
    {
      type: 'actions',
      block_id: 'crosscurrent.ask',
      elements: [button('crosscurrent.yes', 'Yes', 'primary'), button('crosscurrent.no', 'No', 'danger')],
    },
  ];
}
