/** The generated subscription: the same from the same seed, a realistic mix, secrets where they live, single resources changed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../simulator.ts';
import { allRows, askAs, graphQuery, type Ask } from '../testing/azure.ts';
import { Estate, type EstateOptions } from './estate.ts';
import type { ArmResource } from './resource.ts';
import { allTypes, GLOBAL, primaryRegion, specs, type AzureType } from './resource-types.ts';

const canary = 'CANARY-9f2c';
const options: EstateOptions = {
  subscriptionId: '12345678-0000-4000-8000-000000000001',
  tenantId: '12345678-0000-4000-8000-000000000002',
  seed: 'estate',
  size: 600,
  epoch: new Date('2026-03-01T00:00:00Z'),
  canary,
};
const estateOf = (change: Partial<EstateOptions> = {}) => new Estate({ ...options, ...change }, { assignments: () => [], customRoles: () => [] });
const all = (estate: Estate, type: AzureType): ArmResource[] => [...estate.all(type)];

// The mix is looked into as checks do, by paths of many shapes.
type Data = any;

describe('an estate', () => {
  it('is a pure function of its seed, in any order, and another with another seed', () => {
    const [one, same, other] = [estateOf(), estateOf(), estateOf({ seed: 'other' })];
    const backwards = [...allTypes].reverse().map((type) => [type, all(same, type)] as const);
    for (const [type, resources] of backwards) expect(all(one, type)).toEqual(resources);
    expect(all(other, 'virtual-machine')).not.toEqual(all(one, 'virtual-machine'));
  });

  it('names each resource once, however it is written', () => {
    const estate = estateOf();
    for (const type of allTypes) {
      const ids = all(estate, type).map(({ id }) => id.toLowerCase());
      expect([type, new Set(ids).size]).toEqual([type, ids.length]);
    }
  });

  it('needs no memory for its size: the last of twenty million is there at once, and found by its id', () => {
    const estate = estateOf({ size: 20_000_000 });
    const last = estate.count('storage-account', primaryRegion) - 1;
    expect(last).toBeGreaterThan(500_000);
    const account = estate.at('storage-account', primaryRegion, last)!;
    expect(account.name).toMatch(new RegExp(`^st[0-9a-f]{6}x0*${last}$`));
    expect(estate.find('storage-account', account.id.toUpperCase())).toEqual(account);
    expect(estate.at('storage-account', primaryRegion, last + 1)).toBeUndefined();
  });

  it('finds every resource that has parts by its id, and nothing by an id that is not quite one', () => {
    const estate = estateOf();
    const types = ['storage-account', 'sql-server', 'sql-database', 'web-app'] as const;
    for (const type of types) for (const resource of all(estate, type)) expect(estate.find(type, resource.id)).toEqual(resource);
    const [{ id }] = all(estate, 'web-app') as [ArmResource];
    for (const wrong of ['', id.replace('0000000-', '0009999-'), id.replace('/sites/', '/plans/'), `${id}/x`, id.replace(/rg-\w+-/, 'rg-mars-')])
      expect(estate.find('web-app', wrong)).toBeUndefined();
  });

  it('of size 0 holds what Azure puts into every subscription', () => {
    const { byType, total } = estateOf({ size: 0 }).tally();
    expect([total, byType['defender-plan'], byType['secure-score'], byType['virtual-machine'], byType['role-assignment']]).toEqual([16, 15, 1, 0, 0]);
  });

  it('aims at its size', () => {
    for (const size of [300, 600, 5000]) {
      const { total } = estateOf({ size }).tally();
      expect(Math.abs(total - size) / size).toBeLessThan(0.15);
    }
  });

  const opens = (port: string) => (data: Data) => data.securityRules.some(({ properties }: Data) => properties.destinationPortRange === port);
  const questions: [string, AzureType, (data: Data, resource: ArmResource) => boolean][] = [
    ['accounts that take plain HTTP', 'storage-account', (data) => !data.supportsHttpsTrafficOnly],
    ['accounts with old TLS', 'storage-account', (data) => data.minimumTlsVersion === 'TLS1_0'],
    ['accounts with anonymous blobs', 'storage-account', (data) => data.allowBlobPublicAccess],
    ['accounts that are closed', 'storage-account', (data) => data.networkAcls.defaultAction === 'Deny'],
    ['accounts without blobs', 'storage-account', (_data, { parts }) => parts === undefined],
    [
      'accounts that keep what is deleted',
      'storage-account',
      (_data, { parts }) => (parts?.blobService as Data)?.deleteRetentionPolicy.enabled === true,
    ],
    ['groups that open SSH', 'network-security-group', opens('22')],
    ['groups that open RDP', 'network-security-group', opens('3389')],
    ['groups without rules', 'network-security-group', (data) => data.securityRules.length === 0],
    ['addresses that nobody uses', 'public-ip', (data) => data.ipConfiguration === undefined],
    ['flow logs that are off', 'flow-log', (data) => !data.enabled],
    ['flow logs that are analysed', 'flow-log', (data) => data.flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.enabled],
    ['machines with blobs for disks', 'virtual-machine', (data) => data.storageProfile.osDisk.managedDisk === undefined],
    ['machines that take passwords', 'virtual-machine', (data) => data.osProfile.linuxConfiguration?.disablePasswordAuthentication === false],
    ['machines of trusted launch', 'virtual-machine', (data) => data.securityProfile.securityType === 'TrustedLaunch'],
    ['disks that nobody uses', 'disk', (_data, { managedBy }) => managedBy === undefined],
    ['disks under a key of the customer', 'disk', (data) => data.encryption.type.includes('Customer')],
    [
      'servers that are open to all',
      'sql-server',
      (_data, { parts }) => (parts!.firewallRules as Data[]).some(({ properties }) => properties.startIpAddress === '0.0.0.0'),
    ],
    ['servers that are audited', 'sql-server', (_data, { parts }) => (parts!.auditing as Data).state === 'Enabled'],
    [
      'databases that are not encrypted',
      'sql-database',
      (_data, { kind, parts }) => !kind!.includes('system') && (parts!.encryption as Data).state === 'Disabled',
    ],
    ['vaults that can be purged', 'key-vault', (data) => data.enablePurgeProtection === undefined],
    ['vaults of before 2019', 'key-vault', (data) => data.enableSoftDelete === undefined],
    ['apps that take plain HTTP', 'web-app', (data) => !data.httpsOnly],
    ['apps that can be debugged', 'web-app', (_data, { parts }) => (parts!.configuration as Data).remoteDebuggingEnabled],
    ['apps with an identity', 'web-app', (_data, { identity }) => identity !== undefined],
    ['clusters that are private', 'cluster', (data) => data.apiServerAccessProfile?.enablePrivateCluster === true],
    ['clusters with local accounts', 'cluster', (data) => !data.disableLocalAccounts],
    ['registries with an admin', 'registry', (data) => data.adminUserEnabled],
    ['registries that anybody may pull from', 'registry', (data) => data.anonymousPullEnabled],
    ['assignments with a condition', 'role-assignment', (data) => data.condition !== undefined],
    ['roles that allow everything', 'role-definition', (data) => data.permissions[0].actions.includes('*')],
    ['alerts that are off', 'activity-log-alert', (data) => !data.enabled],
    ['plans that are on', 'defender-plan', (data) => data.pricingTier === 'Standard'],
    ['assessments that are unhealthy', 'assessment', (data) => data.status.code === 'Unhealthy'],
    ['alerts that are open', 'alert', (data) => data.status === 'Active'],
    ['log entries that warn', 'log-event', (data) => data.category.value !== 'Administrative'],
    ['log entries that tell of failures', 'log-event', (data) => data.status.value === 'Failed'],
  ];
  it.each(questions)('has %s, and others', (_what, type, holds) => {
    const answers = all(estateOf({ size: 4000 }), type).map((resource) => holds(resource.properties, resource));
    expect([answers.includes(true), answers.includes(false)]).toEqual([true, true]);
  });

  it('exports the activity log in some subscriptions, and in others not', () => {
    const counts = Array.from({ length: 20 }, (_none, seed) => all(estateOf({ seed: `seed ${seed}` }), 'diagnostic-setting').length);
    expect(new Set(counts)).toEqual(new Set([0, 1, 2]));
  });

  it('plants secrets in what machines, apps, servers and clusters are given, in findings and in the log, and nowhere else', () => {
    const estate = estateOf();
    const isPlanted = (value: unknown) =>
      [canary, Buffer.from(canary).toString('base64').slice(0, 8)].some((form) => JSON.stringify(value).includes(form));
    expect(allTypes.filter((type) => all(estate, type).some(isPlanted)).sort()).toEqual([
      'alert',
      'assessment',
      'cluster',
      'log-event',
      'sql-server',
      'virtual-machine',
      'web-app',
    ]);
    const machines = all(estate, 'virtual-machine').map(({ properties }) => ({ ...(properties as Data), userData: null, resources: null }));
    for (const machine of machines)
      expect(isPlanted({ ...machine, osProfile: { ...machine.osProfile, customData: null, secrets: null } })).toBe(false);
  });

  it('links disks to their machines, addresses and groups to interfaces, databases to servers, assessments to what they are of', () => {
    const estate = estateOf();
    const idsOf = (...types: AzureType[]) => new Set(types.flatMap((type) => all(estate, type).map(({ id }) => id)));
    const [machines, disks, servers, groups] = [idsOf('virtual-machine'), idsOf('disk'), idsOf('sql-server'), idsOf('network-security-group')];
    for (const { managedBy } of all(estate, 'disk')) if (managedBy !== undefined) expect(machines).toContain(managedBy);
    for (const { properties } of all(estate, 'virtual-machine') as Data[]) {
      const { managedDisk } = properties.storageProfile.osDisk;
      if (managedDisk) expect(disks).toContain(managedDisk.id);
    }
    for (const { id } of all(estate, 'sql-database')) expect(servers).toContain(id.split('/databases/')[0]);
    for (const { properties } of all(estate, 'flow-log')) expect(groups).toContain(properties.targetResourceId);
    const everything = idsOf(...allTypes.filter((type) => specs[type].scope === 'region' && type !== 'assessment'));
    for (const { id, properties } of all(estate, 'assessment') as Data[]) {
      expect(everything).toContain(properties.resourceDetails.Id);
      expect(id.startsWith(`${properties.resourceDetails.Id}/providers/Microsoft.Security/`)).toBe(true);
    }
  });
});

describe('through the admin API', () => {
  let simulator: Simulator;
  let ask: Ask;
  let subscriptionId: string;
  beforeAll(async () => {
    simulator = await startSimulator({ seed: 'overlay', size: 60 });
    ({ subscriptionId } = await simulator.azure.createSubscription());
    ask = await askAs(simulator, await simulator.azure.applyOnboarding({ subscriptionId }));
  });
  afterAll(() => simulator.stop());

  const columns = 'id, location, tags, properties';
  const apps = async () =>
    (await allRows<Data>(ask, subscriptionId, graphQuery('resources', 'Microsoft.Web/sites', [`location == '${primaryRegion}'`], columns), 2)).rows;
  const configuration = async (id: string) => (await ask(`${id}/config/web?api-version=2023-12-01`)).body;
  const app = (index: number) => ({ subscriptionId, type: 'web-app', location: primaryRegion, index });

  it('hides one resource, and brings it back', async () => {
    const before = await apps();
    const key = app(1);
    await simulator.azure.hide(key);
    expect(await apps()).toEqual(before.filter((_app, position) => position !== 1));
    expect((await configuration(before[1].id)).error.code).toBe('ParentResourceNotFound');
    expect((await simulator.azure.counts(subscriptionId)).byRegion[primaryRegion]!['web-app']).toBe(before.length - 1);
    await simulator.azure.hide({ ...key, hidden: false });
    expect(await apps()).toEqual(before);
  });

  it('overrides properties, tags and parts of one resource, and undoes it', async () => {
    const [before] = await apps();
    const was = await configuration(before.id);
    await simulator.azure.override({
      ...app(0),
      fields: { httpsOnly: 'maybe', tags: { changed: 'yes' }, configuration: { ftpsState: 'AllAllowed' } },
    });
    const [after] = await apps();
    expect(after).toEqual({ ...before, tags: { changed: 'yes' }, properties: { ...before.properties, httpsOnly: 'maybe' } });
    expect(await configuration(before.id)).toEqual({ ...was, properties: { ...was.properties, ftpsState: 'AllAllowed' } });
    await simulator.azure.override({ ...app(0), fields: null });
    expect([(await apps())[0], await configuration(before.id)]).toEqual([before, was]);
  });

  it('refuses a type, a place, a subscription or an application that is not there', async () => {
    const { azure } = simulator;
    await expect(azure.hide({ ...app(0), type: 'queue' })).rejects.toThrow('no such type');
    await expect(azure.hide({ ...app(0), location: GLOBAL })).rejects.toThrow('regional');
    await expect(azure.counts('no-such-subscription')).rejects.toThrow('no such subscription');
    const nobody = { subscriptionId, clientId: '99999999-0000-4000-8000-000000000001' };
    await expect(azure.assign({ ...nobody, role: 'Reader' })).rejects.toThrow('no such application');
    await expect(azure.assign({ ...nobody })).rejects.toThrow('either a role or permissions');
    expect(await azure.subscription('99999999-0000-4000-8000-000000000001')).toBeNull();
  });
});
