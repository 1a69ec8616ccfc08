// Generated from the files beside it. Do not edit: npm run generate.
import { regionRecorded } from './aws/cloudtrail/region-recorded.check.ts';
import { trailEncryptedWithKms } from './aws/cloudtrail/trail-encrypted-with-kms.check.ts';
import { trailLogging } from './aws/cloudtrail/trail-logging.check.ts';
import { trailToCloudwatch } from './aws/cloudtrail/trail-to-cloudwatch.check.ts';
import { trailValidatesLogFiles } from './aws/cloudtrail/trail-validates-log-files.check.ts';
import { ebsEncryptedByDefault } from './aws/ec2/ebs-encrypted-by-default.check.ts';
import { instanceHasRole } from './aws/ec2/instance-has-role.check.ts';
import { instanceImdsv2Required } from './aws/ec2/instance-imdsv2-required.check.ts';
import { instanceNoPublicIp } from './aws/ec2/instance-no-public-ip.check.ts';
import { securityGroupAdminPortsIpv4 } from './aws/ec2/security-group-admin-ports-ipv4.check.ts';
import { securityGroupAdminPortsIpv6 } from './aws/ec2/security-group-admin-ports-ipv6.check.ts';
import { securityGroupDefaultClosed } from './aws/ec2/security-group-default-closed.check.ts';
import { securityGroupRiskyPorts } from './aws/ec2/security-group-risky-ports.check.ts';
import { volumeEncrypted } from './aws/ec2/volume-encrypted.check.ts';
import { vpcFlowLogs } from './aws/ec2/vpc-flow-logs.check.ts';
import { passwordPolicyLength } from './aws/iam/password-policy-length.check.ts';
import { passwordPolicyReuse } from './aws/iam/password-policy-reuse.check.ts';
import { policyNoFullAccess } from './aws/iam/policy-no-full-access.check.ts';
import { roleExternalId } from './aws/iam/role-external-id.check.ts';
import { roleTrustNotPublic } from './aws/iam/role-trust-not-public.check.ts';
import { rootHardwareMfa } from './aws/iam/root-hardware-mfa.check.ts';
import { rootMfa } from './aws/iam/root-mfa.check.ts';
import { rootNoAccessKeys } from './aws/iam/root-no-access-keys.check.ts';
import { userConsoleMfa } from './aws/iam/user-console-mfa.check.ts';
import { userCredentialsUnused } from './aws/iam/user-credentials-unused.check.ts';
import { userKeysRotated } from './aws/iam/user-keys-rotated.check.ts';
import { userNoAdministrator } from './aws/iam/user-no-administrator.check.ts';
import { userOneActiveKey } from './aws/iam/user-one-active-key.check.ts';
import { userPermissionsByGroup } from './aws/iam/user-permissions-by-group.check.ts';
import { keyNotPendingDeletion } from './aws/kms/key-not-pending-deletion.check.ts';
import { keyRotated } from './aws/kms/key-rotated.check.ts';
import { functionNotPublic } from './aws/lambda/function-not-public.check.ts';
import { functionSupportedRuntime } from './aws/lambda/function-supported-runtime.check.ts';
import { databaseInstanceBackups } from './aws/rds/instance-backups.check.ts';
import { databaseInstanceDeletionProtection } from './aws/rds/instance-deletion-protection.check.ts';
import { databaseInstanceEncrypted } from './aws/rds/instance-encrypted.check.ts';
import { databaseInstanceMinorUpgrades } from './aws/rds/instance-minor-upgrades.check.ts';
import { databaseInstanceMultiAz } from './aws/rds/instance-multi-az.check.ts';
import { databaseInstanceNotPublic } from './aws/rds/instance-not-public.check.ts';
import { bucketAccessLogging } from './aws/s3/bucket-access-logging.check.ts';
import { bucketBlockPublicAccess } from './aws/s3/bucket-block-public-access.check.ts';
import { bucketEncrypted } from './aws/s3/bucket-encrypted.check.ts';
import { bucketMfaDelete } from './aws/s3/bucket-mfa-delete.check.ts';
import { bucketPolicyNotPublic } from './aws/s3/bucket-policy-not-public.check.ts';
import { bucketTlsOnly } from './aws/s3/bucket-tls-only.check.ts';
import { bucketVersioned } from './aws/s3/bucket-versioned.check.ts';
import type { Check } from '../check/check.ts';

export const checks: readonly Check[] = [
  regionRecorded,
  trailEncryptedWithKms,
  trailLogging,
  trailToCloudwatch,
  trailValidatesLogFiles,
  ebsEncryptedByDefault,
  instanceHasRole,
  instanceImdsv2Required,
  instanceNoPublicIp,
  securityGroupAdminPortsIpv4,
  securityGroupAdminPortsIpv6,
  securityGroupDefaultClosed,
  securityGroupRiskyPorts,
  volumeEncrypted,
  vpcFlowLogs,
  passwordPolicyLength,
  passwordPolicyReuse,
  policyNoFullAccess,
  roleExternalId,
  roleTrustNotPublic,
  rootHardwareMfa,
  rootMfa,
  rootNoAccessKeys,
  userConsoleMfa,
  userCredentialsUnused,
  userKeysRotated,
  userNoAdministrator,
  userOneActiveKey,
  userPermissionsByGroup,
  keyNotPendingDeletion,
  keyRotated,
  functionNotPublic,
  functionSupportedRuntime,
  databaseInstanceBackups,
  databaseInstanceDeletionProtection,
  databaseInstanceEncrypted,
  databaseInstanceMinorUpgrades,
  databaseInstanceMultiAz,
  databaseInstanceNotPublic,
  bucketAccessLogging,
  bucketBlockPublicAccess,
  bucketEncrypted,
  bucketMfaDelete,
  bucketPolicyNotPublic,
  bucketTlsOnly,
  bucketVersioned,
];
