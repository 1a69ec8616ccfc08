import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@offload/service-kit';
import { startFakeVault, type FakeVault } from '../../../services/credentials/src/secret-store/testing/fake-vault.ts';
import { openVaultSecretStore } from '../../../services/credentials/src/secret-store/vault/open-vault-secret-store.ts';

/** Its rules, as path → capabilities. The file is flat, so a line at a time is enough. */
function readPolicy(): Map<string, string[]> {
  const text = readFileSync(join(__dirname, 'credentials-policy.hcl'), 'utf8');
  const rules = [...text.matchAll(/^path "([^"]+)" \{\n {2}capabilities = \[([^\]]*)\]\n\}$/gm)];
  return new Map(rules.map(([, path, list]) => [path!, list!.split(',').map((word) => word.trim().replaceAll('"', ''))]));
}

const policy = readPolicy();
const capabilitiesAt = (path: string): string[] => [...policy].filter(([rule]) => (rule.endsWith('*') ? path.startsWith(rule.slice(0, -1)) : path === rule)).flatMap(([, list]) => list);

let vault: FakeVault;
let now = Date.now();

beforeAll(async () => {
  vault = await startFakeVault({ now: () => now });
});
afterAll(() => vault.close());

describe("credentials' policy in Vault", () => {
  it('allows every request that the secret store makes, and has no rule that it does not use', async () => {
    const store = openVaultSecretStore({ address: vault.address, auth: { kind: 'approle', roleId: vault.roleId, secretId: new Secret(vault.secretId) }, mount: 'secret', now: () => now });
    const path = { tenantId: randomUUID(), cloudAccountId: randomUUID() };
    await store.put(path, new Secret('one'), { cas: 0 });
    await store.put(path, new Secret('two'), { cas: 1 });
    await expect(store.put(path, new Secret('again'), { cas: 0 })).rejects.toThrow();
    await store.get(path, 1);
    await store.destroyVersion(path, 1);
    now += 50 * 60_000; // the last third of a token's life: it is renewed
    await store.destroy(path);
    await store.ready();

    const withoutToken = /^\w+ (auth\/approle\/login|sys\/health)$/;
    const asked = vault.requests.filter((request) => !withoutToken.test(request)).map((request) => request.split(' ') as [string, string]);
    const needed = (method: string, at: string): string[] => {
      if (method === 'GET') return ['read'];
      if (method === 'DELETE') return ['delete'];
      // Vault asks for `create` where nothing is yet, for `update` elsewhere; renewing is always an update.
      return at.startsWith('auth/') || at.includes('/destroy/') ? ['update'] : ['create', 'update'];
    };

    for (const [method, at] of asked) expect([method, at, capabilitiesAt(at)]).toEqual([method, at, expect.arrayContaining(needed(method, at))]);
    const used = new Set(asked.flatMap(([method, at]) => needed(method, at).map((capability) => `${[...policy.keys()].find((rule) => at.startsWith(rule.replace('*', '')))} ${capability}`)));
    expect([...policy].flatMap(([rule, list]) => list.map((capability) => `${rule} ${capability}`)).sort()).toEqual([...used].sort());
  });

  it('ends where the folder of the credentials service ends', () => {
    expect(policy.size).toBe(4);
    for (const path of ['secret/data/offload/other/x', 'secret/data/other', 'secret/metadata/offload/', 'sys/mounts', 'auth/token/create']) expect(capabilitiesAt(path)).toEqual([]);
  });
});
