import type { ListAttachedRolePoliciesCommandOutput } from '@aws-sdk/client-iam';
import type { AwsCaller } from '../../aws/aws-connector.ts';
import { AwsError } from '../../aws/aws-error.ts';
import { principalOf } from '../../aws/principal-arn.ts';
import { simulatePolicies } from './simulate-policies.ts';

export interface ExcessSeen {
  /** What the credential may do beyond reading: actions, and managed policies by name. */
  excessive: string[];
  /** The managed policies among it, by ARN. */
  managedPolicyArns: string[];
  /** Whether IAM told what the policies allow; otherwise nothing found is no proof. */
  isProved: boolean;
  notices: string[];
}

/** Actions that nobody who only reads may have, one or more a service: what they allow is enough to change, destroy or take over. */
const sentinels = [
  'iam:CreateUser',
  'iam:CreateAccessKey',
  'iam:PutRolePolicy',
  'iam:AttachRolePolicy',
  'iam:PassRole',
  'sts:AssumeRole',
  'ec2:RunInstances',
  'ec2:TerminateInstances',
  'ec2:AuthorizeSecurityGroupIngress',
  's3:PutObject',
  's3:DeleteBucket',
  's3:PutBucketPolicy',
  'rds:DeleteDBInstance',
  'rds:ModifyDBInstance',
  'lambda:UpdateFunctionCode',
  'lambda:InvokeFunction',
  'kms:Decrypt',
  'kms:ScheduleKeyDeletion',
  'cloudtrail:StopLogging',
  'guardduty:DeleteDetector',
  'secretsmanager:GetSecretValue',
  'ssm:SendCommand',
];

/** Reads of data and code: within the wildcards that customers may grant, and never called. */
const dataReads: Readonly<Record<string, string>> = {
  's3:GetObject':
    'The credential may read the contents of objects in S3 (s3:GetObject). The platform never does; a stricter policy would not allow it.',
  'lambda:GetFunction':
    'The credential may download the code of Lambda functions (lambda:GetFunction). The platform never does; a stricter policy would not allow it.',
};

/** Managed policies that are excess by name, also where simulation is not allowed. */
const excessivePolicies: Readonly<Record<string, string>> = {
  'arn:aws:iam::aws:policy/AdministratorAccess': 'AdministratorAccess',
  'arn:aws:iam::aws:policy/PowerUserAccess': 'PowerUserAccess',
  'arn:aws:iam::aws:policy/IAMFullAccess': 'IAMFullAccess',
};

/** The ARNs of managed policies that are excess. */
async function attachedExcess(caller: AwsCaller, callerArn: string): Promise<string[]> {
  const principal = principalOf(callerArn);
  if (!principal) return [];
  const { type, name } = principal;

  try {
    const { AttachedPolicies } = await caller.call<ListAttachedRolePoliciesCommandOutput>(
      'iam',
      type === 'role' ? 'ListAttachedRolePolicies' : 'ListAttachedUserPolicies',
      type === 'role' ? { RoleName: name } : { UserName: name },
    );
    return (AttachedPolicies ?? []).flatMap(({ PolicyArn = '' }) => (PolicyArn in excessivePolicies ? [PolicyArn] : []));
  } catch (error) {
    if (error instanceof AwsError) return [];
    throw error;
  }
}

/** Looks for what a reader must not have. It calls nothing that writes: it asks IAM what the policies would allow. */
export async function lookForExcess(caller: AwsCaller, callerArn: string, principalArn: () => Promise<string | null>): Promise<ExcessSeen> {
  const [attached, simulated] = await Promise.all([
    attachedExcess(caller, callerArn),
    principalArn().then((arn) => simulatePolicies(caller, arn, [...sentinels, ...Object.keys(dataReads)])),
  ]);

  return {
    excessive: [...attached.map((arn) => excessivePolicies[arn]!), ...sentinels.filter((action) => simulated?.get(action))],
    managedPolicyArns: attached,
    isProved: simulated !== null,
    notices: Object.entries(dataReads).flatMap(([action, notice]) => (simulated?.get(action) ? [notice] : [])),
  };
}
