import type { ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import type { Estate } from './estate.ts';
import { tagsOf, type Tag } from './tags.ts';

/** A bucket: S3 describes it with one call an aspect. */
export interface BucketRecord {
  name: string;
  region: string;
  createdAt: Date;
  /** undefined: no public access block configuration. */
  publicAccessBlock: Record<'BlockPublicAcls' | 'IgnorePublicAcls' | 'BlockPublicPolicy' | 'RestrictPublicBuckets', boolean> | undefined;
  /** `none`: no bucket policy. */
  policy: 'none' | 'private' | 'public';
  encryption: ServerSideEncryptionRule | undefined;
  versioning: 'Enabled' | 'Suspended' | undefined;
  isMfaDeleteEnabled: boolean;
  loggingTarget: string | undefined;
  isAclPublic: boolean;
  isObjectLocked: boolean;
  tags: Tag[];
}

/** Buckets are listed globally and live in a region each; `…-<index>` ends every name. */
export function bucketAt(estate: Estate, region: string, index: number): BucketRecord {
  const dice = estate.dice('bucket', region, index);
  const regions = estate.regions;
  const purpose = dice.pick('purpose', ['assets', 'backups', 'logs', 'exports', 'uploads']);
  const block = dice.real('block');
  const isPublic = dice.chance('public', 0.14);
  const isKms = dice.chance('kms', 0.35);
  return {
    name: `${purpose}-${estate.accountId}-${dice.hex('name', 6)}-${index}`,
    region: dice.chance('home', 0.4) ? regions[0]! : dice.pick('region', regions),
    createdAt: estate.daysAgo(10 + dice.int('age', 1800)),
    publicAccessBlock:
      isPublic || block < 0.2
        ? undefined
        : { BlockPublicAcls: true, IgnorePublicAcls: block > 0.3, BlockPublicPolicy: true, RestrictPublicBuckets: block > 0.3 },
    policy: isPublic && dice.chance('by policy', 0.7) ? 'public' : dice.chance('policy', 0.5) ? 'private' : 'none',
    // Since January 2023 every bucket is encrypted with SSE-S3 at least; older answers without a configuration still exist in the wild.
    encryption: dice.chance('unencrypted', 0.08)
      ? undefined
      : {
          ApplyServerSideEncryptionByDefault: isKms
            ? { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: estate.arn('kms', regions[0]!, 'alias/s3') }
            : { SSEAlgorithm: 'AES256' },
          BucketKeyEnabled: isKms,
        },
    versioning: dice.chance('versioned', 0.5) ? 'Enabled' : dice.chance('suspended', 0.2) ? 'Suspended' : undefined,
    isMfaDeleteEnabled: dice.chance('mfa delete', 0.05),
    loggingTarget: dice.chance('logging', 0.4) ? `logs-${estate.accountId}` : undefined,
    isAclPublic: isPublic && dice.chance('by acl', 0.5),
    isObjectLocked: dice.chance('locked', 0.08),
    tags: dice.chance('untagged', 0.3) ? [] : tagsOf(dice, `${purpose}-${index}`),
  };
}
