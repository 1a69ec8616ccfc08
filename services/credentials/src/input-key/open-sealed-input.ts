import { isSealedInput, sealedInputPrefix, secretMaxBytes } from '@offload/contracts';
import { err, ok, Secret, type Result } from '@offload/service-kit';
import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import type { InputKeys } from './open-input-keys.ts';

/** Why a sealed input is refused, in words for the person who sent it; nothing of the input is in them. */
export type SealedInputRefusal =
  | 'it was not encrypted as the gateway does'
  | 'it was encrypted to a key that is no longer in use'
  | 'it was encrypted for another tenant'
  | 'it was encrypted more than ten minutes ago'
  | 'it is too long';

const oldestSeconds = 10 * 60;
/** The gateway's clock may be a little ahead of ours. */
const earliestSeconds = 60;

const protectedHeader = z.object({
  alg: z.literal('ECDH-ES+A256KW'),
  enc: z.literal('A256GCM'),
  kid: z.string().max(100),
  tid: z.uuid(),
  iat: z.int(),
});

/**
 * Opens a secret that the gateway encrypted to our key. The header, which says for which tenant and when, is authenticated by the encryption:
 * a ciphertext that was carried off is of no use for another tenant, nor later. No error carries anything of what was sent.
 */
export async function openSealedInput(
  keys: InputKeys,
  sealed: string,
  tenantId: string,
  now: () => Date,
): Promise<Result<Secret, SealedInputRefusal>> {
  if (!isSealedInput(sealed)) return err('it was not encrypted as the gateway does');
  const jwe = sealed.slice(sealedInputPrefix.length);

  const header = readHeader(jwe);
  if (!header) return err('it was not encrypted as the gateway does');
  const privateKey = keys.privateKeyOf(header.kid);
  if (!privateKey) return err('it was encrypted to a key that is no longer in use');

  let plaintext: Uint8Array;
  try {
    ({ plaintext } = await compactDecrypt(jwe, privateKey, {
      keyManagementAlgorithms: ['ECDH-ES+A256KW'],
      contentEncryptionAlgorithms: ['A256GCM'],
      maxDecompressedLength: 0,
    }));
  } catch {
    return err('it was not encrypted as the gateway does');
  }

  // Judged after decryption: only now is the header proved to be the gateway's.
  if (header.tid !== tenantId) return err('it was encrypted for another tenant');
  const ageSeconds = now().getTime() / 1000 - header.iat;
  if (ageSeconds > oldestSeconds) return err('it was encrypted more than ten minutes ago');
  if (ageSeconds < -earliestSeconds) return err('it was not encrypted as the gateway does');
  if (plaintext.length > secretMaxBytes) return err('it is too long');
  return ok(new Secret(Buffer.from(plaintext).toString('utf8')));
}

function readHeader(jwe: string): z.output<typeof protectedHeader> | null {
  try {
    return protectedHeader.safeParse(decodeProtectedHeader(jwe)).data ?? null;
  } catch {
    return null;
  }
}
