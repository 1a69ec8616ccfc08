// Generated from the collectors and checks of services/scanner. Do not edit: npm run generate.
import type { PreflightAction } from './preflight.ts';

/** Every action that a scan calls. */
export const awsPreflight: readonly PreflightAction[] = [
  { action: 'cloudtrail:DescribeTrails', required: true, checks: [
    'aws.cloudtrail.region-recorded',
    'aws.cloudtrail.trail-encrypted-with-kms',
    'aws.cloudtrail.trail-logging',
    'aws.cloudtrail.trail-to-cloudwatch',
    'aws.cloudtrail.trail-validates-log-files',
  ] },
  { action: 'cloudtrail:GetTrailStatus', required: false, checks: [
    'aws.cloudtrail.region-recorded',
    'aws.cloudtrail.trail-logging',
  ] },
  { action: 'ec2:DescribeFlowLogs', required: true, checks: [
    'aws.ec2.vpc-flow-logs',
  ] },
  { action: 'ec2:DescribeInstances', required: true, checks: [
    'aws.ec2.instance-has-role',
    'aws.ec2.instance-imdsv2-required',
    'aws.ec2.instance-no-public-ip',
  ] },
  { action: 'ec2:DescribeSecurityGroups', required: true, checks: [
    'aws.ec2.security-group-admin-ports-ipv4',
    'aws.ec2.security-group-admin-ports-ipv6',
    'aws.ec2.security-group-default-closed',
    'aws.ec2.security-group-risky-ports',
  ] },
  { action: 'ec2:DescribeVolumes', required: true, checks: [
    'aws.ec2.volume-encrypted',
  ] },
  { action: 'ec2:DescribeVpcs', required: true, checks: [
    'aws.ec2.vpc-flow-logs',
  ] },
  { action: 'ec2:GetEbsEncryptionByDefault', required: false, checks: [
    'aws.ec2.ebs-encrypted-by-default',
  ] },
  { action: 'guardduty:GetFindings', required: true, checks: [] },
  { action: 'guardduty:ListDetectors', required: true, checks: [] },
  { action: 'guardduty:ListFindings', required: true, checks: [] },
  { action: 'iam:GetAccessKeyLastUsed', required: true, checks: [
    'aws.iam.user-credentials-unused',
    'aws.iam.user-keys-rotated',
    'aws.iam.user-one-active-key',
  ] },
  { action: 'iam:GetAccountAuthorizationDetails', required: true, checks: [
    'aws.iam.policy-no-full-access',
    'aws.iam.role-external-id',
    'aws.iam.role-trust-not-public',
    'aws.iam.user-console-mfa',
    'aws.iam.user-credentials-unused',
    'aws.iam.user-keys-rotated',
    'aws.iam.user-no-administrator',
    'aws.iam.user-one-active-key',
    'aws.iam.user-permissions-by-group',
  ] },
  { action: 'iam:GetAccountPasswordPolicy', required: true, checks: [
    'aws.iam.password-policy-length',
    'aws.iam.password-policy-reuse',
  ] },
  { action: 'iam:GetAccountSummary', required: true, checks: [
    'aws.iam.root-hardware-mfa',
    'aws.iam.root-mfa',
    'aws.iam.root-no-access-keys',
  ] },
  { action: 'iam:GetLoginProfile', required: true, checks: [
    'aws.iam.user-console-mfa',
    'aws.iam.user-credentials-unused',
  ] },
  { action: 'iam:GetUser', required: true, checks: [
    'aws.iam.user-console-mfa',
    'aws.iam.user-credentials-unused',
  ] },
  { action: 'iam:ListAccessKeys', required: true, checks: [
    'aws.iam.user-credentials-unused',
    'aws.iam.user-keys-rotated',
    'aws.iam.user-one-active-key',
  ] },
  { action: 'iam:ListMFADevices', required: true, checks: [
    'aws.iam.user-console-mfa',
  ] },
  { action: 'iam:ListVirtualMFADevices', required: true, checks: [
    'aws.iam.root-hardware-mfa',
  ] },
  { action: 'kms:DescribeKey', required: true, checks: [
    'aws.kms.key-not-pending-deletion',
    'aws.kms.key-rotated',
  ] },
  { action: 'kms:GetKeyRotationStatus', required: false, checks: [
    'aws.kms.key-rotated',
  ] },
  { action: 'kms:ListKeys', required: true, checks: [
    'aws.kms.key-not-pending-deletion',
    'aws.kms.key-rotated',
  ] },
  { action: 'kms:ListResourceTags', required: false, checks: [] },
  { action: 'lambda:GetPolicy', required: false, checks: [
    'aws.lambda.function-not-public',
  ] },
  { action: 'lambda:ListFunctions', required: true, checks: [
    'aws.lambda.function-not-public',
    'aws.lambda.function-supported-runtime',
  ] },
  { action: 'lambda:ListTags', required: false, checks: [] },
  { action: 'rds:DescribeDBInstances', required: true, checks: [
    'aws.rds.instance-backups',
    'aws.rds.instance-deletion-protection',
    'aws.rds.instance-encrypted',
    'aws.rds.instance-minor-upgrades',
    'aws.rds.instance-multi-az',
    'aws.rds.instance-not-public',
  ] },
  { action: 's3:GetBucketLogging', required: true, checks: [
    'aws.s3.bucket-access-logging',
  ] },
  { action: 's3:GetBucketPolicy', required: true, checks: [
    'aws.s3.bucket-tls-only',
  ] },
  { action: 's3:GetBucketPolicyStatus', required: true, checks: [
    'aws.s3.bucket-policy-not-public',
  ] },
  { action: 's3:GetBucketPublicAccessBlock', required: true, checks: [
    'aws.s3.bucket-block-public-access',
    'aws.s3.bucket-policy-not-public',
  ] },
  { action: 's3:GetBucketTagging', required: true, checks: [] },
  { action: 's3:GetBucketVersioning', required: true, checks: [
    'aws.s3.bucket-mfa-delete',
    'aws.s3.bucket-versioned',
  ] },
  { action: 's3:GetEncryptionConfiguration', required: true, checks: [
    'aws.s3.bucket-encrypted',
  ] },
  { action: 's3:ListAllMyBuckets', required: true, checks: [
    'aws.s3.bucket-access-logging',
    'aws.s3.bucket-block-public-access',
    'aws.s3.bucket-encrypted',
    'aws.s3.bucket-mfa-delete',
    'aws.s3.bucket-policy-not-public',
    'aws.s3.bucket-tls-only',
    'aws.s3.bucket-versioned',
  ] },
  { action: 'securityhub:GetFindings', required: true, checks: [] },
];
