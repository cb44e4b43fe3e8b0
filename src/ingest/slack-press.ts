import { askActions } from '#connectors';
import { CrosscurrentError, type Json } from '#kernel';
import { parseJson } from './parse-json.ts';

/** A press of one of the buttons of a question: what it answers, who pressed it (Slack's user id), what the message said, and where Slack takes a word back (absent when it named no such place). */
export interface SlackPress {
  readonly run: string;
  readonly step: string;
  readonly decision: 'yes' | 'no';
  readonly user: string;
  readonly text: string;
  readonly responseUrl?: string;
}

/**
 * Reads the body of Slack's interactivity request: a form whose field `payload` is JSON. Undefined for what is no press of one of our buttons; Slack sends other interactions of the app to the same address.
 * Throws `bad-request` and the errors of JSON when the body is not such a form.
 */
export function readSlackPress(body: Buffer): SlackPress | undefined {
  const payload = new URLSearchParams(body.toString('utf8')).get('payload');
  if (payload === null) throw new CrosscurrentError('bad-request', 'The form has no field "payload".');
  const said = fieldsOf(parseJson(Buffer.from(payload)).value);
  if (said['type'] !== 'block_actions' || !Array.isArray(said['actions'])) return undefined;
  const action = said['actions'].map(fieldsOf).find(({ action_id: name }) => typeof name === 'string' && Object.hasOwn(askActions, name));
  const user = fieldsOf(said['user'])['id'];
  if (action === undefined || typeof user !== 'string' || !/^[A-Z0-9]{2,40}$/.test(user)) return undefined;
  const { run, step } = readValue(action['value']);
  if (typeof run !== 'string' || typeof step !== 'string') throw new CrosscurrentError('bad-request', 'The button names no run.');
  const { text } = fieldsOf(said['message']);
  const { response_url: responseUrl } = said;
  return {
    run,
    step,
    decision: askActions[action['action_id'] as keyof typeof askActions],
    user,
    text: typeof text === 'string' ? text : '',
    ...(typeof responseUrl === 'string' ? { responseUrl } : {}),
  };
}

type Fields = { readonly [name: string]: Json };
const fieldsOf = (value: Json | undefined): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});

function readValue(value: Json | undefined): Fields {
  return typeof value === 'string' ? fieldsOf(parseJson(Buffer.from(value)).value) : {};
}
