import { identifierKinds } from '#event';
import { CrosscurrentError, type Json } from '#kernel';
import type { Identifiers } from '#privacy';
import type { Candidate } from './candidate.ts';

/** The candidate in a JSON object: a CloudEvent in structured mode, or a plain object with the same fields. Extension attributes name the person in lower case (`userid`), plain objects in camel case too. */
export function plainEvent(value: Json, cloudEvent: boolean): Candidate | CrosscurrentError {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new CrosscurrentError('validation-failed', 'An event is a JSON object.', { pointer: '' });
  }
  const version = value['specversion'];
  const strict = cloudEvent || version !== undefined;
  if (strict && version !== '1.0') {
    return new CrosscurrentError('validation-failed', 'specversion must be "1.0".', { pointer: '/specversion' });
  }
  if (value['data_base64'] !== undefined) {
    return new CrosscurrentError('validation-failed', 'Binary data is not taken; send JSON in data.', { pointer: '/data_base64' });
  }
  const content = value['datacontenttype'];
  if (content !== undefined && !isJsonType(content)) {
    return new CrosscurrentError('validation-failed', 'datacontenttype must be a JSON type.', { pointer: '/datacontenttype' });
  }
  const identifiers: Identifiers = {};
  note(identifiers, 'userId', value['userId'] ?? value['userid']);
  note(identifiers, 'anonymousId', value['anonymousId'] ?? value['anonymousid']);
  note(identifiers, 'clickId', value['clickId'] ?? value['clickid']);
  note(identifiers, 'email', value['email']);
  note(identifiers, 'phone', value['phone']);
  const named = value['identifiers'];
  if (typeof named === 'object' && named !== null && !Array.isArray(named)) {
    for (const kind of identifierKinds) note(identifiers, kind, named[kind]);
  }
  return {
    id: value['id'],
    source: value['source'],
    type: value['type'],
    subject: value['subject'],
    time: value['time'],
    data: value['data'],
    identifiers,
    cloudEvent: strict,
    at: '/data',
  };
}

function note(identifiers: Identifiers, kind: keyof Identifiers, value: Json | undefined): void {
  if (typeof value === 'string' && value !== '') identifiers[kind] = value;
}

function isJsonType(type: Json): boolean {
  if (typeof type !== 'string') return false;
  const essence = type.split(';', 1)[0]!.trim().toLowerCase();
  return essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json');
}
