import { platformTenantId, type Secret } from '@offload/service-kit';
import { SecretConflict, type SecretPath, type SecretStore } from '../secret-store/secret-store.ts';

/** The platform's own secrets lie under the tenant that nobody is. The ids may never change. */
const platformPath = (id: string): SecretPath => ({ tenantId: platformTenantId, cloudAccountId: id });

/** The private half of the key that the gateway encrypts secrets to. */
export const inputKeyPath = platformPath('6b0f7c52-9d0e-4f4e-8a51-0c7d5c1b9e01');
/** The key of the hash that credentials are told apart by. */
export const fingerprintKeyPath = platformPath('6b0f7c52-9d0e-4f4e-8a51-0c7d5c1b9e02');
/** The keys that the platform's OIDC issuer signs with. */
export const oidcSigningKeysPath = platformPath('6b0f7c52-9d0e-4f4e-8a51-0c7d5c1b9e03');

/**
 * A secret of the platform itself, made when first asked for. Several replicas that start at once agree on one: check-and-set lets the first
 * win, and the others read what it wrote.
 */
export async function openPlatformSecret(store: SecretStore, path: SecretPath, make: () => Secret | Promise<Secret>): Promise<Secret> {
  const known = await store.get(path, 1);
  if (known) return known;

  const fresh = await make();
  try {
    await store.put(path, fresh, { cas: 0 });
    return fresh;
  } catch (error) {
    if (!(error instanceof SecretConflict)) throw error;
  }
  const theirs = await store.get(path, 1);
  if (!theirs) throw new Error('a secret of the platform was written and cannot be read');
  return theirs;
}
