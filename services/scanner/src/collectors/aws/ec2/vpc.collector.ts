import type { FlowLog } from '@aws-sdk/client-ec2';
import { ec2Vpc } from '@offload/contracts';
import { ec2 } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { awsTags, nameOf } from '../aws-tags.ts';

export const vpcCollector = collector({
  resource: ec2Vpc,
  service: 'ec2',
  scope: 'region',
  actions: ['ec2:DescribeVpcs'],
  access: ec2,

  // No larger than a filter of DescribeFlowLogs takes values.
  async *pages({ sdk, client }) {
    for await (const page of sdk.paginateDescribeVpcs({ client, pageSize: 200 }, {})) yield page.Vpcs ?? [];
  },

  describe(vpc, { accountId, region }) {
    const tags = awsTags(vpc.Tags);
    return {
      ref: `arn:aws:ec2:${region}:${vpc.OwnerId ?? accountId}:vpc/${vpc.VpcId}`,
      name: nameOf(tags),
      tags,
      fields: { vpcId: vpc.VpcId, cidr: vpc.CidrBlock ?? null, isDefault: vpc.IsDefault ?? false, state: vpc.State },
    };
  },

  parts: {
    flowLogs: {
      actions: ['ec2:DescribeFlowLogs'],
      async readPage({ sdk, client }, vpcs) {
        const ofVpc = new Map<string | undefined, FlowLog[]>(vpcs.map(({ VpcId }) => [VpcId, []]));
        const filter = { Name: 'resource-id', Values: vpcs.map(({ VpcId = '' }) => VpcId) };
        for await (const page of sdk.paginateDescribeFlowLogs({ client, pageSize: 1000 }, { Filter: [filter] })) {
          for (const flowLog of page.FlowLogs ?? []) ofVpc.get(flowLog.ResourceId)?.push(flowLog);
        }
        return vpcs.map(({ VpcId }) =>
          ofVpc.get(VpcId)!.map((flowLog) => ({
            id: flowLog.FlowLogId ?? '',
            isActive: flowLog.FlowLogStatus === 'ACTIVE',
            traffic: flowLog.TrafficType ?? 'ALL',
            destination: flowLog.LogDestination ?? flowLog.LogGroupName ?? null,
          })),
        );
      },
    },
  },
});
