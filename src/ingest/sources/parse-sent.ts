import { isUtf8 } from 'node:buffer';
import { CrosscurrentError, type JsonObject } from '#kernel';
import { parseJson, type ParsedJson } from '../parse-json.ts';
import type { Platform } from './platform.ts';
import type { SourceRequest } from './source-request.ts';

/** Texts of JSON, which are left alone, and whole numbers of 16 digits and more, which JavaScript would round. Unrolled, so that a long text needs no stack. */
const LONG_NUMBERS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?![\d.eE])/gs;

/** The value of a request by what its platform sends. Ids of 64 bits (Google, LinkedIn) stand as texts. Throws as `parseJson` does. */
export function parseSent(sends: Platform['sends'], request: SourceRequest): ParsedJson {
  const { body, method, query } = request;
  switch (sends === 'either' ? (method === 'GET' ? 'query' : 'json') : sends) {
    case 'json': {
      const parsed = parseJson(body);
      if (!parsed.suspect) return parsed;
      return parseJson(Buffer.from(body.toString('utf8').replaceAll(LONG_NUMBERS, (found) => (found[0] === '"' ? found : `"${found}"`))));
    }
    case 'xml':
      return { value: textOf(body), suspect: false };
    case 'form':
      return { value: fieldsOf(new URLSearchParams(textOf(body))), suspect: true };
    default:
      return {
        value: { ...fieldsOf(query), ...(method === 'POST' ? fieldsOf(new URLSearchParams(textOf(body))) : {}) },
        suspect: true,
      };
  }
}

function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw new CrosscurrentError('invalid-encoding', 'The body is not valid UTF-8.');
  return body.toString('utf8');
}

/** The parameters as texts; of one that stands twice the first counts. The word by which the sender is known is not among them. */
function fieldsOf(parameters: URLSearchParams): JsonObject {
  const fields: JsonObject = {};
  for (const [name, value] of parameters) {
    if (name === '__proto__') throw new CrosscurrentError('prototype-poisoning', 'A parameter tries to set an object prototype.');
    if (name !== 'token' && !Object.hasOwn(fields, name)) fields[name] = value;
  }
  return fields;
}
