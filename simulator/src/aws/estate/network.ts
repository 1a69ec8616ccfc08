import type { FlowLog, NetworkAcl, Subnet, Vpc } from '@aws-sdk/client-ec2';
import type { Estate } from './estate.ts';
import { tagsOf } from './tags.ts';

/** VPC 0 of a region is the default one that AWS made. */
export function vpcAt(estate: Estate, region: string, index: number): Vpc {
  const dice = estate.dice('vpc', region, index);
  const isDefault = index === 0;
  const cidr = isDefault ? '172.31.0.0/16' : `10.${index % 256}.0.0/16`;
  return {
    VpcId: vpcId(estate, region, index),
    OwnerId: estate.accountId,
    CidrBlock: cidr,
    CidrBlockAssociationSet: [
      { AssociationId: `vpc-cidr-assoc-${dice.hex('cidr', 17)}`, CidrBlock: cidr, CidrBlockState: { State: 'associated' } },
    ],
    DhcpOptionsId: `dopt-${dice.hex('dhcp', 17)}`,
    InstanceTenancy: 'default',
    IsDefault: isDefault,
    State: 'available',
    Tags: isDefault ? [] : tagsOf(dice, `vpc-${index}`),
  };
}

export function vpcId(estate: Estate, region: string, index: number): string {
  return `vpc-${estate.id('vpc', region, index)}`;
}

/** Subnet j lies in VPC j mod count, so every VPC has some and each subnet's VPC is known without a table. */
export function subnetAt(estate: Estate, region: string, index: number): Subnet {
  const dice = estate.dice('subnet', region, index);
  const vpc = index % estate.count('vpc', region);
  const position = Math.floor(index / estate.count('vpc', region));
  const isDefault = vpc === 0 && position < 3;
  const subnetId = `subnet-${estate.id('subnet', region, index)}`;
  return {
    SubnetId: subnetId,
    SubnetArn: estate.arn('ec2', region, `subnet/${subnetId}`),
    VpcId: vpcId(estate, region, vpc),
    OwnerId: estate.accountId,
    CidrBlock: `${isDefault ? '172.31' : `10.${vpc % 256}`}.${position % 256}.0/24`,
    AvailabilityZone: zoneOfSubnet(estate, region, index),
    AvailableIpAddressCount: 251 - dice.int('used', 200),
    DefaultForAz: isDefault,
    MapPublicIpOnLaunch: isDefault || dice.chance('public', 0.3),
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    State: 'available',
    Tags: tagsOf(dice, `subnet-${index}`),
  };
}

export function zoneOfSubnet(estate: Estate, region: string, index: number): string {
  return region + 'abc'.charAt(Math.floor(index / estate.count('vpc', region)) % 3);
}

/** The default network ACL of each VPC, which allows everything unless someone closed it. */
export function networkAclAt(estate: Estate, region: string, index: number): NetworkAcl {
  const dice = estate.dice('network-acl', region, index);
  const isTight = dice.chance('tight', 0.3);
  const deny = (Egress: boolean) => ({ Egress, RuleNumber: 32_767, Protocol: '-1', RuleAction: 'deny' as const, CidrBlock: '0.0.0.0/0' });
  const inbound = isTight
    ? {
        Egress: false,
        RuleNumber: 100,
        Protocol: '6',
        RuleAction: 'allow' as const,
        CidrBlock: '0.0.0.0/0',
        PortRange: { From: 443, To: 443 },
      }
    : { Egress: false, RuleNumber: 100, Protocol: '-1', RuleAction: 'allow' as const, CidrBlock: '0.0.0.0/0' };
  return {
    NetworkAclId: `acl-${estate.id('network-acl', region, index)}`,
    VpcId: vpcId(estate, region, index % estate.count('vpc', region)),
    OwnerId: estate.accountId,
    IsDefault: true,
    Associations: [],
    Entries: [
      { Egress: true, RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', CidrBlock: '0.0.0.0/0' },
      deny(true),
      inbound,
      deny(false),
    ],
    Tags: [],
  };
}

/** Flow log i is that of VPC i; about half of the VPCs have none. */
export function flowLogAt(estate: Estate, region: string, index: number): FlowLog | undefined {
  const dice = estate.dice('flow-log', region, index);
  if (!dice.chance('on', index === 0 ? 0.3 : 0.6)) return undefined;
  return {
    FlowLogId: `fl-${estate.id('flow-log', region, index)}`,
    FlowLogStatus: 'ACTIVE',
    ResourceId: vpcId(estate, region, index % estate.count('vpc', region)),
    TrafficType: dice.chance('all', 0.7) ? 'ALL' : 'REJECT',
    LogDestinationType: 's3',
    LogDestination: `arn:aws:s3:::flow-logs-${estate.accountId}`,
    DeliverLogsStatus: 'SUCCESS',
    MaxAggregationInterval: 600,
    CreationTime: estate.daysAgo(10 + dice.int('age', 700)),
    Tags: [],
  };
}
