import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { CrosscurrentError } from '#kernel';

/** One key of 32 bytes and the short name by which texts refer to it: a digest of the key itself. */
export interface VaultKey {
  readonly kid: string;
  readonly key: Buffer;
}

/** MasterKeys wrap the keys of contacts: `w1.kid.nonce+key+tag`, AES-256-GCM, bound to the contact and the name of the master. The first master wraps; all of them unwrap, so that one can be replaced by another while both are known. */
export interface MasterKeys {
  readonly current: VaultKey;
  wrap(key: Buffer, contact: string): string;
  /** Throws `undecodable` when the master is not known here, or the text was changed or belongs to another contact. */
  unwrap(wrapped: string, contact: string): Buffer;
  /** Whether a wrapped key lies under the current master. */
  isCurrent(wrapped: string): boolean;
}

/** Names a key by a digest of it. */
export function nameKey(key: Buffer): VaultKey {
  return { kid: createHash('sha256').update(key).digest('base64url').slice(0, 6), key };
}

/** Masters of 32 bytes each, the current one first. */
export function createMasterKeys(keys: readonly Buffer[]): MasterKeys {
  const masters = keys.map(nameKey);
  const current = masters[0]!;
  return {
    current,
    wrap(key, contact) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce);
      cipher.setAAD(Buffer.from(`w1.${current.kid}.${contact}`));
      return `w1.${current.kid}.${Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64url')}`;
    },
    unwrap(wrapped, contact) {
      const [version, kid = '', body = ''] = wrapped.split('.');
      const master = version === 'w1' ? masters.find((one) => one.kid === kid) : undefined;
      if (master === undefined)
        throw new CrosscurrentError(
          'undecodable',
          `A contact's key lies under the master key "${kid}", which is not known here: name it under vault_keys.`,
        );
      const bytes = Buffer.from(body, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', master.key, bytes.subarray(0, 12), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(`w1.${kid}.${contact}`));
        decipher.setAuthTag(bytes.subarray(-16));
        return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
      } catch (cause) {
        throw new CrosscurrentError('undecodable', "A contact's key does not open: it was changed or belongs to another contact.", {
          cause,
        });
      }
    },
    isCurrent: (wrapped) => wrapped.startsWith(`w1.${current.kid}.`),
  };
}
