import type {
  GetBucketAclCommandInput,
  GetBucketAclCommandOutput,
  GetBucketEncryptionCommandInput,
  GetBucketEncryptionCommandOutput,
  GetBucketLocationCommandInput,
  GetBucketLocationCommandOutput,
  GetBucketLoggingCommandInput,
  GetBucketLoggingCommandOutput,
  GetBucketPolicyCommandInput,
  GetBucketPolicyCommandOutput,
  GetBucketPolicyStatusCommandInput,
  GetBucketPolicyStatusCommandOutput,
  GetBucketTaggingCommandInput,
  GetBucketTaggingCommandOutput,
  GetBucketVersioningCommandInput,
  GetBucketVersioningCommandOutput,
  GetObjectCommandInput,
  GetObjectLockConfigurationCommandInput,
  GetObjectLockConfigurationCommandOutput,
  GetPublicAccessBlockCommandInput,
  GetPublicAccessBlockCommandOutput,
  HeadBucketCommandInput,
  HeadBucketCommandOutput,
  ListBucketsCommandInput,
  ListBucketsCommandOutput,
  PutObjectCommandInput,
  PutObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { BucketRecord } from '../estate/bucket.ts';
import { GLOBAL } from '../estate/counts.ts';
import { indexInName } from '../estate/function.ts';
import type { Call, Handlers, Output } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { page, type Limits } from './page.ts';

const limits: Limits = {
  default: 10_000,
  min: 1,
  max: 10_000,
  invalidLimit: () => new AwsError(400, 'InvalidArgument', 'Argument maxBuckets must be an integer between 1 and 10000'),
  invalidToken: () => new AwsError(400, 'InvalidArgument', 'The continuation token provided is incorrect'),
};

export const s3Handlers: Handlers = {
  // S3 tells a bucket's region only to a request with at least one parameter.
  's3:ListBuckets': (input: ListBucketsCommandInput, call: Call): Output<ListBucketsCommandOutput> => {
    const { Prefix = '', BucketRegion, MaxBuckets, ContinuationToken } = input;
    const { estate, account } = call;
    const tellsRegion = Object.keys(input).length > 0;
    const { items, next } = page(
      call,
      limits,
      { token: ContinuationToken, limit: MaxBuckets, list: `${Prefix} ${BucketRegion}` },
      estate.count('bucket', GLOBAL),
      (index) => {
        const bucket = estate.at('bucket', GLOBAL, index);
        return bucket && bucket.name.startsWith(Prefix) && (BucketRegion ?? bucket.region) === bucket.region ? bucket : undefined;
      },
    );
    return {
      Owner: { ID: ownerId(account.accountId) },
      Buckets: items.map(({ name, createdAt, region }) => ({
        Name: name,
        CreationDate: createdAt,
        ...(tellsRegion ? { BucketRegion: region, BucketArn: `arn:aws:s3:::${name}` } : {}),
      })),
      ContinuationToken: next,
      ...(Prefix === '' ? {} : { Prefix }),
    };
  },

  // The one question about a bucket that every region answers.
  's3:GetBucketLocation': (input: GetBucketLocationCommandInput, call: Call): Output<GetBucketLocationCommandOutput> => {
    const { region } = anyBucket(input.Bucket, call);
    return region === 'us-east-1'
      ? {}
      : { LocationConstraint: region as NonNullable<GetBucketLocationCommandOutput['LocationConstraint']> };
  },

  's3:HeadBucket': (input: HeadBucketCommandInput, call: Call): Output<HeadBucketCommandOutput> => ({
    BucketRegion: bucketHere(input.Bucket, call).region,
  }),

  's3:GetPublicAccessBlock': (input: GetPublicAccessBlockCommandInput, call: Call): Output<GetPublicAccessBlockCommandOutput> => {
    const { publicAccessBlock, name } = bucketHere(input.Bucket, call);
    return {
      PublicAccessBlockConfiguration:
        publicAccessBlock ?? absent('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', name),
    };
  },

  's3:GetBucketPolicyStatus': (input: GetBucketPolicyStatusCommandInput, call: Call): Output<GetBucketPolicyStatusCommandOutput> => {
    const { policy, name } = bucketHere(input.Bucket, call);
    if (policy === 'none') absent('NoSuchBucketPolicy', 'The bucket policy does not exist', name);
    return { PolicyStatus: { IsPublic: policy === 'public' } };
  },

  's3:GetBucketPolicy': (input: GetBucketPolicyCommandInput, call: Call): Output<GetBucketPolicyCommandOutput> => {
    const { policy, name } = bucketHere(input.Bucket, call);
    if (policy === 'none') absent('NoSuchBucketPolicy', 'The bucket policy does not exist', name);
    const principal = policy === 'public' ? '*' : { AWS: `arn:aws:iam::${call.account.accountId}:root` };
    return {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` }],
      }),
    };
  },

  's3:GetBucketEncryption': (input: GetBucketEncryptionCommandInput, call: Call): Output<GetBucketEncryptionCommandOutput> => {
    const { encryption, name } = bucketHere(input.Bucket, call);
    const rule =
      encryption ??
      absent('ServerSideEncryptionConfigurationNotFoundError', 'The server side encryption configuration was not found', name);
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
  },

  's3:GetBucketVersioning': (input: GetBucketVersioningCommandInput, call: Call): Output<GetBucketVersioningCommandOutput> => {
    const { versioning, isMfaDeleteEnabled } = bucketHere(input.Bucket, call);
    return versioning === undefined ? {} : { Status: versioning, MFADelete: isMfaDeleteEnabled ? 'Enabled' : 'Disabled' };
  },

  's3:GetBucketLogging': (input: GetBucketLoggingCommandInput, call: Call): Output<GetBucketLoggingCommandOutput> => {
    const { loggingTarget, name } = bucketHere(input.Bucket, call);
    return loggingTarget === undefined ? {} : { LoggingEnabled: { TargetBucket: loggingTarget, TargetPrefix: `${name}/` } };
  },

  's3:GetBucketAcl': (input: GetBucketAclCommandInput, call: Call): Output<GetBucketAclCommandOutput> => {
    const owner = { ID: ownerId(call.account.accountId) };
    const { isAclPublic } = bucketHere(input.Bucket, call);
    return {
      Owner: owner,
      Grants: [
        { Grantee: { ...owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' },
        ...(isAclPublic
          ? [{ Grantee: { Type: 'Group' as const, URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' as const }]
          : []),
      ],
    };
  },

  's3:GetBucketTagging': (input: GetBucketTaggingCommandInput, call: Call): Output<GetBucketTaggingCommandOutput> => {
    const { tags, name } = bucketHere(input.Bucket, call);
    if (tags.length === 0) absent('NoSuchTagSet', 'The TagSet does not exist', name);
    return { TagSet: tags };
  },

  's3:GetObjectLockConfiguration': (
    input: GetObjectLockConfigurationCommandInput,
    call: Call,
  ): Output<GetObjectLockConfigurationCommandOutput> => {
    const { isObjectLocked, name } = bucketHere(input.Bucket, call);
    if (!isObjectLocked) absent('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket', name);
    return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } };
  },

  // Customers' data: whoever may read it finds the canary.
  's3:GetObject': (input: GetObjectCommandInput, call: Call): object => {
    bucketHere(input.Bucket, call);
    return {
      Body: Buffer.from(`secret=${call.estate.options.canary}\n`),
      ContentType: 'text/plain',
      ETag: '"00000000000000000000000000000000"',
      LastModified: call.estate.daysAgo(3),
    };
  },

  // A write: it works for whoever may (and keeps nothing), so that a denial proves that the session policy held.
  's3:PutObject': (input: PutObjectCommandInput, call: Call): Output<PutObjectCommandOutput> => {
    bucketHere(input.Bucket, call);
    return { ETag: '"00000000000000000000000000000000"' };
  },
};

function absent(code: string, message: string, bucket: string): never {
  throw new AwsError(404, code, message, { BucketName: bucket });
}

/** The bucket of that name wherever it lives. Throws NoSuchBucket. */
function anyBucket(name: string | undefined, { estate }: Call): BucketRecord {
  const bucket = estate.at('bucket', GLOBAL, indexInName(name ?? ''));
  return bucket && bucket.name === name ? bucket : absent('NoSuchBucket', 'The specified bucket does not exist', name ?? '');
}

/** The bucket when it lives in the region that was asked; another region redirects, as S3 does. */
function bucketHere(name: string | undefined, call: Call): BucketRecord {
  const bucket = anyBucket(name, call);
  if (bucket.region === call.region) return bucket;
  throw new AwsError(
    301,
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
      'Please send all future requests to this endpoint.',
    {
      Endpoint: `s3.${bucket.region}.amazonaws.com`,
      Bucket: bucket.name,
      'header:x-amz-bucket-region': bucket.region,
    },
  );
}

/** The canonical id of an account: 64 hex digits. */
function ownerId(accountId: string): string {
  return Buffer.from(accountId.padEnd(32, '0')).toString('hex');
}
