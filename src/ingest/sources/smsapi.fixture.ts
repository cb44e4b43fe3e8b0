import { CANARY, type Conformance } from './conformance.fixture.ts';

const query = (fields: { readonly [name: string]: string }): string => new URLSearchParams(fields).toString();
const report = {
  MsgId: '613F1',
  status: '404',
  status_name: 'DELIVERED',
  idx: 'i1',
  donedate: '1795341541',
  to: '48600700800',
  from: 'Sklep',
  username: 'firma',
};
const who = ['phone', '48600700800'] as const;

/** SMSAPI: the secret stands in the address. (S) */
export const smsapiConformance: Conformance = {
  type: 'smsapi',
  source: { secrets: ['token-1', 'token-2'], purposes: [] },
  wrong: 'token-9',
  covers: 'nothing',
  unsigned: (request) => ({ ...request, path: request.path.replace(/token=[^&]*&/, '') }),
  payloads: [
    {
      name: 'an inbound message with Polish letters',
      body: query({ sms_from: '48600700800', sms_to: '4477', sms_text: 'Żółte są?', sms_date: '1795341541' }),
      events: [{ type: 'social.messaged', at: 1_795_341_541_000, data: { text: 'Żółte są?', platform: 'sms' }, who }],
    },
    {
      name: 'a report',
      body: query(report),
      events: [{ id: 'sms:613F1:404', type: 'sms.delivered', at: 1_795_341_541_000, data: { message: '613F1', correlation: 'i1' }, who }],
    },
    {
      name: 'several reports in one address',
      body: query({
        ...report,
        MsgId: 'a,b,c',
        status: '404,405,403',
        status_name: 'DELIVERED,UNDELIVERED,SENT',
        to: '48600700800,48600700801,48600700802',
        idx: ',,',
        donedate: '1795341541,1795341542,1795341543',
      }),
      events: [
        { id: 'sms:a:404', type: 'sms.delivered', who },
        { id: 'sms:b:405', type: 'sms.failed', data: { reason: 'UNDELIVERED' } },
        { id: 'sms:c:403', type: 'sms.sent' },
      ],
    },
    {
      name: 'STOP',
      body: query({ sms_from: '48600700800', sms_to: '4477', sms_text: 'STOP', sms_date: '1795341541' }),
      events: [{ type: 'consent.withdrawn', data: { purposes: ['sms'] }, who }],
    },
  ],
  retractions: [],
  mixed: { body: query({ ...report, MsgId: 'a,,c', status: '404,404,404' }), good: 2, bad: 1 },
  answer: 'OK',
  surprise: { body: query({ ...report, status: '999', status_name: 'Jan Kowalski' }), what: 'event' },
  personal: [
    query({ ...report, to: CANARY.phone }),
    query({ sms_from: CANARY.phone, sms_text: CANARY.email, sms_date: '1795341541' }),
    query({ ...report, MsgId: '', to: CANARY.phone, from: CANARY.name }),
  ],
};
