import type { Source } from '#config';
import type { SignatureScheme, SignedPart } from './signature-scheme.ts';
import { signatureSchemes } from './signature-schemes.ts';

/** How a source signs: its platform's way, or the one its configuration describes. */
export function schemeOf({ type, signature }: Source): SignatureScheme {
  if (signature === undefined) return signatureSchemes[type];
  const { header, algorithm, encoding, prefix, signed, timestampHeader, idHeader, tolerance } = signature;
  return {
    at: { in: 'header', name: header },
    algorithm,
    key: 'text',
    signed: signed
      .split(/(\{body\}|\{timestamp\}|\{id\})/)
      .filter((part) => part !== '')
      .map((part): SignedPart => (/^\{(body|timestamp|id)\}$/.test(part) ? (part.slice(1, -1) as 'body') : { text: part })),
    encoding,
    ...(prefix === '' ? {} : { prefix }),
    ...(timestampHeader === undefined ? {} : { timestamp: { at: { in: 'header', name: timestampHeader }, unit: 's', tolerance } }),
    ...(idHeader === undefined ? {} : { id: { in: 'header', name: idHeader } }),
    evidence: 'V',
  };
}
