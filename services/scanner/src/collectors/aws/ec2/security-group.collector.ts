import type { IpPermission } from '@aws-sdk/client-ec2';
import { ec2SecurityGroup, type SecurityGroupRule } from '@offload/contracts';
import { ec2 } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { awsTags } from '../aws-tags.ts';

export const securityGroupCollector = collector({
  resource: ec2SecurityGroup,
  service: 'ec2',
  scope: 'region',
  actions: ['ec2:DescribeSecurityGroups'],
  access: ec2,

  async *pages({ sdk, client }) {
    for await (const page of sdk.paginateDescribeSecurityGroups({ client, pageSize: 1000 }, {})) yield page.SecurityGroups ?? [];
  },

  describe(group, { accountId, region }) {
    return {
      ref: `arn:aws:ec2:${region}:${group.OwnerId ?? accountId}:security-group/${group.GroupId}`,
      name: group.GroupName ?? null,
      tags: awsTags(group.Tags),
      fields: {
        groupId: group.GroupId,
        groupName: group.GroupName,
        description: group.Description ?? '',
        vpcId: group.VpcId ?? null,
        ingress: (group.IpPermissions ?? []).map(ruleOf),
        egress: (group.IpPermissionsEgress ?? []).map(ruleOf),
      },
    };
  },
});

function ruleOf(permission: IpPermission): SecurityGroupRule {
  return {
    protocol: permission.IpProtocol === undefined || permission.IpProtocol === '-1' ? 'all' : permission.IpProtocol,
    fromPort: permission.FromPort ?? null,
    toPort: permission.ToPort ?? null,
    ipv4Cidrs: (permission.IpRanges ?? []).map(({ CidrIp = '' }) => CidrIp),
    ipv6Cidrs: (permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = '' }) => CidrIpv6),
    securityGroupIds: (permission.UserIdGroupPairs ?? []).map(({ GroupId = '' }) => GroupId),
    prefixListIds: (permission.PrefixListIds ?? []).map(({ PrefixListId = '' }) => PrefixListId),
  };
}
