import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { graphRowsPerPage, simulatedAzure, type SimulatedAzure } from '../../clouds/azure/testing/simulated-azure.ts';
import { planServices } from '../../collection/plan-services.ts';
import { runAll, runService, type Yielded } from '../testing/run-jobs.ts';

const home = 'eastus';
const abroad = 'westeurope';

let azure: SimulatedAzure;
beforeAll(async () => {
  azure = await simulatedAzure(300, [home, abroad]);
});
afterAll(() => azure.simulator.stop());

const idsOf = (seen: Yielded, type: string): string[] => seen.assets.filter((asset) => asset.type === type).map(({ providerRef }) => providerRef);

describe('a full scan of Azure', () => {
  let seen: Yielded;
  beforeAll(async () => {
    seen = await runAll(azure);
  });

  it('finds every database that people made, and not those that every server has', () => {
    const servers = idsOf(seen, 'azure.sql.server');
    const databases = seen.assets.filter(({ type }) => type === 'azure.sql.database');
    expect(databases).toHaveLength(servers.length * 2);
    for (const { configuration } of databases) expect(servers).toContain(configuration['serverId']);
  });

  it('leaves out the plans that others have replaced', () => {
    expect(idsOf(seen, 'azure.security.defender-plan')).toHaveLength(12);
  });

  it('says of every finding what it is about, by the name that the resource has among the assets', () => {
    const refs = new Set(seen.assets.map(({ providerRef }) => providerRef));
    const here = seen.findings.filter(({ providerRef }) => new RegExp(`/rg-(${home}|${abroad})-`).test(providerRef ?? ''));
    expect(new Set(here.map(({ source }) => source))).toEqual(new Set(['AZURE_DEFENDER', 'AZURE_ACTIVITY_LOG']));
    for (const { providerRef } of here) expect(refs).toContain(providerRef);
    expect(new Set(seen.findings.map(({ nativeId }) => nativeId)).size).toBe(seen.findings.length);
    expect(new Set(seen.findings.map(({ severity }) => severity)).size).toBeGreaterThan(2);
  });

  it('sees with the declared actions alone what it sees with the roles of the onboarding', async () => {
    const declared = planServices('AZURE').flatMap(({ actions }) => actions);
    const lease = await azure.leaseOf([...new Set(declared)]);
    const strict = await runAll(azure, { lease });
    // The role of these actions, and that the other application has it, are resources too.
    const withoutRoles = ({ assets }: Yielded) => assets.filter(({ type }) => !type.startsWith('azure.authorization.'));
    expect(strict.gaps).toEqual([]);
    expect(withoutRoles(strict)).toEqual(withoutRoles(seen));
    expect(strict.findings).toEqual(seen.findings);
  });
});

describe('a listing is not taken for whole', () => {
  afterEach(async () => {
    const { simulator, accountId: subscriptionId } = azure;
    await simulator.azure.deny({ subscriptionId, actions: [] });
    await simulator.azure.limitGraph({ subscriptionId, rowsPerPage: graphRowsPerPage });
    for (const namespace of ['Microsoft.Security', 'Microsoft.Insights'])
      await simulator.azure.setProvider({ subscriptionId, namespace, registered: true });
    await simulator.azure.applyOnboarding({ subscriptionId });
  });

  const accounts = `azure.storage.account@${home}`;

  it('where a deny assignment lets Resource Graph leave out what it refuses, without a word', async () => {
    const action = 'Microsoft.Storage/storageAccounts/read';
    await azure.simulator.azure.deny({ subscriptionId: azure.accountId, actions: [action] });
    const seen = await runService(azure, 'storage');
    expect(seen.gaps).toEqual([expect.objectContaining({ action, reason: 'DENIED' })]);
    expect([seen.assets, seen.swept]).toEqual([[], []]);
  });

  it('where the application may read one resource group alone', async () => {
    const { simulator, accountId: subscriptionId } = azure;
    const whole = idsOf(await runService(azure, 'storage'), 'azure.storage.account');
    const group = whole[0]!.split('/providers/')[0]!.replace('resourcegroups', 'resourceGroups');
    const { clientId } = await simulator.azure.applyOnboarding({ subscriptionId, permissions: 'none' });
    const reading = ['Microsoft.Authorization/permissions/read', 'Microsoft.Authorization/denyAssignments/read'];
    await simulator.azure.assign({ subscriptionId, clientId, permissions: { actions: reading } });
    await simulator.azure.assign({ subscriptionId, clientId, role: 'Reader', scope: group });

    const seen = await runService(azure, 'storage');
    expect(idsOf(seen, 'azure.storage.account')).toEqual(whole.filter((id) => id.startsWith(`${group.toLowerCase()}/`)));
    expect(seen.gaps).toEqual([expect.objectContaining({ action: 'Microsoft.Storage/storageAccounts/read', reason: 'DENIED' })]);
    expect(seen.swept).not.toContain(accounts);
  });

  it('where Resource Graph gives fewer rows than there are', async () => {
    await azure.simulator.azure.limitGraph({ subscriptionId: azure.accountId, truncatedAt: 2 });
    const seen = await runService(azure, 'storage');
    expect(idsOf(seen, 'azure.storage.account')).toHaveLength(2);
    expect(seen.gaps).toEqual([expect.objectContaining({ reason: 'PROVIDER_ERROR' })]);
    expect(seen.swept).not.toContain(accounts);
  });

  it.each([
    // What Defender said before is over once it is off; the activity log is read by the provider that is missing.
    ['security', 'Microsoft.Security', ['AZURE_DEFENDER@global']],
    ['insights', 'Microsoft.Insights', []],
  ])('of %s where %s is not registered', async (service, namespace, over) => {
    await azure.simulator.azure.setProvider({ subscriptionId: azure.accountId, namespace, registered: false });
    const seen = await runService(azure, service);
    expect(seen.gaps.length).toBeGreaterThan(0);
    expect(new Set(seen.gaps.map(({ reason }) => reason))).toEqual(new Set(['NOT_ENABLED']));
    expect([seen.assets, seen.swept, seen.nativeSwept]).toEqual([[], [], over]);
  });
});
