/** The generated project: the same from the same seed, a realistic mix, secrets where they live, single resources changed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../simulator.ts';
import { allPages, askAs, type Ask } from '../testing/google.ts';
import { Estate, type EstateOptions } from './estate.ts';
import type { Policy, Resource } from './resource.ts';
import { allTypes, GLOBAL, type GcpType } from './resource-types.ts';

const canary = 'CANARY-9f2c';
const options: EstateOptions = {
  projectId: 'estate-story',
  projectNumber: '123456789012',
  seed: 'estate',
  size: 600,
  epoch: new Date('2026-03-01T00:00:00Z'),
  canary,
};
const estateOf = (change: Partial<EstateOptions> = {}) => new Estate({ ...options, ...change }, { serviceAccounts: () => [], bindings: () => [] });

function all(estate: Estate, type: GcpType): Resource[] {
  return estate
    .placesOf(type)
    .flatMap((location) => Array.from({ length: estate.count(type, location) }, (_value, index) => estate.at(type, location, index)!));
}

// The mix is looked into as checks do, by paths of many shapes.
type Data = any;

describe('an estate', () => {
  it('is a pure function of its seed, in any order, and another with another seed', () => {
    const [one, same, other] = [estateOf(), estateOf(), estateOf({ seed: 'other' })];
    const backwards = [...allTypes].reverse().map((type) => [type, all(same, type)] as const);
    for (const [type, resources] of backwards) expect(all(one, type)).toEqual(resources);
    expect(all(other, 'instance')).not.toEqual(all(one, 'instance'));
  });

  it('names each resource once', () => {
    const estate = estateOf();
    for (const type of allTypes) {
      const names = all(estate, type).map(({ name }) => name);
      expect([type, new Set(names).size]).toEqual([type, names.length]);
    }
  });

  it('needs no memory for its size: the last of twenty million is there at once', () => {
    const estate = estateOf({ size: 20_000_000 });
    const last = estate.count('instance', 'us-central1') - 1;
    expect(last).toBeGreaterThan(1_000_000);
    expect(estate.at('instance', 'us-central1', last)!.name).toMatch(new RegExp(`-${last}$`));
    expect(estate.at('instance', 'us-central1', last + 1)).toBeUndefined();
  });

  it('of size 0 holds what Google puts into every project', () => {
    expect(estateOf({ size: 0 }).tally().byType).toMatchObject({
      subnetwork: 8,
      network: 1,
      project: 1,
      'compute-project': 1,
      sink: 2,
      instance: 0,
      bucket: 0,
    });
  });

  it('aims at its size', () => {
    for (const size of [300, 600, 5000]) {
      const { total } = estateOf({ size }).tally();
      expect(Math.abs(total - size) / size).toBeLessThan(0.1);
    }
  });

  const isEveryone = (member: string) => member === 'allUsers' || member === 'allAuthenticatedUsers';
  const questions: [string, GcpType, (data: Data, policy: Policy | undefined) => boolean][] = [
    ['instances with a public address', 'instance', (data) => data.networkInterfaces.some((nic: Data) => nic.accessConfigs?.length > 0)],
    [
      'instances under the default account',
      'instance',
      (data) => data.serviceAccounts.some((one: Data) => one.email.endsWith('-compute@developer.gserviceaccount.com')),
    ],
    ['instances with Secure Boot', 'instance', (data) => data.shieldedInstanceConfig.enableSecureBoot],
    ['instances with serial ports', 'instance', (data) => data.metadata.items.some((item: Data) => item.key === 'serial-port-enable')],
    ['instances that forward', 'instance', (data) => data.canIpForward],
    ['instances with confidential computing', 'instance', (data) => data.confidentialInstanceConfig.enableConfidentialCompute],
    ['disks with a key of the customer', 'disk', (data) => data.diskEncryptionKey !== undefined],
    ['subnetworks with flow logs', 'subnetwork', (data) => data.logConfig?.enable === true],
    ['firewall rules open to the world', 'firewall', (data) => data.direction === 'INGRESS' && data.sourceRanges.includes('0.0.0.0/0')],
    [
      'SQL instances open to the world',
      'sql-instance',
      (data) => data.settings.ipConfiguration.authorizedNetworks.some((one: Data) => one.value === '0.0.0.0/0'),
    ],
    ['SQL instances with backups', 'sql-instance', (data) => data.settings.backupConfiguration.enabled],
    [
      'SQL instances that take plain connections',
      'sql-instance',
      (data) => data.settings.ipConfiguration.sslMode === 'ALLOW_UNENCRYPTED_AND_ENCRYPTED',
    ],
    ['public buckets', 'bucket', (_data, policy) => policy!.bindings.some(({ members }) => members.some(isEveryone))],
    ['buckets with uniform access', 'bucket', (data) => data.iamConfiguration.uniformBucketLevelAccess.enabled],
    ['public datasets', 'dataset', (data) => data.access.some((one: Data) => isEveryone(one.iamMember ?? one.specialGroup))],
    ['datasets with a key of the customer', 'dataset', (data) => data.defaultEncryptionConfiguration !== undefined],
    ['keys that rotate within 90 days', 'crypto-key', (data) => Number.parseInt(data.rotationPeriod ?? '999999999') <= 90 * 86_400],
    ['public keys', 'crypto-key', (_data, policy) => policy!.bindings.some(({ members }) => members.some(isEveryone))],
    [
      'service-account keys older than 90 days',
      'service-account-key',
      (data) => options.epoch.getTime() - Date.parse(data.validAfterTime) > 90 * 86_400_000,
    ],
    ['service accounts that are disabled', 'service-account', (data) => data.disabled === true],
    ['sinks that export everything', 'sink', (data) => data.filter === undefined && data.disabled !== true],
    ['metrics that are disabled', 'metric', (data) => data.disabled === true],
    ['clusters with private nodes', 'cluster', (data) => data.privateClusterConfig.enablePrivateNodes],
    ['clusters with legacy authorization', 'cluster', (data) => data.legacyAbac.enabled],
    ['repositories with immutable tags', 'repository', (data) => data.dockerConfig?.immutableTags === true],
  ];
  it.each(questions)('has %s, and others', (_what, type, holds) => {
    const answers = all(estateOf({ size: 2000 }), type).map(({ data, policy }) => holds(data, policy));
    expect([answers.includes(true), answers.includes(false)]).toEqual([true, true]);
  });

  it('plants secrets in metadata, clusters’ legacy logins, findings and audit entries, and nowhere else', () => {
    const estate = estateOf();
    const isPlanted = (value: unknown) => JSON.stringify(value).includes(canary);
    expect(allTypes.filter((type) => all(estate, type).some(isPlanted)).sort()).toEqual([
      'cluster',
      'compute-project',
      'finding',
      'instance',
      'log-entry',
    ]);
    for (const { data } of all(estate, 'instance')) expect(isPlanted({ ...data, metadata: undefined })).toBe(false);
    for (const { data } of all(estate, 'cluster')) expect(isPlanted({ ...data, masterAuth: undefined })).toBe(false);
  });

  it('links disks to their instances, and instances to networks that are there', () => {
    const estate = estateOf();
    const disks = new Set(all(estate, 'disk').map(({ data }) => data.selfLink));
    const subnetworks = new Map(all(estate, 'subnetwork').map(({ data }) => [data.selfLink, data.network]));
    const networks = new Set(all(estate, 'network').map(({ data }) => data.selfLink));
    for (const { data } of all(estate, 'instance') as { data: Data }[]) {
      expect(disks).toContain(data.disks[0].source);
      expect(subnetworks.get(data.networkInterfaces[0].subnetwork)).toBe(data.networkInterfaces[0].network);
      expect(networks).toContain(data.networkInterfaces[0].network);
    }
  });
});

describe('through the admin API', () => {
  const projectId = 'overlay-story';
  let simulator: Simulator;
  let ask: Ask;
  beforeAll(async () => {
    simulator = await startSimulator({ seed: 'overlay', size: 60 });
    await simulator.gcp.createProject({ projectId });
    ask = await askAs(simulator, (await simulator.gcp.applyOnboarding({ projectId })).key);
  });
  afterAll(() => simulator.stop());

  const buckets = async (contentType: string) => {
    const url = `https://cloudasset.googleapis.com/v1/projects/${projectId}/assets?contentType=${contentType}&assetTypes=storage.googleapis.com/Bucket`;
    return (await allPages<Data>(ask, `${url}&pageSize=2`, 'assets')).items;
  };

  it('hides one resource, and brings it back', async () => {
    const before = await buckets('RESOURCE');
    const key = { projectId, type: 'bucket', location: GLOBAL, index: 1 };
    await simulator.gcp.hide(key);
    expect(await buckets('RESOURCE')).toEqual(before.filter((_bucket, position) => position !== 1));
    expect((await simulator.gcp.counts(projectId)).byType.bucket).toBe(before.length - 1);
    await simulator.gcp.hide({ ...key, hidden: false });
    expect(await buckets('RESOURCE')).toEqual(before);
  });

  it('overrides data and policy of one resource, and undoes it', async () => {
    const [before] = await buckets('RESOURCE');
    const key = { projectId, type: 'bucket', location: GLOBAL, index: 0 };
    const iamPolicy = { bindings: [{ role: 'roles/storage.objectViewer', members: ['allUsers'] }] };
    await simulator.gcp.override({ ...key, fields: { versioning: { enabled: 'maybe' }, iamPolicy } });
    expect((await buckets('RESOURCE'))[0].resource.data.versioning).toEqual({ enabled: 'maybe' });
    expect((await buckets('IAM_POLICY'))[0].iamPolicy).toEqual(iamPolicy);
    await simulator.gcp.override({ ...key, fields: null });
    expect((await buckets('RESOURCE'))[0]).toEqual(before);
  });

  it('refuses a type, a place or a project that is not there', async () => {
    await expect(simulator.gcp.hide({ projectId, type: 'queue', location: GLOBAL, index: 0 })).rejects.toThrow('no such type');
    await expect(simulator.gcp.hide({ projectId, type: 'instance', location: GLOBAL, index: 0 })).rejects.toThrow('regional');
    await expect(simulator.gcp.counts('no-such-project')).rejects.toThrow('no such project');
  });
});
