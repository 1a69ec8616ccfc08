/** A simulator that starts again on its journal, driven from another process' side. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SimulatorClient } from '../../client.ts';
import { startSimulator } from '../../simulator.ts';
import { allRows, armScope, askWith, graphQuery, refusalOf, secretCredential } from '../testing/azure.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azure-restart-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a simulator that starts again', () => {
  it('knows its subscriptions, applications, roles and the tokens it gave out, and wrote down no secret that it made', async () => {
    const stateFile = join(folder, 'journal');
    const options = { seed: 'restart', size: 60, stateFile };
    const first = await startSimulator(options);
    const client = await SimulatorClient.connect(first.endpoint);
    const { subscriptionId } = await client.azure.createSubscription({ state: 'Warned' });
    const onboarded = await client.azure.applyOnboarding({ subscriptionId, minusActions: ['Microsoft.Security/*'] });
    const expired = await client.azure.createApplication({ secrets: [{ expiresInDays: -1 }] });
    const changed = await client.azure.createApplication({ secrets: [{}] });
    await client.azure.setApplication({ clientId: changed.clientId, isDisabled: true });
    await client.azure.setProvider({ subscriptionId, namespace: 'Microsoft.Web', registered: false });
    await client.azure.deny({ subscriptionId, actions: ['Microsoft.Sql/*'] });
    await client.azure.hide({ subscriptionId, type: 'disk', location: 'eastus', index: 0 });
    const { token } = (await secretCredential(first.endpoint, onboarded, onboarded.clientSecret!).getToken(armScope))!;
    const disks = graphQuery('resources', 'Microsoft.Compute/disks');
    const seen = await allRows(askWith(first, token), subscriptionId, disks);
    const [subscription, counts] = [await client.azure.subscription(subscriptionId), await client.azure.counts(subscriptionId)];
    await first.stop();
    const journal = await readFile(stateFile, 'utf8');
    for (const secret of [onboarded.clientSecret!, ...expired.clientSecrets]) expect(journal).not.toContain(secret);

    const second = await startSimulator(options);
    try {
      const again = await SimulatorClient.connect(second.endpoint);
      expect(await again.azure.subscription(subscriptionId)).toEqual(subscription);
      expect(await again.azure.counts(subscriptionId)).toEqual(counts);
      const ask = askWith(second, token);
      expect(await allRows(ask, subscriptionId, disks)).toEqual(seen);
      const read = async (rest: string) => (await ask(`/subscriptions/${subscriptionId}/providers/${rest}`)).body;
      expect((await read('Microsoft.Web?api-version=2021-04-01')).registrationState).toBe('NotRegistered');
      expect((await read('Microsoft.Security/pricings?api-version=2024-01-01')).error.code).toBe('AuthorizationFailed');
      expect((await read('Microsoft.Authorization/denyAssignments?api-version=2022-04-01')).value).toHaveLength(1);
      await secretCredential(second.endpoint, onboarded, onboarded.clientSecret!).getToken(armScope);
      expect(await refusalOf(secretCredential(second.endpoint, expired, expired.clientSecrets[0]!))).toBe(7000222);
      expect(await refusalOf(secretCredential(second.endpoint, changed, changed.clientSecrets[0]!))).toBe(7000112);
      expect(await again.azure.applyOnboarding({ subscriptionId })).toEqual(onboarded);
    } finally {
      await second.stop();
    }
  });
});
