import { describe, expect, it } from '@jest/globals';
import { defaultRegions } from '../../admin/schemas.ts';
import { GLOBAL, shares } from './counts.ts';
import { Estate, type EstateOptions } from './estate.ts';
import { idOf, idScope, indexOfId } from './resource-id.ts';
import type { Resources, ResourceType } from './resources.ts';

const options: EstateOptions = {
  accountId: '123456789012',
  seed: 'seed',
  size: 600,
  enabledRegions: defaultRegions,
  alias: null,
  securityHub: true,
  guardDuty: true,
  epoch: new Date('2026-03-01T00:00:00Z'),
  canary: 'canary',
};
const types = Object.keys(shares) as ResourceType[];
const regionsOf = (estate: Estate, type: ResourceType) => (shares[type].scope === 'global' ? [GLOBAL] : estate.regions);

function all<T extends ResourceType>(estate: Estate, type: T, regions = regionsOf(estate, type)): Resources[T][] {
  return regions
    .flatMap((region) => Array.from({ length: estate.count(type, region) }, (_, index) => estate.at(type, region, index)))
    .filter((resource) => resource !== undefined);
}

describe('an estate', () => {
  it('is the same for the same seed and another for another', () => {
    const text = (seed: string) => JSON.stringify(types.map((type) => all(new Estate({ ...options, seed, size: 100 }), type)));
    expect(text('a')).toBe(text('a'));
    expect(text('a')).not.toBe(text('b'));
  });

  it('does not depend on the order in which resources are asked for', () => {
    const [one, other] = [new Estate(options), new Estate(options)];
    const forth = Array.from({ length: 20 }, (_, index) => one.at('instance', 'us-east-1', index));
    const back = Array.from({ length: 20 }, (_, index) => other.at('instance', 'us-east-1', 19 - index)).reverse();
    expect(forth).toEqual(back);
  });

  it.each([600, 5000, 50_000, 1_000_000])('of size %i has that many resources within 8 %', (size) => {
    const { total, byType, byRegion } = new Estate({ ...options, size }).tally();
    expect(Math.abs(total - size) / size).toBeLessThan(0.08);
    const compute = (byType.instance! + byType.volume!) / total;
    expect(compute).toBeGreaterThan(0.4);
    expect(compute).toBeLessThan(0.5);
    const sum = Object.values(byRegion)
      .flatMap((region) => Object.values(region))
      .reduce((left, right) => left + right, 0);
    expect(sum).toBe(total);
  });

  it.each(types)("of the demo's size has a %s, and in the primary region", (type) => {
    const estate = new Estate(options);
    expect(all(estate, type).length).toBeGreaterThan(0);
    expect(estate.count(type, shares[type].scope === 'global' ? GLOBAL : 'us-east-1')).toBeGreaterThan(0);
  });

  it('of size 0 has what AWS puts into every account, and nothing else', () => {
    const { byType } = new Estate({ ...options, size: 0, enabledRegions: ['us-east-1', 'eu-west-1'] }).tally();
    expect(Object.fromEntries(Object.entries(byType).filter(([, count]) => count > 0))).toEqual({
      'security-group': 2,
      vpc: 2,
      subnet: 6,
      'network-acl': 2,
    });
  });

  it('has nothing in a region that is off', () => {
    const estate = new Estate(options);
    expect(types.map((type) => estate.count(type, 'me-south-1'))).toEqual(types.map(() => 0));
    expect(estate.at('vpc', 'me-south-1', 0)).toBeUndefined();
  });

  it('makes a million resources without keeping any', () => {
    const estate = new Estate({ ...options, size: 1_000_000 });
    const before = process.memoryUsage().heapUsed;
    const indices = [0, 1, 12_345, estate.count('instance', 'us-east-1') - 1];
    expect(indices.map((index) => estate.at('instance', 'us-east-1', index)?.InstanceId).every(Boolean)).toBe(true);
    for (let index = 0; index < 100_000; index++) estate.at('subnet', 'us-east-1', index);
    expect(Object.keys(estate)).toEqual(['options']);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('gives ids that are distinct and lead back to their index', () => {
    const scope = idScope(0xdeadbeef);
    const ids = Array.from({ length: 20_000 }, (_, index) => idOf(scope, index));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{17}$/.test(id))).toBe(true);
    expect([0, 1, 19_999].map((index) => indexOfId(scope, ids[index]!))).toEqual([0, 1, 19_999]);
    expect(indexOfId(idScope(0xdeadbeee), ids[5]!)).toBeUndefined();
    expect(indexOfId(scope, '0'.repeat(17))).toBeUndefined();
  });

  it('agrees with itself: attachments, zones, groups and VPCs fit together', () => {
    const estate = new Estate({ ...options, size: 3000 });
    const region = 'us-east-1';
    const volumes = new Map(all(estate, 'volume', [region]).map((volume) => [volume.VolumeId, volume]));
    const groups = new Map(all(estate, 'security-group', [region]).map((group) => [group.GroupId, group]));
    const subnets = new Map(all(estate, 'subnet', [region]).map((subnet) => [subnet.SubnetId, subnet]));
    let seen = 0;
    for (const instance of all(estate, 'instance', [region])) {
      for (const { Ebs } of instance.BlockDeviceMappings!) {
        const volume = volumes.get(Ebs!.VolumeId);
        expect(volume?.Attachments?.[0]?.InstanceId).toBe(instance.InstanceId);
        expect(volume?.AvailabilityZone).toBe(instance.Placement?.AvailabilityZone);
        seen++;
      }
      expect(groups.get(instance.SecurityGroups![0]!.GroupId)?.VpcId).toBe(instance.VpcId);
      expect(subnets.get(instance.SubnetId)?.VpcId).toBe(instance.VpcId);
      expect(subnets.get(instance.SubnetId)?.AvailabilityZone).toBe(instance.Placement?.AvailabilityZone);
    }
    expect(seen).toBe([...volumes.values()].filter(({ State }) => State === 'in-use').length);
  });

  // Each line names what a posture check looks for: an estate must show both sides of it.
  const openTo = (cidr: string, port: number) => (group: Resources['security-group']) =>
    (group.IpPermissions ?? []).some(
      (rule) =>
        [...(rule.IpRanges ?? []).map(({ CidrIp }) => CidrIp), ...(rule.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6)].includes(cidr) &&
        (rule.IpProtocol === '-1' || (rule.FromPort! <= port && rule.ToPort! >= port)),
    );
  const big = new Estate({ ...options, size: 2000 });
  it.each<[string, boolean[]]>([
    ['SSH open to the world', all(big, 'security-group').map(openTo('0.0.0.0/0', 22))],
    ['RDP open to the world', all(big, 'security-group').map(openTo('0.0.0.0/0', 3389))],
    ['SSH open to the IPv6 world', all(big, 'security-group').map(openTo('::/0', 22))],
    [
      'default groups with rules',
      all(big, 'security-group')
        .filter(({ GroupName }) => GroupName === 'default')
        .map(({ IpPermissions }) => IpPermissions!.length > 0),
    ],
    ['encrypted volumes', all(big, 'volume').map(({ Encrypted }) => Encrypted!)],
    ['IMDSv2 demanded', all(big, 'instance').map(({ MetadataOptions }) => MetadataOptions?.HttpTokens === 'required')],
    ['encrypted databases', all(big, 'db-instance').map(({ StorageEncrypted }) => StorageEncrypted!)],
    ['public databases', all(big, 'db-instance').map(({ PubliclyAccessible }) => PubliclyAccessible!)],
    ['databases without backup', all(big, 'db-instance').map(({ BackupRetentionPeriod }) => BackupRetentionPeriod === 0)],
    [
      'passwords without MFA',
      all(big, 'user')
        .filter(({ passwordCreatedAt }) => passwordCreatedAt)
        .map(({ hasMfa }) => hasMfa),
    ],
    [
      'keys older than 90 days',
      all(big, 'user')
        .flatMap(({ keys }) => keys)
        .map(({ createdAt }) => createdAt < big.daysAgo(90)),
    ],
    ['public buckets', all(big, 'bucket').map(({ policy }) => policy === 'public')],
    ['buckets without public access block', all(big, 'bucket').map(({ publicAccessBlock }) => publicAccessBlock === undefined)],
    ['unencrypted buckets', all(big, 'bucket').map(({ encryption }) => encryption === undefined)],
    ['rotated keys', all(big, 'key').map(({ isRotationEnabled }) => isRotationEnabled)],
    [
      'deprecated runtimes',
      all(big, 'function').map(({ Runtime }) => ['nodejs14.x', 'nodejs12.x', 'python3.7', 'go1.x'].includes(Runtime!)),
    ],
    ['public functions', all(big, 'function').map(({ policy }) => policy?.includes('"Principal":"*"') ?? false)],
    ['VPCs with flow logs', all(big, 'vpc').map(({ VpcId }) => all(big, 'flow-log').some(({ ResourceId }) => ResourceId === VpcId))],
    ['images scanned on push', all(big, 'repository').map(({ imageScanningConfiguration }) => imageScanningConfiguration!.scanOnPush!)],
    ['policies that allow everything', all(big, 'policy').map(({ document }) => JSON.stringify(document).includes('"Action":"*"'))],
  ])('shows both sides of: %s', (_what, values) => {
    expect([values.includes(true), values.includes(false)]).toEqual([true, true]);
  });

  it('shows trails that fail and trails that pass over a few seeds', () => {
    const trails = ['a', 'b', 'c', 'd', 'e'].flatMap((seed) => all(new Estate({ ...options, seed }), 'trail'));
    for (const field of ['LogFileValidationEnabled', 'IsMultiRegionTrail'] as const)
      expect(new Set(trails.map((trail) => trail[field]))).toEqual(new Set([true, false]));
    expect(new Set(trails.map(({ KmsKeyId }) => KmsKeyId === undefined))).toEqual(new Set([true, false]));
  });

  it("shows findings of other accounts and regions in an aggregating hub, and GuardDuty's own again", () => {
    const findings = all(new Estate({ ...options, size: 5000 }), 'securityhub-finding', ['us-east-1']);
    const products = new Set(findings.map(({ ProductName }) => ProductName));
    expect(products).toEqual(new Set(['Security Hub', 'GuardDuty']));
    expect(new Set(findings.map(({ AwsAccountId }) => AwsAccountId)).size).toBe(2);
    expect(new Set(findings.map(({ Region }) => Region)).size).toBe(2);
    const estate = new Estate({ ...options, size: 5000 });
    const own = new Set(all(estate, 'guardduty-finding', ['us-east-1']).map(({ Arn }) => Arn));
    const again = findings.filter(({ ProductName }) => ProductName === 'GuardDuty');
    expect(again.length).toBeGreaterThan(0);
    expect(again.every(({ Id }) => own.has(Id))).toBe(true);
  });
});

describe('the overlay', () => {
  it('hides a resource and moves no other', () => {
    const estate = new Estate(options);
    const before = all(estate, 'volume', ['us-east-1']).map(({ VolumeId }) => VolumeId);
    const { total } = estate.tally();
    estate.hide('volume', 'us-east-1', 3, true);
    expect(all(estate, 'volume', ['us-east-1']).map(({ VolumeId }) => VolumeId)).toEqual(before.filter((_, index) => index !== 3));
    expect(estate.tally().total).toBe(total - 1);
    estate.hide('volume', 'us-east-1', 3, false);
    expect(all(estate, 'volume', ['us-east-1']).map(({ VolumeId }) => VolumeId)).toEqual(before);
  });

  it('changes fields of one resource until told otherwise', () => {
    const estate = new Estate(options);
    const before = estate.at('volume', 'us-east-1', 2);
    estate.override('volume', 'us-east-1', 2, { Encrypted: !before!.Encrypted });
    expect(estate.at('volume', 'us-east-1', 2)).toEqual({ ...before, Encrypted: !before!.Encrypted });
    estate.override('volume', 'us-east-1', 2, null);
    expect(estate.at('volume', 'us-east-1', 2)).toEqual(before);
  });
});
