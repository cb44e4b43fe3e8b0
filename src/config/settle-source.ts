import { parseDuration } from '#kernel';
import type { AuthoredSource } from './authored-settings.ts';
import type { OwnMapping, OwnSignature, Source } from './source.ts';

/** What the references of a source led to. */
export interface SourceSecrets {
  readonly secrets: readonly string[];
  readonly verifyToken?: string;
}

/** LinkedIn allows what members do to be kept for 48 hours. (S: quoted from its page on storage.) */
const LINKEDIN = 48 * 3_600_000;
const FIVE_MINUTES = 300_000;

/** The source the engine runs on, from what was written and what its references led to. */
export function settleSource(name: string, written: AuthoredSource, found: SourceSecrets | undefined): Source {
  const retention =
    written.retention === undefined ? (written.type === 'linkedin' ? LINKEDIN : undefined) : parseDuration(written.retention);
  return {
    name,
    type: written.type,
    secrets: found?.secrets ?? [],
    purposes: written.purposes ?? [],
    ...(written.account !== undefined && { account: written.account }),
    ...(found?.verifyToken !== undefined && { verifyToken: found.verifyToken }),
    ...(written.url !== undefined && { url: written.url }),
    ...(retention !== undefined && { retention }),
    ...(written.signature !== undefined && { signature: ownSignature(written.signature) }),
    ...(written.map !== undefined && { mapping: ownMapping(written.map) }),
  };
}

/** The retention of a stream that all sources share: the shortest any of them allows. Milliseconds. */
export function shortestRetention(own: number, sources: readonly Source[]): number {
  return sources.reduce((least, { retention }) => Math.min(least, retention ?? least), own);
}

function ownSignature(written: NonNullable<AuthoredSource['signature']>): OwnSignature {
  return {
    header: written.header.toLowerCase(),
    algorithm: written.algorithm ?? 'hmac-sha256',
    encoding: written.encoding ?? 'hex',
    prefix: written.prefix ?? '',
    signed: written.signed ?? '{body}',
    tolerance: written.tolerance === undefined ? FIVE_MINUTES : (parseDuration(written.tolerance) ?? FIVE_MINUTES),
    ...(written.timestamp !== undefined && { timestampHeader: written.timestamp.toLowerCase() }),
    ...(written.id !== undefined && { idHeader: written.id.toLowerCase() }),
  };
}

function ownMapping({ data, identifiers, ...texts }: NonNullable<AuthoredSource['map']>): OwnMapping {
  return { ...texts, data: data ?? {}, identifiers: { ...identifiers } };
}
