import type { AwsService } from '../../aws/aws-connector.ts';

/** What a probe may name: things of the account that were found, or made-up ones that cannot exist. */
export interface ProbeFacts {
  accountId: string;
  region: string;
  /** A bucket of the account; probes that need one wait until one is known. */
  bucket: string;
  /** A GuardDuty detector, or a made-up one. */
  detectorId: string;
}

/** How an action is tried without harm: one read, of nothing or next to nothing. */
export interface Probe {
  service: AwsService;
  operation: string;
  input: (facts: ProbeFacts) => object;
  /** Error codes that come only after authorization, so that they prove the permission. A success proves it too. */
  allowedOn: readonly string[];
  /** Needs a real bucket: AWS answers NoSuchBucket before it looks at permissions. */
  needsBucket?: true;
  /** A denial proves nothing: AWS says it to everybody about what does not exist. */
  isDenialInconclusive?: true;
}

const nobody = 'offload-connection-test-nobody';
const noKey = '00000000-0000-4000-8000-000000000000';
const noFinding = '00000000000000000000000000000000';

/** A detector that nobody has, for accounts where GuardDuty is off. */
export const madeUpDetectorId = '00000000000000000000000000000000';

const ec2 = (operation: string): Probe => ({ service: 'ec2', operation, input: () => ({ DryRun: true }), allowedOn: ['DryRunOperation'] });

const iam = (operation: string, input: object = {}): Probe => ({
  service: 'iam',
  operation,
  input: () => input,
  allowedOn: ['NoSuchEntity', 'NoSuchEntityException'],
});

const bucket = (operation: string, ...allowedOn: string[]): Probe => ({
  service: 's3',
  operation,
  input: (facts) => ({ Bucket: facts.bucket }),
  allowedOn,
  needsBucket: true,
});

const key = (operation: string): Probe => ({
  service: 'kms',
  operation,
  input: () => ({ KeyId: noKey }),
  allowedOn: ['NotFoundException'],
});

const detector = (operation: string, input: object = {}): Probe => ({
  service: 'guardduty',
  operation,
  input: ({ detectorId }) => ({ DetectorId: detectorId, ...input }),
  // Not the account's own detector: said only to those who may ask.
  allowedOn: ['BadRequestException'],
});

const lambda = (operation: string, input: ((facts: ProbeFacts) => object) | object = {}): Probe => ({
  service: 'lambda',
  operation,
  input: typeof input === 'function' ? (input as (facts: ProbeFacts) => object) : () => input,
  allowedOn: ['ResourceNotFoundException'],
});

const trail = (operation: string, input: object = {}): Probe => ({
  service: 'cloudtrail',
  operation,
  input: () => input,
  allowedOn: ['TrailNotFoundException', 'InvalidTrailNameException'],
});

const hub = (operation: string, input: object = {}): Probe => ({
  service: 'securityhub',
  operation,
  input: () => input,
  // Security Hub is off in the region: said after authorization.
  allowedOn: ['InvalidAccessException', 'ResourceNotFoundException'],
});

const rds = (operation: string): Probe => ({ service: 'rds', operation, input: () => ({ MaxRecords: 20 }), allowedOn: [] });

