import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { CrosscurrentError, type JsonObject } from '#kernel';
import type { VaultKey } from './master-keys.ts';
import { TwoGenerations } from './two-generations.ts';

/** Sealed texts remembered per generation, and the longest field set that is. */
const GENERATION = 10_000;
const LONGEST = 512;

/** Vault seals personal fields for storage and opens them for sending. `contact` binds the text to its person: sealed text moved to another contact does not open. */
export interface Vault {
  seal(fields: JsonObject, contact: string, key: VaultKey): string;
  /** Throws `undecodable` when the text was sealed with another key, was changed, or belongs to another contact. */
  open(sealed: string, contact: string, key: VaultKey | undefined): JsonObject;
}

/** The name of the key that a sealed text was sealed with. */
export function sealedWith(sealed: string): string {
  return sealed.split('.', 2)[1] ?? '';
}

/**
 * A vault with AES-256-GCM and a random 96-bit nonce per text: `v1.kid.nonce.ciphertext.tag`, the parts base64url; version, key name and contact are authenticated too.
 * The same fields of the same contact under the same key are sealed once while they are remembered: people write often, and a seal costs more than the rest of an event's admission.
 * Equal texts tell nothing that the equal pseudonym beside them does not.
 */
export function createVault(): Vault {
  const nonces = Buffer.alloc(12 * 256);
  let used = nonces.length;
  const sealedBefore = new TwoGenerations(GENERATION);
  const nextNonce = (): Buffer => {
    if (used === nonces.length) {
      randomFillSync(nonces);
      used = 0;
    }
    used += 12;
    return nonces.subarray(used - 12, used);
  };
  return {
    seal(fields, contact, { kid, key }) {
      const plain = JSON.stringify(fields);
      const question = contact === '' || plain.length > LONGEST ? undefined : `${kid}.${contact}.${plain}`;
      const remembered = question === undefined ? undefined : sealedBefore.get(question);
      if (remembered !== undefined) return remembered;
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(`v1.${kid}.${contact}`));
      const text = cipher.update(plain, 'utf8', 'base64url') + cipher.final('base64url');
      const sealed = `v1.${kid}.${nonce.toString('base64url')}.${text}.${cipher.getAuthTag().toString('base64url')}`;
      if (question !== undefined) sealedBefore.set(question, sealed);
      return sealed;
    },
    open(sealed, contact, found) {
      const [version, kid = '', nonce = '', text = '', tag = ''] = sealed.split('.');
      if (version !== 'v1' || found === undefined || found.kid !== kid)
        throw new CrosscurrentError('undecodable', 'The sealed text names a key that is not known here, or not any more.');
      try {
        const decipher = createDecipheriv('aes-256-gcm', found.key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(`v1.${kid}.${contact}`));
        decipher.setAuthTag(Buffer.from(tag, 'base64url'));
        return JSON.parse(decipher.update(text, 'base64url', 'utf8') + decipher.final('utf8')) as JsonObject;
      } catch (cause) {
        throw new CrosscurrentError('undecodable', 'The sealed text does not open: it was changed or belongs to another contact.', {
          cause,
        });
      }
    },
  };
}
