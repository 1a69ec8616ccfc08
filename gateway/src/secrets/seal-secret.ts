import { sealedInputPrefix } from '@offload/contracts';
import { CompactEncrypt, importJWK, type CryptoKey, type JWK } from 'jose';

/** A public key of credentials, ready to encrypt to. */
export interface SealingKey {
  kid: string;
  key: CryptoKey | Uint8Array;
}

/** Reads a public key. Throws when it has no id or is not a P-256 key. */
export async function readSealingKey(jwk: Readonly<Record<string, unknown>>): Promise<SealingKey> {
  const { kid, kty, crv } = jwk as JWK;
  if (!kid || kty !== 'EC' || crv !== 'P-256') throw new Error('the sealing key is not a P-256 key with an id');
  return { kid, key: await importJWK(jwk as JWK, 'ECDH-ES+A256KW') };
}

/** Encrypts a secret so that only credentials can read it: a sealed input, bound to a tenant and to the time (Unix seconds). */
export async function sealSecret({ kid, key }: SealingKey, secret: string, tenantId: string, issuedAt: number): Promise<string> {
  const jwe = await new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid, tid: tenantId, iat: issuedAt })
    .encrypt(key);
  return `${sealedInputPrefix}${jwe}`;
}
