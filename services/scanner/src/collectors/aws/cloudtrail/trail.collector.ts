import { cloudtrailTrail } from '@offload/contracts';
import { cloudTrail } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';

export const trailCollector = collector({
  resource: cloudtrailTrail,
  service: 'cloudtrail',
  scope: 'region',
  actions: ['cloudtrail:DescribeTrails'],
  access: cloudTrail,

  // A trail that records all regions shows in each of them; without its shadows it shows at home only.
  async *pages({ sdk, client, region }) {
    const { trailList = [] } = await client.send(new sdk.DescribeTrailsCommand({ includeShadowTrails: false }));
    yield trailList.filter(({ HomeRegion }) => HomeRegion === region);
  },

  describe(trail) {
    return {
      ref: trail.TrailARN ?? '',
      name: trail.Name ?? null,
      fields: {
        trailName: trail.Name,
        homeRegion: trail.HomeRegion,
        isMultiRegion: trail.IsMultiRegionTrail ?? false,
        isOrganizationTrail: trail.IsOrganizationTrail ?? false,
        includesGlobalEvents: trail.IncludeGlobalServiceEvents ?? false,
        validatesLogFiles: trail.LogFileValidationEnabled ?? false,
        bucketName: trail.S3BucketName ?? null,
        kmsKeyArn: trail.KmsKeyId ?? null,
        logGroupArn: trail.CloudWatchLogsLogGroupArn ?? null,
      },
    };
  },

  parts: {
    isLogging: {
      actions: ['cloudtrail:GetTrailStatus'],
      isOptional: true,
      read: async ({ sdk, client }, { TrailARN }) =>
        (await client.send(new sdk.GetTrailStatusCommand({ Name: TrailARN }))).IsLogging ?? false,
    },
  },
});
