import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { Dice } from '../../dice/dice.ts';
import type { Estate } from './estate.ts';
import { vpcId } from './network.ts';
import { tagsOf } from './tags.ts';

const anywhere4 = { IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [] };
const anywhere6 = { IpRanges: [], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
const inside = { IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }], Ipv6Ranges: [] };

function tcp(from: number, to: number, source: Pick<IpPermission, 'IpRanges' | 'Ipv6Ranges'>): IpPermission {
  return { IpProtocol: 'tcp', FromPort: from, ToPort: to, ...source, PrefixListIds: [], UserIdGroupPairs: [] };
}

function all(source: Pick<IpPermission, 'IpRanges' | 'Ipv6Ranges'>, groups: IpPermission['UserIdGroupPairs'] = []): IpPermission {
  return { IpProtocol: '-1', ...source, PrefixListIds: [], UserIdGroupPairs: groups };
}

const nowhere = { IpRanges: [], Ipv6Ranges: [] };

/** What people let in, and how often (cumulated): most groups are fine, some are open to the world. */
const kinds: [upTo: number, name: string, rules: (dice: Dice) => IpPermission[]][] = [
  [0.1, 'bastion', () => [tcp(22, 22, anywhere4)]],
  [0.15, 'windows', () => [tcp(3389, 3389, anywhere4), tcp(443, 443, anywhere4)]],
  [0.18, 'ipv6-admin', () => [tcp(22, 22, anywhere6), tcp(443, 443, anywhere6)]],
  [0.21, 'legacy', () => [all(anywhere4)]],
  [0.24, 'wide-ports', () => [tcp(0, 65_535, anywhere4)]],
  [0.28, 'database-open', (dice) => [dice.chance('mysql', 0.5) ? tcp(3306, 3306, anywhere4) : tcp(5432, 5432, anywhere4)]],
  [0.65, 'web', () => [tcp(80, 80, anywhere4), tcp(443, 443, { IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] })]],
  [0.85, 'app', () => [tcp(8080, 8080, inside), tcp(22, 22, inside)]],
  [1, 'database', () => [tcp(5432, 5432, inside)]],
];

/** Group g lies in VPC g mod count; the first of each VPC is its default group, which cannot be deleted. */
export function securityGroupAt(estate: Estate, region: string, index: number): SecurityGroup {
  const dice = estate.dice('security-group', region, index);
  const vpcs = estate.count('vpc', region);
  const groupId = securityGroupId(estate, region, index);
  const base = {
    GroupId: groupId,
    SecurityGroupArn: estate.arn('ec2', region, `security-group/${groupId}`),
    OwnerId: estate.accountId,
    VpcId: vpcId(estate, region, index % vpcs),
    IpPermissionsEgress: [all(anywhere4)],
  };
  if (index < vpcs) {
    const isEmptied = dice.chance('emptied', 0.3);
    return {
      ...base,
      GroupName: 'default',
      Description: 'default VPC security group',
      IpPermissions: isEmptied ? [] : [all(nowhere, [{ GroupId: groupId, UserId: estate.accountId }])],
      IpPermissionsEgress: isEmptied ? [] : base.IpPermissionsEgress,
      Tags: [],
    };
  }
  const [, kind, rules] = kindOf(dice);
  return {
    ...base,
    GroupName: `${kind}-${index}`,
    Description: `${kind} traffic`,
    IpPermissions: rules(dice),
    Tags: tagsOf(dice, `${kind}-${index}`),
  };
}

function kindOf(dice: Dice) {
  const roll = dice.real('kind');
  return kinds.find(([upTo]) => roll < upTo) ?? kinds.at(-1)!;
}

/** The group's name without its rules: instances name their groups. */
export function securityGroupName(estate: Estate, region: string, index: number): string {
  return index < estate.count('vpc', region) ? 'default' : `${kindOf(estate.dice('security-group', region, index))[1]}-${index}`;
}

export function securityGroupId(estate: Estate, region: string, index: number): string {
  return `sg-${estate.id('security-group', region, index)}`;
}

/** The index of a security group in the VPC of that index, chosen by the dice. */
export function groupInVpc(estate: Estate, region: string, vpc: number, dice: Dice): number {
  const vpcs = estate.count('vpc', region);
  const groups = Math.floor((estate.count('security-group', region) - 1 - vpc) / vpcs) + 1;
  return vpc + vpcs * dice.int('security group', groups);
}
