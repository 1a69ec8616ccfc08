import { Secret } from '@offload/service-kit';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import type { SecretStore } from '../secret-store/secret-store.ts';
import { inputKeyPath, openPlatformSecret } from './platform-secrets.ts';

/** The keys that secrets are encrypted to on their way here. */
export interface InputKeys {
  /** What the gateway encrypts to, the first one first. */
  publicKeys: JWK[];
  /** The private key of an id; undefined for an unknown one. */
  privateKeyOf(kid: string): CryptoKey | undefined;
}

const algorithm = 'ECDH-ES+A256KW';

async function makePrivateKey(): Promise<Secret> {
  const { privateKey } = await generateKeyPair(algorithm, { crv: 'P-256', extractable: true });
  return new Secret(JSON.stringify(await exportJWK(privateKey)));
}

/** Opens the platform's key pair, or makes it. The private half never leaves the secret store and this process. */
export async function openInputKeys(store: SecretStore): Promise<InputKeys> {
  const stored = await openPlatformSecret(store, inputKeyPath, makePrivateKey);
  const { kty, crv, x, y, d } = JSON.parse(stored.reveal()) as JWK;

  const kid = await calculateJwkThumbprint({ kty, crv, x, y } as JWK);
  const privateKey = (await importJWK({ kty, crv, x, y, d } as JWK, algorithm)) as CryptoKey;
  return {
    publicKeys: [{ kty, crv, x, y, kid, alg: algorithm, use: 'enc' } as JWK],
    privateKeyOf: (wanted) => (wanted === kid ? privateKey : undefined),
  };
}
