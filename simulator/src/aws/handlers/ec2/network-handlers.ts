import type {
  DescribeFlowLogsCommandInput,
  DescribeFlowLogsCommandOutput,
  DescribeNetworkAclsCommandInput,
  DescribeNetworkAclsCommandOutput,
  DescribeRegionsCommandInput,
  DescribeRegionsCommandOutput,
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput,
  DescribeSubnetsCommandInput,
  DescribeSubnetsCommandOutput,
  DescribeVpcsCommandInput,
  DescribeVpcsCommandOutput,
  GetEbsEncryptionByDefaultCommandOutput,
} from '@aws-sdk/client-ec2';
import type { Call, Handlers, Output } from '../../call.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { allRegions, optInRegions } from './regions.ts';
import { ec2List, type Ec2Listing } from './ec2-list.ts';

const securityGroups: Ec2Listing<'security-group'> = {
  type: 'security-group',
  prefix: 'sg-',
  notFound: 'InvalidGroup.NotFound',
  noun: 'security group',
  filters: { 'vpc-id': (group) => [group.VpcId], 'group-id': (group) => [group.GroupId], 'group-name': (group) => [group.GroupName] },
};

const vpcs: Ec2Listing<'vpc'> = {
  type: 'vpc',
  prefix: 'vpc-',
  notFound: 'InvalidVpcID.NotFound',
  noun: 'vpc',
  filters: {
    'vpc-id': (vpc) => [vpc.VpcId],
    'is-default': (vpc) => [vpc.IsDefault],
    isDefault: (vpc) => [vpc.IsDefault],
    state: (vpc) => [vpc.State],
  },
};

const subnets: Ec2Listing<'subnet'> = {
  type: 'subnet',
  prefix: 'subnet-',
  notFound: 'InvalidSubnetID.NotFound',
  noun: 'subnet',
  filters: {
    'vpc-id': (subnet) => [subnet.VpcId],
    'subnet-id': (subnet) => [subnet.SubnetId],
    'availability-zone': (subnet) => [subnet.AvailabilityZone],
  },
};

const networkAcls: Ec2Listing<'network-acl'> = {
  type: 'network-acl',
  prefix: 'acl-',
  notFound: 'InvalidNetworkAclID.NotFound',
  noun: 'network acl',
  filters: { 'vpc-id': (acl) => [acl.VpcId], default: (acl) => [acl.IsDefault], 'network-acl-id': (acl) => [acl.NetworkAclId] },
};

const flowLogs: Ec2Listing<'flow-log'> = {
  type: 'flow-log',
  prefix: 'fl-',
  notFound: 'InvalidFlowLogId.NotFound',
  noun: 'flow log',
  filters: {
    'resource-id': (log) => [log.ResourceId],
    'traffic-type': (log) => [log.TrafficType],
    'flow-log-id': (log) => [log.FlowLogId],
  },
};

export const ec2NetworkHandlers: Handlers = {
  'ec2:DescribeSecurityGroups': (input: DescribeSecurityGroupsCommandInput, call: Call): Output<DescribeSecurityGroupsCommandOutput> => {
    const { items, next } = ec2List(call, securityGroups, input, input.GroupIds);
    return { SecurityGroups: items, NextToken: next };
  },

  'ec2:DescribeVpcs': (input: DescribeVpcsCommandInput, call: Call): Output<DescribeVpcsCommandOutput> => {
    const { items, next } = ec2List(call, vpcs, input, input.VpcIds);
    return { Vpcs: items, NextToken: next };
  },

  'ec2:DescribeSubnets': (input: DescribeSubnetsCommandInput, call: Call): Output<DescribeSubnetsCommandOutput> => {
    const { items, next } = ec2List(call, subnets, input, input.SubnetIds);
    return { Subnets: items, NextToken: next };
  },

  'ec2:DescribeNetworkAcls': (input: DescribeNetworkAclsCommandInput, call: Call): Output<DescribeNetworkAclsCommandOutput> => {
    const { items, next } = ec2List(call, networkAcls, input, input.NetworkAclIds);
    return { NetworkAcls: items, NextToken: next };
  },

  // The one whose filters are called `Filter`.
  'ec2:DescribeFlowLogs': (input: DescribeFlowLogsCommandInput, call: Call): Output<DescribeFlowLogsCommandOutput> => {
    const { items, next } = ec2List(call, flowLogs, { ...input, Filters: input.Filter }, input.FlowLogIds);
    return { FlowLogs: items, NextToken: next };
  },

  'ec2:DescribeRegions': (input: DescribeRegionsCommandInput, { account }: Call): Output<DescribeRegionsCommandOutput> => {
    const names = [...new Set([...allRegions, ...account.options.enabledRegions])];
    for (const name of input.RegionNames ?? [])
      if (!names.includes(name)) throw new AwsError(400, 'InvalidParameterValue', `Invalid region: ${name}`);
    const regions = names
      .filter((name) => !input.RegionNames?.length || input.RegionNames.includes(name))
      .map((name) => ({
        RegionName: name,
        Endpoint: `ec2.${name}.amazonaws.com`,
        OptInStatus: !account.isRegionEnabled(name) ? 'not-opted-in' : optInRegions.includes(name) ? 'opted-in' : 'opt-in-not-required',
      }));
    return { Regions: regions.filter((region) => input.AllRegions || region.OptInStatus !== 'not-opted-in') };
  },

  'ec2:GetEbsEncryptionByDefault': (_input: unknown, { estate, region }: Call): Output<GetEbsEncryptionByDefaultCommandOutput> => ({
    EbsEncryptionByDefault: estate.dice('ebs-default', region, 0).chance('encrypted', 0.4),
  }),
};
