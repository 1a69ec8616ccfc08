/** A simulator that starts again on its journal, driven from another process' side. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SimulatorClient } from '../../client.ts';
import { startSimulator } from '../../simulator.ts';
import { askWith, cloudPlatform, identityPoolOf, jwtOf, reasonOf } from '../testing/google.ts';
import { startOutsideIssuer } from '../../oidc/testing/outside-issuer.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gcp-restart-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a simulator that starts again', () => {
  it('knows its projects, keys, bindings and the tokens it gave out, and wrote no key down', async () => {
    const stateFile = join(folder, 'journal');
    const options = { seed: 'restart', size: 30, stateFile };
    const first = await startSimulator(options);
    const client = await SimulatorClient.connect(first.endpoint);
    const { projectId } = await client.gcp.createProject({});
    const { email, key } = await client.gcp.applyOnboarding({ projectId });
    const revoked = await client.gcp.createKey({ email });
    await client.gcp.revokeKey({ email, keyId: revoked.private_key_id });
    const latest = await client.gcp.createKey({ email });
    await client.gcp.denyPermissions({ projectId, email, permissions: ['container.clusters.list'] });
    await client.gcp.hide({ projectId, type: 'bucket', location: 'global', index: 0 });
    const { access_token: token } = await jwtOf(first.endpoint, key).authorize();
    const listKeys = `https://iam.googleapis.com/v1/projects/-/serviceAccounts/${email}/keys`;
    const keys = (await askWith(first, token!)(listKeys)).body;
    const [project, counts] = [await client.gcp.project(projectId), await client.gcp.counts(projectId)];
    await first.stop();
    expect(await readFile(stateFile, 'utf8')).not.toContain('PRIVATE KEY');

    const second = await startSimulator(options);
    try {
      const again = await SimulatorClient.connect(second.endpoint);
      expect(await again.gcp.project(projectId)).toEqual(project);
      expect(await again.gcp.counts(projectId)).toEqual(counts);
      const ask = askWith(second, token!);
      expect((await ask(listKeys)).body).toEqual(keys);
      const refused = await ask(`https://container.googleapis.com/v1/projects/${projectId}/locations/-/clusters`);
      expect(reasonOf(refused)?.metadata.permission).toBe('container.clusters.list');
      await jwtOf(second.endpoint, latest).authorize();
      await expect(jwtOf(second.endpoint, revoked).authorize()).rejects.toThrow();
      expect((await again.gcp.applyOnboarding({ projectId })).key).toEqual(key);
    } finally {
      await second.stop();
    }
  });

  it('knows its pools, providers, issuers and who may act as an account, and the federated tokens that it gave out', async () => {
    const options = { seed: 'restart', size: 0, stateFile: join(folder, 'keyless') };
    const issuer = 'https://oidc.example';
    const first = await startSimulator(options);
    const { projectId } = await first.gcp.createProject({});
    const { email } = await first.gcp.putServiceAccount({ projectId, name: 'keyless' });
    const audience = `//iam.googleapis.com/${(await first.gcp.federate({ email, issuer, subject: 'one' })).provider}`;
    const two = { projectId, poolId: 'offload-security', providerId: 'second' };
    const { name, principalPrefix } = await first.gcp.putWorkloadIdentityProvider({ ...two, issuer, attributeCondition: 'assertion.sub == "two"' });
    await first.gcp.bindWorkloadIdentityUser({ email, principal: `${principalPrefix}two` });
    const outside = await startOutsideIssuer(issuer, { sub: 'one', aud: `https:${audience}` });
    await first.trustIssuer({ issuer, url: outside.url });
    const clientOf = (endpoint: string, provider: string, sub: string, account?: string) =>
      identityPoolOf(endpoint, () => outside.assert({ claims: { sub, aud: provider } }), { audience: provider, email: account });
    const { token } = await clientOf(first.endpoint, audience, 'one').getAccessToken();
    await first.stop();

    const second = await startSimulator(options);
    try {
      const generate = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`;
      expect((await askWith(second, token!)(generate, { scope: [cloudPlatform] })).status).toBe(200);
      await clientOf(second.endpoint, audience, 'one', email).getAccessToken();
      await clientOf(second.endpoint, name, 'two', email).getAccessToken();
      await expect(clientOf(second.endpoint, name, 'one', email).getAccessToken()).rejects.toThrow('unauthorized_client');
    } finally {
      await second.stop();
      await outside.stop();
    }
  });

  it('gives no deleted key’s id again, and no account more keys than Google allows', async () => {
    const simulator = await startSimulator({ seed: 'ids', size: 0 });
    try {
      const { projectId } = await simulator.gcp.createProject({});
      const { email } = await simulator.gcp.putServiceAccount({ projectId, name: 'rotating' });
      const one = await simulator.gcp.createKey({ email });
      await simulator.gcp.revokeKey({ email, keyId: one.private_key_id });
      const ids = new Set([one.private_key_id]);
      for (let made = 0; made < 10; made++) ids.add((await simulator.gcp.createKey({ email })).private_key_id);
      expect(ids.size).toBe(11);
      await expect(simulator.gcp.createKey({ email })).rejects.toThrow('has 10 keys already');
      await expect(simulator.gcp.revokeKey({ email, keyId: one.private_key_id })).rejects.toThrow('has no key');
    } finally {
      await simulator.stop();
    }
  });
});
