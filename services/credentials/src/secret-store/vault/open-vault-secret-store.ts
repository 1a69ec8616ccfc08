import { Secret } from '@offload/service-kit';
import { assertSecretPath, SecretConflict, SecretStoreError, type SecretPath, type SecretStore } from '../secret-store.ts';
import { isStatus, openVaultSession, type VaultOptions } from './vault-session.ts';

interface KvData {
  data: { data: { secret?: unknown } | null };
}
interface KvWritten {
  data: { version: number };
}
interface KvMetadata {
  data: { current_version: number };
}

/** Secrets of this service lie under one folder of the mount, so that one policy line covers them. */
const folder = 'offload/credentials';

/**
 * Keeps secrets in Vault or OpenBao, KV version 2, logged in as an AppRole or as a Kubernetes service account. Its policy needs: create, read and update on
 * `<mount>/data/offload/credentials/*`, update on `<mount>/destroy/offload/credentials/*`, read and delete on `<mount>/metadata/offload/credentials/*`.
 */
export function openVaultSecretStore(options: VaultOptions & { mount: string }): SecretStore {
  const { mount } = options;
  const session = openVaultSession(options);

  const pathOf = (area: 'data' | 'metadata' | 'destroy', { tenantId, cloudAccountId }: SecretPath): string =>
    `${mount}/${area}/${folder}/${tenantId}/${cloudAccountId}`;

  async function currentVersion(path: SecretPath): Promise<number> {
    assertSecretPath(path);
    const metadata = await session.run('read', (client) => client.read(pathOf('metadata', path)) as Promise<KvMetadata>).catch(absent);
    return metadata?.data.current_version ?? 0;
  }

  async function get(path: SecretPath, version: number): Promise<Secret | null> {
    assertSecretPath(path);
    const answer = await session
      .run('read', (client) => client.read(`${pathOf('data', path)}?version=${version}`) as Promise<KvData>)
      .catch(absent);
    const secret = answer?.data.data?.secret;
    if (secret === undefined) return null;
    if (typeof secret !== 'string') throw new SecretStoreError('TAMPERED', 'what Vault holds was not written by this service');
    return new Secret(secret);
  }

  /** A write whose answer was lost is tried again, and meets itself. Who wrote the very same secret at the same time cannot be told from it, and need not be. */
  const isOwn = async (path: SecretPath, version: number, secret: Secret): Promise<boolean> =>
    (await get(path, version))?.reveal() === secret.reveal();

  return {
    async put(path, secret, { cas }) {
      assertSecretPath(path);
      try {
        const body = { options: { cas }, data: { secret: secret.reveal() } };
        const written = await session.run('write', (client) => client.write(pathOf('data', path), body) as Promise<KvWritten>);
        return written.data.version;
      } catch (error) {
        // Vault answers a failed check-and-set with 400 and says only in words what it was: the metadata tells.
        if (!isStatus(error, 400)) throw error;
        const current = await currentVersion(path);
        if (current === cas + 1 && (await isOwn(path, current, secret))) return current;
        if (current !== cas) throw new SecretConflict(current);
        throw new SecretStoreError('UNAVAILABLE', 'Vault refused to write a secret');
      }
    },
    currentVersion,
    get,
    async destroyVersion(path, version) {
      assertSecretPath(path);
      await session.run('destroy', (client) => client.write(pathOf('destroy', path), { versions: [version] })).catch(absent);
    },
    async destroy(path) {
      assertSecretPath(path);
      await session.run('delete', (client) => client.delete(pathOf('metadata', path))).catch(absent);
    },
    ready: () => session.check(),
    async close() {},
  };
}

/** 404 says that there is nothing, which is an answer. */
function absent(error: unknown): null {
  if (isStatus(error, 404)) return null;
  throw error;
}
