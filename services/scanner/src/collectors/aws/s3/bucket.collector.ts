import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import { s3Bucket, type ResourceOf } from '@offload/contracts';
import { s3 } from '../../../clouds/aws/clients.ts';
import { collector } from '../../../collector/collector.ts';
import { awsTags } from '../aws-tags.ts';
import { isoOf } from '../iso-of.ts';
import { isForAnybody, statementsOf } from '../policy-document.ts';

export const bucketCollector = collector({
  resource: s3Bucket,
  service: 's3',
  // S3 lists the buckets of all regions together, but answers about a bucket only in its own, and lists one region's there.
  scope: 'region',
  actions: ['s3:ListAllMyBuckets'],
  access: s3,

  async *pages({ sdk, client, region }) {
    for await (const page of sdk.paginateListBuckets({ client, pageSize: 1000 }, { BucketRegion: region })) {
      yield (page.Buckets ?? []).filter(({ BucketRegion }) => BucketRegion === region);
    }
  },

  describe(bucket) {
    return {
      ref: `arn:aws:s3:::${bucket.Name}`,
      name: bucket.Name ?? null,
      fields: { bucketName: bucket.Name, createdAt: isoOf(bucket.CreationDate) },
    };
  },

  parts: {
    tags: {
      actions: ['s3:GetBucketTagging'],
      read: async ({ sdk, client }, { Name }) => awsTags((await client.send(new sdk.GetBucketTaggingCommand({ Bucket: Name }))).TagSet),
      absent: { NoSuchTagSet: {} },
    },
    publicAccessBlock: {
      actions: ['s3:GetBucketPublicAccessBlock'],
      async read({ sdk, client }, { Name }) {
        const { PublicAccessBlockConfiguration: block } = await client.send(new sdk.GetPublicAccessBlockCommand({ Bucket: Name }));
        return {
          blocksPublicAcls: block?.BlockPublicAcls ?? false,
          ignoresPublicAcls: block?.IgnorePublicAcls ?? false,
          blocksPublicPolicy: block?.BlockPublicPolicy ?? false,
          restrictsPublicBuckets: block?.RestrictPublicBuckets ?? false,
        };
      },
      absent: { NoSuchPublicAccessBlockConfiguration: null },
    },
    isPublicByPolicy: {
      actions: ['s3:GetBucketPolicyStatus'],
      async read({ sdk, client }, { Name }) {
        return (await client.send(new sdk.GetBucketPolicyStatusCommand({ Bucket: Name }))).PolicyStatus?.IsPublic ?? false;
      },
      absent: { NoSuchBucketPolicy: false },
    },
    refusesPlainHttp: {
      actions: ['s3:GetBucketPolicy'],
      async read({ sdk, client }, { Name }) {
        const { Policy } = await client.send(new sdk.GetBucketPolicyCommand({ Bucket: Name }));
        return refusesPlainHttp(Policy ?? '');
      },
      absent: { NoSuchBucketPolicy: false },
    },
    encryption: {
      actions: ['s3:GetEncryptionConfiguration'],
      async read({ sdk, client }, { Name }) {
        const { ServerSideEncryptionConfiguration } = await client.send(new sdk.GetBucketEncryptionCommand({ Bucket: Name }));
        return encryptionOf(ServerSideEncryptionConfiguration?.Rules?.[0]);
      },
      absent: { ServerSideEncryptionConfigurationNotFoundError: { by: 'none', kmsKey: null, usesBucketKey: false } },
    },
    versioning: {
      actions: ['s3:GetBucketVersioning'],
      async read({ sdk, client }, { Name }) {
        const { Status, MFADelete } = await client.send(new sdk.GetBucketVersioningCommand({ Bucket: Name }));
        return { isEnabled: Status === 'Enabled', requiresMfaToDelete: MFADelete === 'Enabled' };
      },
    },
    logging: {
      actions: ['s3:GetBucketLogging'],
      async read({ sdk, client }, { Name }) {
        const { LoggingEnabled } = await client.send(new sdk.GetBucketLoggingCommand({ Bucket: Name }));
        return LoggingEnabled ? { targetBucket: LoggingEnabled.TargetBucket ?? '', targetPrefix: LoggingEnabled.TargetPrefix ?? '' } : null;
      },
    },
  },
});

const encryptedBy = { 'aws:kms': 'kms', 'aws:kms:dsse': 'kms-dual-layer' } as const;

function encryptionOf(rule: ServerSideEncryptionRule | undefined): ResourceOf<typeof s3Bucket>['encryption'] {
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  const by =
    SSEAlgorithm === undefined ? 'none' : SSEAlgorithm in encryptedBy ? encryptedBy[SSEAlgorithm as keyof typeof encryptedBy] : 's3';
  return { by, kmsKey: KMSMasterKeyID ?? null, usesBucketKey: rule?.BucketKeyEnabled ?? false };
}

/** Whether a statement denies anybody what does not come over TLS. */
const refusesPlainHttp = (policy: string): boolean =>
  statementsOf(policy).some(
    (statement) =>
      !statement.isAllow &&
      isForAnybody(statement) &&
      statement.actions.some((action) => action === '*' || action.toLowerCase() === 's3:*') &&
      statement.conditions['bool']?.['aws:securetransport']?.some((value) => value.toLowerCase() === 'false') === true,
  );
