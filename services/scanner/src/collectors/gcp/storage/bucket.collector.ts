import { gcpStorageBucket } from '@offload/contracts';
import { collector } from '../../../collector/collector.ts';
import { lastSegment } from '../last-segment.ts';
import { accessByAssets, listedByAssets } from '../listed-by-assets.ts';
import { utcTime } from '../utc-time.ts';

const assetType = 'storage.googleapis.com/Bucket';

interface BucketData {
  readonly name: string;
  readonly location: string;
  readonly locationType: string;
  readonly storageClass: string;
  readonly timeCreated: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly iamConfiguration: { readonly uniformBucketLevelAccess?: { readonly enabled?: boolean }; readonly publicAccessPrevention?: string };
  readonly versioning: { readonly enabled?: boolean };
  readonly logging: { readonly logBucket?: string };
  readonly encryption: { readonly defaultKmsKeyName?: string };
  readonly retentionPolicy: { readonly retentionPeriod?: string; readonly isLocked?: boolean };
  readonly softDeletePolicy: { readonly retentionDurationSeconds?: string };
}

export const gcpBucketCollector = collector({
  resource: gcpStorageBucket,
  service: 'storage',
  ...listedByAssets<BucketData>(assetType),

  describe({ name, data }) {
    const { retentionPolicy: retention } = data;
    return {
      ref: name,
      name: data.name ?? lastSegment(name),
      tags: data.labels ?? {},
      fields: {
        bucketName: data.name,
        location: data.location,
        locationType: data.locationType ?? null,
        storageClass: data.storageClass ?? null,
        createdAt: utcTime(data.timeCreated),
        hasUniformAccess: data.iamConfiguration?.uniformBucketLevelAccess?.enabled ?? false,
        refusesPublicAccess: data.iamConfiguration?.publicAccessPrevention === 'enforced',
        isVersioned: data.versioning?.enabled ?? false,
        logBucket: data.logging?.logBucket ?? null,
        kmsKey: data.encryption?.defaultKmsKeyName ?? null,
        retention: retention?.retentionPeriod ? { seconds: Number(retention.retentionPeriod), isLocked: retention.isLocked ?? false } : null,
        softDeleteSeconds: Number(data.softDeletePolicy?.retentionDurationSeconds ?? 0),
      },
    };
  },

  parts: { access: accessByAssets(assetType) },
});
