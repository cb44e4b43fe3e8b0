import { createHmac } from 'node:crypto';
import type { SlackButton } from './check-blocks.ts';
import { sandboxSecrets } from './sandbox-secrets.ts';

/** Who presses what, and when: `at` is epoch milliseconds, `responseUrl` where the sandbox takes a word back. */
export interface ButtonPress {
  readonly button: SlackButton;
  readonly text: string;
  readonly user: string;
  readonly at: number;
  readonly responseUrl?: string;
}

/** The request that Slack makes when someone presses a button: a form with a JSON `payload`, signed with the app's signing secret. */
export function pressButton(
  press: ButtonPress,
  secret: string = sandboxSecrets.slackSigningSecret,
): {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
} {
  const { button, text, user, at, responseUrl } = press;
  const payload = {
    type: 'block_actions',
    user: { id: user, username: 'anna', team_id: 'T00000000' },
    api_app_id: 'A00000000',
    container: { type: 'message', message_ts: '1760000000.000001' },
    message: { type: 'message', text },
    actions: [
      { type: 'button', block_id: 'crosscurrent.ask', action_id: button.action, value: button.value, action_ts: (at / 1_000).toFixed(6) },
    ],
    ...(responseUrl === undefined ? {} : { response_url: responseUrl }),
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(at / 1_000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    },
    body,
  };
}
