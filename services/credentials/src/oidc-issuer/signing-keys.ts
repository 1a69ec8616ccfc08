import { Secret } from '@offload/service-kit';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { oidcSigningKeysPath } from '../input-key/platform-secrets.ts';
import { SecretConflict, type SecretStore } from '../secret-store/secret-store.ts';

/** Entra takes RS256 and nothing else of federated issuers; AWS and Google take it too. */
export const signingAlgorithm = 'RS256';

/** One key that the platform's issuer signs with. */
export interface SigningKey {
  /** As it is stored. */
  readonly jwk: Secret<JWK>;
  readonly publicKey: JWK & { kid: string };
  readonly privateKey: CryptoKey;
  readonly createdAt: Date;
}

/** All keys that are published, the newest first, as one version of one secret: a set is replaced whole, and by one replica. */
export interface SigningKeys {
  readonly version: number;
  readonly keys: readonly SigningKey[];
}

const hourMs = 3_600_000;

/** How long a key is published before it signs. Whoever verifies may keep what was published for a day. */
export const publishedAheadMs = 24 * hourMs;
/** How long a key stays published after it signed for the last time: its assertions have ended by then, wherever clocks stand. */
export const publishedAfterMs = hourMs;

/** The key that signs at a time: the newest that everybody knows by then; where none is that old, the oldest. */
export const signerAt = (keys: readonly SigningKey[], at: Date): SigningKey => keys.find((key) => signsFrom(key) <= at.getTime()) ?? keys.at(-1)!;

/** The keys that are of use at a time: those that will sign, the one that does, and the one whose assertions may still be under way. */
export function keysOfUseAt(keys: readonly SigningKey[], at: Date): SigningKey[] {
  const signer = keys.indexOf(signerAt(keys, at));
  const isSettled = signsFrom(keys[signer]!) + publishedAfterMs <= at.getTime();
  return keys.slice(0, isSettled ? signer + 1 : signer + 2);
}

const signsFrom = ({ createdAt }: SigningKey): number => createdAt.getTime() + publishedAheadMs;

/** A new key of 2048 bits. The private half never leaves the secret store and this process. */
export async function makeSigningKey(now: Date): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { modulusLength: 2048, extractable: true });
  return readKey({ ...(await exportJWK(privateKey)), iat: Math.floor(now.getTime() / 1000) });
}

/** Opens the keys, or makes the first. Replicas that start at once agree on one. */
export async function openSigningKeys(store: SecretStore, now: () => Date): Promise<SigningKeys> {
  return (await readSigningKeys(store)) ?? (await writeSigningKeys(store, 0, [await makeSigningKey(now())])) ?? (await readSigningKeys(store))!;
}

/** The keys as they are stored; null before the first. @throws SecretStoreError */
export async function readSigningKeys(store: SecretStore): Promise<SigningKeys | null> {
  let last = -1;
  for (;;) {
    const version = await store.currentVersion(oidcSigningKeysPath);
    if (version === 0) return null;
    const stored = await store.get(oidcSigningKeysPath, version);
    if (stored) return { version, keys: await Promise.all((JSON.parse(stored.reveal()) as { keys: JWK[] }).keys.map(readKey)) };
    // Replaced and destroyed between the two questions; the present one is never destroyed.
    if (version === last) throw new Error('the signing keys of the OIDC issuer are gone from the secret store');
    last = version;
  }
}

/** Puts keys in the place of a version of them; null when another replica was faster. @throws SecretStoreError */
export async function writeSigningKeys(store: SecretStore, replaced: number, keys: readonly SigningKey[]): Promise<SigningKeys | null> {
  const document = new Secret(JSON.stringify({ keys: keys.map(({ jwk }) => jwk.reveal()) }));
  try {
    return { version: await store.put(oidcSigningKeysPath, document, { cas: replaced }), keys };
  } catch (error) {
    if (error instanceof SecretConflict) return null;
    throw error;
  }
}

/** `iat`, in seconds, is a member of ours (RFC 7517 lets a key have more); a key without one is older than any. */
async function readKey(jwk: JWK & { iat?: number }): Promise<SigningKey> {
  // Named members only: a private one must not slip through.
  const half = { kty: jwk.kty, n: jwk.n, e: jwk.e } as JWK;
  return {
    jwk: new Secret<JWK>(jwk),
    publicKey: { ...half, kid: await calculateJwkThumbprint(half), alg: signingAlgorithm, use: 'sig' },
    privateKey: (await importJWK(jwk, signingAlgorithm)) as CryptoKey,
    createdAt: new Date((jwk.iat ?? 0) * 1000),
  };
}
