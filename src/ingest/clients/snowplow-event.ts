import { CrosscurrentError, type Json, type JsonObject } from '#kernel';
import type { Privacy } from '#privacy';
import type { Candidate } from '../candidate.ts';
import { findUnsafe } from '../find-unsafe.ts';
import { parseJson } from '../parse-json.ts';
import { asObject } from './as-object.ts';
import { clientCandidate, type ClientMessage } from './client-message.ts';
import { present } from './present.ts';

/**
 * The candidate in an event of Snowplow's tracker protocol 2: a flat object of texts, from the body or from the query of a pixel. `pv` is a page, `pp` a `page.pinged`, `se` a track call of its action, `ue` one of its schema's
 * name, `tr` a purchase. `eid` is the id, `ttm` (else `dtm`) the time in epoch milliseconds, `uid` the person's id, `duid` (else `nuid`) the anonymous one. Contexts go along in `contexts`.
 */
export function snowplowEvent(value: Json, privacy: Privacy): Candidate | CrosscurrentError {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new CrosscurrentError('validation-failed', 'An event is a JSON object.', { pointer: '' });
  }
  try {
    const message = messageOf(value);
    return message instanceof CrosscurrentError ? message : clientCandidate(message, privacy, momentOf(value['stm']));
  } catch (error) {
    if (error instanceof CrosscurrentError) return error;
    throw error;
  }
}

function messageOf(event: JsonObject): ClientMessage | CrosscurrentError {
  const contexts = asObject(embedded(event, 'co', 'cx'))['data'];
  const common = {
    messageId: event['eid'],
    timestamp: momentOf(event['ttm'] ?? event['dtm']),
    userId: event['uid'],
    anonymousId: event['duid'] ?? event['nuid'],
    context: present({ timezone: event['tz'] }),
  };
  const about = present({ url: event['url'], referrer: event['refr'], app: event['aid'], contexts });
  const track = (name: Json | undefined, at: string, properties: JsonObject): ClientMessage => ({
    kind: 'track',
    at,
    message: present({ ...common, event: name, properties: { ...about, ...properties } }),
  });
  switch (event['e']) {
    case 'pv':
      return {
        kind: 'page',
        at: '',
        message: present({ ...common, properties: { ...about, ...present({ title: event['page'] }) } }),
      };
    case 'pp':
      return track('page.pinged', '', present({ title: event['page'] }));
    case 'se': {
      const properties = present({
        category: event['se_ca'],
        label: event['se_la'],
        property: event['se_pr'],
        value: numberOf(event['se_va']),
      });
      return track(event['se_ac'], '', properties);
    }
    case 'ue': {
      const self = asObject(asObject(embedded(event, 'ue_pr', 'ue_px'))['data']);
      const name = typeof self['schema'] === 'string' ? /^iglu:[^/]+\/([^/]+)\/[^/]+\/[^/]+$/.exec(self['schema'])?.[1] : undefined;
      if (name === undefined)
        return new CrosscurrentError('validation-failed', 'A self-describing event names its schema as iglu:vendor/name/format/version.', {
          pointer: '/ue_pr',
        });
      return track(name, '/ue_pr/data/data', { ...asObject(self['data']), schema: self['schema']! });
    }
    case 'tr':
      return track(
        'Order Completed',
        '',
        present({ order_id: event['tr_id'], revenue: numberOf(event['tr_tt']), currency: event['tr_cu'] }),
      );
    case 'ti':
      return track(
        'Order Item',
        '',
        present({
          order_id: event['ti_id'],
          product_id: event['ti_sk'],
          price: numberOf(event['ti_pr']),
          quantity: numberOf(event['ti_qu']),
          currency: event['ti_cu'],
        }),
      );
    default:
      return new CrosscurrentError('validation-failed', 'e must be one of pv, pp, se, ue, tr, ti.', { pointer: '/e' });
  }
}

/** JSON inside a text of an event, as it is or in base64 for addresses. */
function embedded(event: JsonObject, plain: string, encoded: string): Json | undefined {
  const field = event[plain] === undefined ? encoded : plain;
  const text = event[field];
  if (typeof text !== 'string') return undefined;
  try {
    const { value, suspect } = parseJson(field === plain ? Buffer.from(text) : Buffer.from(text, 'base64url'));
    const unsafe = suspect ? findUnsafe(value) : undefined;
    if (unsafe !== undefined) throw unsafe;
    return value;
  } catch (error) {
    if (!(error instanceof CrosscurrentError)) throw error;
    throw new CrosscurrentError(error.code, error.message, { pointer: `/${field}${error.pointer ?? ''}` });
  }
}

/** Every number of the protocol is a text; what is no number stays as it is and meets the schema. */
function numberOf(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function momentOf(value: Json | undefined): Json | undefined {
  return typeof value === 'string' && /^\d{12,14}$/.test(value) ? Number(value) : value;
}
