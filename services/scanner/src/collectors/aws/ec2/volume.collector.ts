import { ec2Volume } from '@offload/contracts';
import { ec2 } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { awsTags, nameOf } from '../aws-tags.ts';
import { isoOf } from '../iso-of.ts';

export const volumeCollector = collector({
  resource: ec2Volume,
  service: 'ec2',
  scope: 'region',
  actions: ['ec2:DescribeVolumes'],
  access: ec2,

  async *pages({ sdk, client }) {
    for await (const page of sdk.paginateDescribeVolumes({ client, pageSize: 1000 }, {})) yield page.Volumes ?? [];
  },

  describe(volume, { accountId, region }) {
    const tags = awsTags(volume.Tags);
    return {
      ref: `arn:aws:ec2:${region}:${accountId}:volume/${volume.VolumeId}`,
      name: nameOf(tags),
      tags,
      fields: {
        volumeId: volume.VolumeId,
        sizeGiB: volume.Size,
        volumeType: volume.VolumeType,
        state: volume.State,
        isEncrypted: volume.Encrypted ?? false,
        kmsKeyArn: volume.KmsKeyId ?? null,
        attachedInstanceIds: (volume.Attachments ?? []).map(({ InstanceId }) => InstanceId ?? '').filter(Boolean),
        snapshotId: volume.SnapshotId || null,
        createdAt: isoOf(volume.CreateTime),
        availabilityZone: volume.AvailabilityZone ?? null,
      },
    };
  },
});
