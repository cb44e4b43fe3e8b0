import { createVerifier } from './sources/create-verifier.ts';
import { signatureSchemes } from './sources/signature-schemes.ts';
import type { SourceRequest } from './sources/source-request.ts';

/** Finds whose secret signed a request of Slack, by the one table of signatures, at `now` (epoch milliseconds). Undefined when none did, or when it was signed more than five minutes away. All secrets are tried. */
export function verifySlack<T extends { readonly signingSecret: string }>(
  apps: readonly T[],
  headers: { readonly signature: unknown; readonly timestamp: unknown },
  body: Buffer,
  now: number,
): T | undefined {
  const { signature, timestamp } = headers;
  if (typeof signature !== 'string' || typeof timestamp !== 'string') return undefined;
  const request: SourceRequest = {
    method: 'POST',
    url: '',
    query: new URLSearchParams(),
    headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp },
    body,
  };
  let signer: T | undefined;
  for (const app of apps) if (createVerifier(signatureSchemes.slack, [app.signingSecret], 'slack')(request, () => null, now)) signer = app;
  return signer;
}
