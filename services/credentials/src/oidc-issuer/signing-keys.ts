import { Secret } from '@offload/service-kit';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { oidcSigningKeysPath, openPlatformSecret } from '../input-key/platform-secrets.ts';
import type { SecretStore } from '../secret-store/secret-store.ts';

/** Entra takes RS256 and nothing else of federated issuers. */
export const signingAlgorithm = 'RS256';

/** The keys that the platform's issuer signs with, the newest first: that one signs, and all are published. */
export interface OidcSigningKeys {
  readonly newest: { kid: string; privateKey: CryptoKey };
  readonly publicKeys: JWK[];
}

async function makeKeys(): Promise<Secret> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { modulusLength: 2048, extractable: true });
  return new Secret(JSON.stringify({ keys: [await exportJWK(privateKey)] }));
}

/** Opens the issuer's keys, or makes the first. The private halves never leave the secret store and this process. */
export async function openSigningKeys(store: SecretStore): Promise<OidcSigningKeys> {
  const stored = await openPlatformSecret(store, oidcSigningKeysPath, makeKeys);
  const { keys } = JSON.parse(stored.reveal()) as { keys: JWK[] };

  const publicKeys = await Promise.all(keys.map(publicHalfOf));
  const privateKey = (await importJWK(keys[0]!, signingAlgorithm)) as CryptoKey;
  return { newest: { kid: publicKeys[0]!.kid!, privateKey }, publicKeys };
}

/** Named members only: a private one must not slip through. */
async function publicHalfOf({ kty, n, e }: JWK): Promise<JWK> {
  const half = { kty, n, e } as JWK;
  return { ...half, kid: await calculateJwkThumbprint(half), alg: signingAlgorithm, use: 'sig' };
}