/** Operation and action differ for about thirty of S3's and others' operations. */
export const probes: Readonly<Record<string, Probe>> = {
  'ec2:DescribeImages': { ...ec2('DescribeImages'), input: () => ({ DryRun: true, Owners: ['self'] }) },
  'ec2:DescribeSnapshots': { ...ec2('DescribeSnapshots'), input: () => ({ DryRun: true, OwnerIds: ['self'] }) },

  'iam:GetAccessKeyLastUsed': {
    ...iam('GetAccessKeyLastUsed', { AccessKeyId: 'AKIAOFFLOADNOBODY000' }),
    // The resource that AWS authorizes is the key's user; a key that nobody has is denied to everybody.
    isDenialInconclusive: true,
  },
  'iam:GetAccountAuthorizationDetails': iam('GetAccountAuthorizationDetails', { Filter: ['LocalManagedPolicy'], MaxItems: 1 }),
  'iam:GetAccountPasswordPolicy': iam('GetAccountPasswordPolicy'),
  'iam:GetAccountSummary': iam('GetAccountSummary'),
  'iam:GetCredentialReport': { ...iam('GetCredentialReport'), allowedOn: ['ReportNotPresent', 'ReportExpired', 'ReportInProgress'] },
  'iam:GetGroup': iam('GetGroup', { GroupName: nobody }),
  'iam:GetLoginProfile': iam('GetLoginProfile', { UserName: nobody }),
  'iam:GetRole': iam('GetRole', { RoleName: nobody }),
  'iam:GetUser': iam('GetUser', { UserName: nobody }),
  'iam:ListAccessKeys': iam('ListAccessKeys', { UserName: nobody }),
  'iam:ListAccountAliases': iam('ListAccountAliases'),
  'iam:ListAttachedGroupPolicies': iam('ListAttachedGroupPolicies', { GroupName: nobody }),
  'iam:ListAttachedRolePolicies': iam('ListAttachedRolePolicies', { RoleName: nobody }),
  'iam:ListAttachedUserPolicies': iam('ListAttachedUserPolicies', { UserName: nobody }),
  'iam:ListGroups': iam('ListGroups', { MaxItems: 1 }),
  'iam:ListGroupsForUser': iam('ListGroupsForUser', { UserName: nobody }),
  'iam:ListMFADevices': iam('ListMFADevices', { UserName: nobody }),
  'iam:ListPolicies': iam('ListPolicies', { Scope: 'Local', MaxItems: 1 }),
  'iam:ListRolePolicies': iam('ListRolePolicies', { RoleName: nobody }),
  'iam:ListRoleTags': iam('ListRoleTags', { RoleName: nobody }),
  'iam:ListRoles': iam('ListRoles', { MaxItems: 1 }),
  'iam:ListServerCertificates': iam('ListServerCertificates', { MaxItems: 1 }),
  'iam:ListUserPolicies': iam('ListUserPolicies', { UserName: nobody }),
  'iam:ListUserTags': iam('ListUserTags', { UserName: nobody }),
  'iam:ListUsers': iam('ListUsers', { MaxItems: 1 }),
  'iam:ListVirtualMFADevices': iam('ListVirtualMFADevices', { MaxItems: 1 }),

  's3:GetBucketAcl': bucket('GetBucketAcl'),
  's3:GetBucketLocation': bucket('GetBucketLocation'),
  's3:GetBucketLogging': bucket('GetBucketLogging'),
  's3:GetBucketOwnershipControls': bucket('GetBucketOwnershipControls', 'OwnershipControlsNotFoundError'),
  's3:GetBucketPolicy': bucket('GetBucketPolicy', 'NoSuchBucketPolicy'),
  's3:GetBucketPolicyStatus': bucket('GetBucketPolicyStatus', 'NoSuchBucketPolicy'),
  's3:GetBucketPublicAccessBlock': bucket('GetPublicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'),
  's3:GetBucketTagging': bucket('GetBucketTagging', 'NoSuchTagSet'),
  's3:GetBucketVersioning': bucket('GetBucketVersioning'),
  's3:GetEncryptionConfiguration': bucket('GetBucketEncryption', 'ServerSideEncryptionConfigurationNotFoundError'),
  's3:GetLifecycleConfiguration': bucket('GetBucketLifecycleConfiguration', 'NoSuchLifecycleConfiguration'),
  's3:ListAllMyBuckets': { service: 's3', operation: 'ListBuckets', input: () => ({}), allowedOn: [] },

  'rds:DescribeDBClusters': rds('DescribeDBClusters'),
  'rds:DescribeDBInstances': rds('DescribeDBInstances'),
  'rds:DescribeDBSnapshots': rds('DescribeDBSnapshots'),

  'lambda:GetFunctionConfiguration': lambda('GetFunctionConfiguration', { FunctionName: nobody }),
  'lambda:GetFunctionUrlConfig': lambda('GetFunctionUrlConfig', { FunctionName: nobody }),
  'lambda:GetPolicy': lambda('GetPolicy', { FunctionName: nobody }),
  'lambda:ListFunctions': lambda('ListFunctions', { MaxItems: 1 }),
  'lambda:ListTags': lambda('ListTags', ({ region, accountId }) => ({
    Resource: `arn:aws:lambda:${region}:${accountId}:function:${nobody}`,
  })),

  'cloudtrail:DescribeTrails': trail('DescribeTrails'),
  'cloudtrail:GetEventSelectors': trail('GetEventSelectors', { TrailName: nobody }),
  'cloudtrail:GetTrailStatus': trail('GetTrailStatus', { Name: nobody }),
  'cloudtrail:ListTrails': trail('ListTrails'),
  'cloudtrail:LookupEvents': trail('LookupEvents', { MaxResults: 1 }),

  'kms:DescribeKey': key('DescribeKey'),
  'kms:GetKeyPolicy': { ...key('GetKeyPolicy'), input: () => ({ KeyId: noKey, PolicyName: 'default' }) },
  'kms:GetKeyRotationStatus': key('GetKeyRotationStatus'),
  'kms:ListAliases': { ...key('ListAliases'), input: () => ({ Limit: 1 }) },
  'kms:ListKeys': { ...key('ListKeys'), input: () => ({ Limit: 1 }) },
  'kms:ListResourceTags': key('ListResourceTags'),

  'guardduty:GetDetector': detector('GetDetector'),
  'guardduty:GetFindings': detector('GetFindings', { FindingIds: [noFinding] }),
  'guardduty:ListDetectors': { service: 'guardduty', operation: 'ListDetectors', input: () => ({ MaxResults: 1 }), allowedOn: [] },
  'guardduty:ListFindings': detector('ListFindings', { MaxResults: 1 }),

  'securityhub:DescribeHub': hub('DescribeHub'),
  'securityhub:GetEnabledStandards': hub('GetEnabledStandards', { MaxResults: 1 }),
  'securityhub:GetFindings': hub('GetFindings', { MaxResults: 1 }),
};

/**
 * How an action is tried; undefined when no dry probe is known: iam:SimulatePrincipalPolicy is asked then, where that is allowed. EC2 offers a
 * dry run of every operation, which is named as its action is.
 */
export function probeOf(action: string): Probe | undefined {
  const operation = /^ec2:((?:Describe|Get)\w+)$/.exec(action)?.[1];
  return probes[action] ?? (operation === undefined ? undefined : ec2(operation));
}
