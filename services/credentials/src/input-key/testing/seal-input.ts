import { sealedInputPrefix } from '@offload/contracts';
import { CompactEncrypt, importJWK, type JWK } from 'jose';

export interface SealInputOptions {
  publicKey: JWK;
  tenantId: string;
  /** Seconds since 1970; now when not said. */
  issuedAt?: number;
}

/** Does what the gateway does with a secret before it goes anywhere. For tests: the gateway has its own. */
export async function sealInput(
  text: string,
  { publicKey, tenantId, issuedAt = Math.floor(Date.now() / 1000) }: SealInputOptions,
): Promise<string> {
  const jwe = await new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: publicKey.kid!, tid: tenantId, iat: issuedAt })
    .encrypt(await importJWK(publicKey, 'ECDH-ES+A256KW'));
  return `${sealedInputPrefix}${jwe}`;
}
