import { CrosscurrentError, type Json } from '#kernel';
import { plainEvent } from './plain-event.ts';
import type { Candidate } from './candidate.ts';

/**
 * The candidate of a CloudEvent in binary mode: attributes in `ce-` headers, percent-encoded, and the data in the body.
 * Throws `invalid-encoding` when a header is not printable ASCII or does not decode to UTF-8, as the specification asks.
 */
export function binaryEvent(
  headers: { readonly [name: string]: string | string[] | undefined },
  data: Json | undefined,
): Candidate | CrosscurrentError {
  const attributes: { [name: string]: Json } = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (!name.startsWith('ce-') || typeof value !== 'string') continue;
    const attribute = name.slice(3);
    // The data and its type have places of their own in this mode; a header of that name would speak twice.
    if (attribute === 'data' || attribute === 'datacontenttype' || attribute.startsWith('_')) continue;
    attributes[attribute] = decode(value);
  }
  if (data !== undefined) attributes['data'] = data;
  return plainEvent(attributes, true);
}

function decode(value: string): string {
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e)
      throw new CrosscurrentError('invalid-encoding', 'A ce- header holds characters that must be percent-encoded.');
  }
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    throw new CrosscurrentError('invalid-encoding', 'A ce- header does not decode to valid UTF-8.');
  }
}
