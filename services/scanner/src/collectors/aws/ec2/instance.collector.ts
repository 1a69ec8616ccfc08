import { ec2Instance } from '@offload/contracts';
import { ec2 } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { awsTags, nameOf } from '../aws-tags.ts';
import { isoOf } from '../iso-of.ts';

export const instanceCollector = collector({
  resource: ec2Instance,
  service: 'ec2',
  scope: 'region',
  actions: ['ec2:DescribeInstances'],
  access: ec2,

  async *pages({ sdk, client }) {
    for await (const page of sdk.paginateDescribeInstances({ client, pageSize: 1000 }, {})) {
      yield (page.Reservations ?? []).flatMap(({ OwnerId, Instances = [] }) =>
        Instances.map((instance) => ({ instance, ownerId: OwnerId })),
      );
    }
  },

  describe({ instance, ownerId }, { accountId, region }) {
    const tags = awsTags(instance.Tags);
    const metadata = instance.MetadataOptions;
    return {
      ref: `arn:aws:ec2:${region}:${ownerId ?? accountId}:instance/${instance.InstanceId}`,
      name: nameOf(tags),
      tags,
      fields: {
        instanceId: instance.InstanceId,
        instanceType: instance.InstanceType,
        state: instance.State?.Name,
        architecture: instance.Architecture ?? null,
        imageId: instance.ImageId ?? null,
        launchedAt: isoOf(instance.LaunchTime),
        availabilityZone: instance.Placement?.AvailabilityZone ?? null,
        vpcId: instance.VpcId ?? null,
        subnetId: instance.SubnetId ?? null,
        publicIp: instance.PublicIpAddress ?? null,
        privateIp: instance.PrivateIpAddress ?? null,
        instanceProfileArn: instance.IamInstanceProfile?.Arn ?? null,
        metadataService: {
          isEnabled: metadata?.HttpEndpoint !== 'disabled',
          tokens: metadata?.HttpTokens === 'required' ? ('required' as const) : ('optional' as const),
          hopLimit: metadata?.HttpPutResponseHopLimit ?? null,
        },
        securityGroupIds: (instance.SecurityGroups ?? []).map(({ GroupId = '' }) => GroupId),
        volumeIds: (instance.BlockDeviceMappings ?? []).map(({ Ebs }) => Ebs?.VolumeId ?? '').filter(Boolean),
        hasDetailedMonitoring: instance.Monitoring?.State === 'enabled',
      },
    };
  },
});
