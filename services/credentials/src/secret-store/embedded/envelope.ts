import { Secret } from '@offload/service-kit';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SecretStoreError } from '../secret-store.ts';

const algorithm = 'aes-256-gcm';
export const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/** A random key. */
export const newKey = (): Secret<Buffer> => new Secret(randomBytes(keyBytes));

/**
 * Encrypts under a key, bound to a context: whoever opens it must name the same one. Gives iv, tag and ciphertext in one. A fresh random iv
 * each time: 2^32 envelopes a key are far more than a tenant will ever have.
 */
export function seal(key: Secret<Buffer>, plain: Buffer, context: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key.reveal(), iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
}

/** Opens an envelope. @throws SecretStoreError TAMPERED when key, context or any bit of it is another */
export function open(key: Secret<Buffer>, envelope: Buffer, context: string): Buffer {
  try {
    const decipher = createDecipheriv(algorithm, key.reveal(), envelope.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(envelope.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(envelope.subarray(ivBytes + tagBytes)), decipher.final()]);
  } catch {
    throw new SecretStoreError('TAMPERED', 'a sealed secret does not open: it was changed, moved, or sealed under another key');
  }
}
