import type { Instance } from '@aws-sdk/client-ec2';
import type { Dice } from '../../dice/dice.ts';
import type { Estate } from './estate.ts';
import { vpcId, zoneOfSubnet } from './network.ts';
import { groupInVpc, securityGroupId, securityGroupName } from './security-group.ts';
import { tagsOf } from './tags.ts';

const types = ['t3.micro', 't3.medium', 't3.large', 'm6i.large', 'm6i.xlarge', 'c6g.large', 'r6i.2xlarge'] as const;

export interface Placement {
  vpc: number;
  subnet: number;
  zone: string;
}

/** Where an instance lies: volumes need its zone. */
export function placementOf(estate: Estate, region: string, index: number, dice: Dice = estate.dice('instance', region, index)): Placement {
  const vpcs = estate.count('vpc', region);
  const vpc = dice.int('vpc', vpcs);
  const subnets = Math.floor((estate.count('subnet', region) - 1 - vpc) / vpcs) + 1;
  const subnet = vpc + vpcs * dice.int('subnet', subnets);
  return { vpc, subnet, zone: zoneOfSubnet(estate, region, subnet) };
}

export function instanceId(estate: Estate, region: string, index: number): string {
  return `i-${estate.id('instance', region, index)}`;
}

/** Instance i's root disk is volume i; further volumes are those of index i + k * count that are attached. */
export function instanceAt(estate: Estate, region: string, index: number): Instance {
  const dice = estate.dice('instance', region, index);
  const { vpc, subnet, zone } = placementOf(estate, region, index, dice);
  const launched = estate.daysAgo(1 + dice.int('age', 900));
  const isRunning = dice.chance('running', 0.86);
  const group = groupInVpc(estate, region, vpc, dice);
  const groups = [{ GroupId: securityGroupId(estate, region, group), GroupName: securityGroupName(estate, region, group) }];
  const privateIp = `10.${vpc % 256}.${dice.int('ip high', 256)}.${1 + dice.int('ip low', 254)}`;
  const publicIp =
    isRunning && dice.chance('public ip', 0.28) ? `54.${dice.int('p1', 256)}.${dice.int('p2', 256)}.${1 + dice.int('p3', 254)}` : undefined;
  const subnetId = `subnet-${estate.id('subnet', region, subnet)}`;
  const name = `${dice.pick('name', ['web', 'api', 'worker', 'build', 'cache'])}-${index}`;
  const attached = (device: string, volume: number) => ({
    DeviceName: device,
    Ebs: {
      Status: 'attached' as const,
      DeleteOnTermination: device === '/dev/xvda',
      VolumeId: `vol-${estate.id('volume', region, volume)}`,
      AttachTime: launched,
    },
  });
  return {
    InstanceId: instanceId(estate, region, index),
    ImageId: `ami-${dice.hex('image', 17)}`,
    State: isRunning ? { Code: 16, Name: 'running' } : { Code: 80, Name: 'stopped' },
    PrivateDnsName: `ip-${privateIp.replaceAll('.', '-')}.${region}.compute.internal`,
    PublicDnsName: publicIp ? `ec2-${publicIp.replaceAll('.', '-')}.${region}.compute.amazonaws.com` : '',
    InstanceType: dice.pick('type', types),
    KeyName: dice.chance('key name', 0.6) ? 'ops' : undefined,
    AmiLaunchIndex: 0,
    LaunchTime: launched,
    Placement: { AvailabilityZone: zone, GroupName: '', Tenancy: 'default' },
    Monitoring: { State: dice.chance('monitoring', 0.2) ? 'enabled' : 'disabled' },
    SubnetId: subnetId,
    VpcId: vpcId(estate, region, vpc),
    PrivateIpAddress: privateIp,
    PublicIpAddress: publicIp,
    Architecture: 'x86_64',
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    BlockDeviceMappings: [
      attached('/dev/xvda', index),
      ...dataVolumesOf(estate, region, index).map((volume, position) => attached(`/dev/sd${'fghijklmnop'[position] ?? 'z'}`, volume)),
    ],
    VirtualizationType: 'hvm',
    Hypervisor: 'xen',
    EbsOptimized: dice.chance('ebs optimized', 0.7),
    SourceDestCheck: true,
    IamInstanceProfile: dice.chance('profile', 0.55)
      ? {
          Arn: `arn:aws:iam::${estate.accountId}:instance-profile/app-${dice.int('profile name', 20)}`,
          Id: `AIPA${dice.hex('profile id', 17).toUpperCase()}`,
        }
      : undefined,
    MetadataOptions: {
      State: 'applied',
      HttpTokens: dice.chance('imdsv2', 0.66) ? 'required' : 'optional',
      HttpPutResponseHopLimit: 2,
      HttpEndpoint: 'enabled',
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    },
    SecurityGroups: groups,
    NetworkInterfaces: [
      {
        NetworkInterfaceId: `eni-${dice.hex('eni', 17)}`,
        SubnetId: subnetId,
        VpcId: vpcId(estate, region, vpc),
        OwnerId: estate.accountId,
        Status: 'in-use',
        PrivateIpAddress: privateIp,
        SourceDestCheck: true,
        Groups: groups,
        Association: publicIp ? { PublicIp: publicIp, IpOwnerId: 'amazon' } : undefined,
        Attachment: { DeviceIndex: 0, Status: 'attached', AttachTime: launched, DeleteOnTermination: true },
      },
    ],
    Tags: tagsOf(dice, name),
  };
}

/** Whether a volume beyond the root disks is attached; root disks always are. */
export function isAttached(estate: Estate, region: string, volume: number): boolean {
  const instances = estate.count('instance', region);
  return instances > 0 && (volume < instances || estate.dice('volume', region, volume).chance('attached', 0.6));
}

function dataVolumesOf(estate: Estate, region: string, index: number): number[] {
  const list: number[] = [];
  const instances = estate.count('instance', region);
  for (let volume = index + instances; volume < estate.count('volume', region); volume += instances) {
    if (isAttached(estate, region, volume)) list.push(volume);
  }
  return list;
}
