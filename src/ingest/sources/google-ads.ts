import type { Json, JsonObject } from '#kernel';
import { asObject } from '../clients/as-object.ts';
import { consentSaid } from './consent-said.ts';
import { nativeId } from './native-id.ts';
import type { Platform } from './platform.ts';
import { platformEvent } from './platform-event.ts';
import { requiredText, textOf } from './read-field.ts';
import type { Sent } from './sent.ts';
import { takeEach, type Mapped } from './take-each.ts';

const KNOWN = new Set([
  'lead_id',
  'api_version',
  'form_id',
  'campaign_id',
  'adgroup_id',
  'creative_id',
  'asset_group_id',
  'gcl_id',
  'is_test',
  'user_column_data',
  'lead_submit_time',
  'lead_source',
]);
/** Questions that have a field of their own here; the answers to all others are kept together, sealed. */
const COLUMNS = new Map([
  ['EMAIL', 'email'],
  ['WORK_EMAIL', 'email'],
  ['PHONE_NUMBER', 'phone'],
  ['WORK_PHONE', 'phone'],
  ['FULL_NAME', 'fullName'],
  ['FIRST_NAME', 'firstName'],
  ['LAST_NAME', 'lastName'],
  ['COMPANY_NAME', 'company'],
]);

/** Google Ads lead forms: one lead a request, with the answers in it, and the secret in the body. */
export const googleAds: Platform = {
  type: 'google-ads',
  title: 'Google Ads lead forms',
  takes: 'leads with their answers; test leads as `lead.tested`',
  evidence: 'V',
  methods: ['POST'],
  sends: 'json',
  deadline: 10_000,
  deadlineEvidence: 'U',
  retries: 'not told (U)',
  identity: '`lead_id`',
  answer: { status: 200, type: 'application/json; charset=utf-8', body: '{}' },
  read(sent) {
    const { google_key: _, ...said } = asObject(sent.value);
    return takeEach([said], sent, (one) => lead(one, sent));
  },
  traps: [
    'The secret stands in the body: it is taken out before anything is kept.',
    'Ids have 64 bits; they stay texts.',
    'A test lead is none: it has a type of its own.',
    '`api_version` is recorded; 1.0 is known.',
  ],
};

function lead(one: JsonObject, sent: Sent): Mapped {
  const id = nativeId('lead', requiredText(one, 'lead_id'));
  const version = textOf(one['api_version']);
  if (version !== undefined && version !== '1.0') sent.surprises.note('version', version);
  const answered = answersOf(one['user_column_data']);
  const test = one['is_test'] === true;
  const time = textOf(one['lead_submit_time']);
  const event = platformEvent({
    id,
    type: test ? 'lead.tested' : 'lead.submitted',
    time,
    data: {
      platform: 'google',
      lead: textOf(one['lead_id']),
      form: textOf(one['form_id']),
      campaign: textOf(one['campaign_id']),
      adset: textOf(one['adgroup_id']),
      ad: textOf(one['creative_id']),
      clickId: textOf(one['gcl_id']),
      apiVersion: version,
      ...answered.named,
      answers: answered.others,
      unmapped: sent.surprises.unknownFields(one, KNOWN, 'lead'),
    },
  });
  if (test) return event;
  const identifiers = { email: answered.named['email'], phone: answered.named['phone'] };
  return [event, ...consentSaid({ id, granted: true, purposes: sent.source.purposes, time, platform: 'google', identifiers })];
}

function answersOf(columns: Json | undefined): { readonly named: { [field: string]: string }; readonly others: JsonObject | undefined } {
  const named: { [field: string]: string } = {};
  let others: JsonObject | undefined;
  for (const column of Array.isArray(columns) ? columns.map(asObject) : []) {
    const question = textOf(column['column_id']) ?? textOf(column['column_name']) ?? 'answer';
    const answer = textOf(column['string_value']);
    if (answer === undefined) continue;
    const field = COLUMNS.get(question);
    if (field !== undefined && named[field] === undefined) named[field] = answer;
    else (others ??= {})[question === '__proto__' ? 'answer' : question] = answer;
  }
  return { named, others };
}
