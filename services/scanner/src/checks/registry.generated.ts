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
import { diskExportNeedsIdentity } from './azure/compute/disk-export-needs-identity.check.ts';
import { diskNetworkAccess } from './azure/compute/disk-network-access.check.ts';
import { diskUnattachedCustomerKey } from './azure/compute/disk-unattached-customer-key.check.ts';
import { virtualMachineManagedDisks } from './azure/compute/virtual-machine-managed-disks.check.ts';
import { virtualMachineNoPasswordLogin } from './azure/compute/virtual-machine-no-password-login.check.ts';
import { virtualMachineTrustedLaunch } from './azure/compute/virtual-machine-trusted-launch.check.ts';
import { clusterApiRestricted } from './azure/containers/cluster-api-restricted.check.ts';
import { clusterNoLocalAccounts } from './azure/containers/cluster-no-local-accounts.check.ts';
import { containerRegistryNoAdminUser } from './azure/containers/registry-no-admin-user.check.ts';
import { containerRegistryNoAnonymousPull } from './azure/containers/registry-no-anonymous-pull.check.ts';
import { roleAssignmentNoApplicationOwner } from './azure/identity/role-assignment-no-application-owner.check.ts';
import { roleDefinitionNoCustomOwner } from './azure/identity/role-definition-no-custom-owner.check.ts';
import { activityLogCategories } from './azure/insights/activity-log-categories.check.ts';
import { activityLogExported } from './azure/insights/activity-log-exported.check.ts';
import { alertOnPolicyAssignments } from './azure/insights/alert-on-policy-assignments.check.ts';
import { alertOnPublicAddresses } from './azure/insights/alert-on-public-addresses.check.ts';
import { alertOnSecurityGroups } from './azure/insights/alert-on-security-groups.check.ts';
import { alertOnSecuritySolutions } from './azure/insights/alert-on-security-solutions.check.ts';
import { alertOnSqlFirewall } from './azure/insights/alert-on-sql-firewall.check.ts';
import { keyVaultPrivateEndpoint } from './azure/keyvault/vault-private-endpoint.check.ts';
import { keyVaultRecoverable } from './azure/keyvault/vault-recoverable.check.ts';
import { keyVaultUsesRoles } from './azure/keyvault/vault-uses-roles.check.ts';
import { flowLogAnalytics } from './azure/network/flow-log-analytics.check.ts';
import { flowLogRetention } from './azure/network/flow-log-retention.check.ts';
import { networkSecurityGroupRdp } from './azure/network/security-group-rdp.check.ts';
import { networkSecurityGroupSsh } from './azure/network/security-group-ssh.check.ts';
import { networkSecurityGroupUdp } from './azure/network/security-group-udp.check.ts';
import { postgresqlServerRequiresTls } from './azure/postgresql/server-requires-tls.check.ts';
import { defenderPlanOn } from './azure/security/defender-plan-on.check.ts';
import { sqlDatabaseEncrypted } from './azure/sql/database-encrypted.check.ts';
import { sqlServerAuditRetention } from './azure/sql/server-audit-retention.check.ts';
import { sqlServerAudited } from './azure/sql/server-audited.check.ts';
import { sqlServerEntraAdministrator } from './azure/sql/server-entra-administrator.check.ts';
import { sqlServerFirewall } from './azure/sql/server-firewall.check.ts';
import { sqlServerNoPublicAccess } from './azure/sql/server-no-public-access.check.ts';
import { storageAccountHttpsOnly } from './azure/storage/account-https-only.check.ts';
import { storageAccountInfrastructureEncryption } from './azure/storage/account-infrastructure-encryption.check.ts';
import { storageAccountKeepsDeletedBlobs } from './azure/storage/account-keeps-deleted-blobs.check.ts';
import { storageAccountKeysRotated } from './azure/storage/account-keys-rotated.check.ts';
import { storageAccountMinimumTls } from './azure/storage/account-minimum-tls.check.ts';
import { storageAccountNetworkDeniedByDefault } from './azure/storage/account-network-denied-by-default.check.ts';
import { storageAccountNoAnonymousBlobs } from './azure/storage/account-no-anonymous-blobs.check.ts';
import { storageAccountNoForeignReplication } from './azure/storage/account-no-foreign-replication.check.ts';
import { storageAccountTrustsAzureServices } from './azure/storage/account-trusts-azure-services.check.ts';
import { webAppFtps } from './azure/web/app-ftps.check.ts';
import { webAppHttp2 } from './azure/web/app-http2.check.ts';
import { webAppHttpsOnly } from './azure/web/app-https-only.check.ts';
import { webAppManagedIdentity } from './azure/web/app-managed-identity.check.ts';
import { webAppMinimumTls } from './azure/web/app-minimum-tls.check.ts';
import { webAppNoRemoteDebugging } from './azure/web/app-no-remote-debugging.check.ts';
import { gcpDatasetNotPublic } from './gcp/bigquery/dataset-not-public.check.ts';
import { gcpDatasetOwnKey } from './gcp/bigquery/dataset-own-key.check.ts';
import { gcpDiskOwnKey } from './gcp/compute/disk-own-key.check.ts';
import { gcpInstanceBlocksProjectSshKeys } from './gcp/compute/instance-blocks-project-ssh-keys.check.ts';
import { gcpInstanceConfidential } from './gcp/compute/instance-confidential.check.ts';
import { gcpInstanceNoFullApiAccess } from './gcp/compute/instance-no-full-api-access.check.ts';
import { gcpInstanceNoIpForwarding } from './gcp/compute/instance-no-ip-forwarding.check.ts';
import { gcpInstanceNoPublicIp } from './gcp/compute/instance-no-public-ip.check.ts';
import { gcpInstanceNoSerialPort } from './gcp/compute/instance-no-serial-port.check.ts';
import { gcpInstanceOsLogin } from './gcp/compute/instance-os-login.check.ts';
import { gcpInstanceOwnServiceAccount } from './gcp/compute/instance-own-service-account.check.ts';
import { gcpInstanceShielded } from './gcp/compute/instance-shielded.check.ts';
import { gcpSubnetworkFlowLogs } from './gcp/compute/subnetwork-flow-logs.check.ts';
import { gcpClusterApiRestricted } from './gcp/containers/cluster-api-restricted.check.ts';
import { gcpClusterNoLegacyAccess } from './gcp/containers/cluster-no-legacy-access.check.ts';
import { gcpClusterWorkloadIdentity } from './gcp/containers/cluster-workload-identity.check.ts';
import { gcpDutiesSeparated } from './gcp/iam/duties-separated.check.ts';
import { gcpServiceAccountKeyNotManagedByUsers } from './gcp/iam/key-not-managed-by-users.check.ts';
import { gcpServiceAccountKeyRotated } from './gcp/iam/key-rotated.check.ts';
import { gcpNoProjectWideImpersonation } from './gcp/iam/no-project-wide-impersonation.check.ts';
import { gcpPeopleOfTheOrganization } from './gcp/iam/people-of-the-organization.check.ts';
import { gcpProjectNotPublic } from './gcp/iam/project-not-public.check.ts';
import { gcpNoAdministrativeServiceAccounts } from './gcp/iam/service-accounts-not-administrators.check.ts';
import { gcpKmsKeyNotPublic } from './gcp/kms/key-not-public.check.ts';
import { gcpKmsKeyRotated } from './gcp/kms/key-rotated.check.ts';
import { gcpCountsAuditChanges } from './gcp/logging/counts-audit-changes.check.ts';
import { gcpCountsBucketPolicyChanges } from './gcp/logging/counts-bucket-policy-changes.check.ts';
import { gcpCountsCustomRoleChanges } from './gcp/logging/counts-custom-role-changes.check.ts';
import { gcpCountsFirewallChanges } from './gcp/logging/counts-firewall-changes.check.ts';
import { gcpCountsNetworkChanges } from './gcp/logging/counts-network-changes.check.ts';
import { gcpCountsOwnershipChanges } from './gcp/logging/counts-ownership-changes.check.ts';
import { gcpCountsRouteChanges } from './gcp/logging/counts-route-changes.check.ts';
import { gcpCountsSqlChanges } from './gcp/logging/counts-sql-changes.check.ts';
import { gcpDataAccessLogged } from './gcp/logging/data-access-logged.check.ts';
import { gcpEverythingExported } from './gcp/logging/everything-exported.check.ts';
import { gcpSqlBackups } from './gcp/sql/instance-backups.check.ts';
import { gcpSqlEncryptedConnections } from './gcp/sql/instance-encrypted-connections.check.ts';
import { gcpSqlNoPublicIp } from './gcp/sql/instance-no-public-ip.check.ts';
import { gcpSqlNotOpen } from './gcp/sql/instance-not-open.check.ts';
import { gcpMysqlNoLocalInfile } from './gcp/sql/mysql-local-infile.check.ts';
import { gcpMysqlSkipShowDatabase } from './gcp/sql/mysql-skip-show-database.check.ts';
import { gcpPostgresLogConnections } from './gcp/sql/postgres-log-connections.check.ts';
import { gcpPostgresLogDisconnections } from './gcp/sql/postgres-log-disconnections.check.ts';
import { gcpPostgresLogMinDuration } from './gcp/sql/postgres-log-min-duration.check.ts';
import { gcpPostgresPgaudit } from './gcp/sql/postgres-pgaudit.check.ts';
import { gcpSqlServerNoContainedAuthentication } from './gcp/sql/sqlserver-contained-authentication.check.ts';
import { gcpSqlServerNoExternalScripts } from './gcp/sql/sqlserver-external-scripts.check.ts';
import { gcpSqlServerNoOwnershipChaining } from './gcp/sql/sqlserver-ownership-chaining.check.ts';
import { gcpBucketNotPublic } from './gcp/storage/bucket-not-public.check.ts';
import { gcpBucketPreventsPublicAccess } from './gcp/storage/bucket-prevents-public-access.check.ts';
import { gcpBucketRecoverable } from './gcp/storage/bucket-recoverable.check.ts';
import { gcpBucketUniformAccess } from './gcp/storage/bucket-uniform-access.check.ts';
import { gcpFirewallRdp } from './gcp/vpc/firewall-rdp.check.ts';
import { gcpFirewallRiskyPorts } from './gcp/vpc/firewall-risky-ports.check.ts';
import { gcpFirewallSsh } from './gcp/vpc/firewall-ssh.check.ts';
import { gcpNetworkNotDefault } from './gcp/vpc/network-not-default.check.ts';
import { gcpNetworkNotLegacy } from './gcp/vpc/network-not-legacy.check.ts';
import { gcpProjectNoSerialPort } from './gcp/vpc/project-no-serial-port.check.ts';
import { gcpProjectOsLogin } from './gcp/vpc/project-os-login.check.ts';
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
  diskExportNeedsIdentity,
  diskNetworkAccess,
  diskUnattachedCustomerKey,
  virtualMachineManagedDisks,
  virtualMachineNoPasswordLogin,
  virtualMachineTrustedLaunch,
  clusterApiRestricted,
  clusterNoLocalAccounts,
  containerRegistryNoAdminUser,
  containerRegistryNoAnonymousPull,
  roleAssignmentNoApplicationOwner,
  roleDefinitionNoCustomOwner,
  activityLogCategories,
  activityLogExported,
  alertOnPolicyAssignments,
  alertOnPublicAddresses,
  alertOnSecurityGroups,
  alertOnSecuritySolutions,
  alertOnSqlFirewall,
  keyVaultPrivateEndpoint,
  keyVaultRecoverable,
  keyVaultUsesRoles,
  flowLogAnalytics,
  flowLogRetention,
  networkSecurityGroupRdp,
  networkSecurityGroupSsh,
  networkSecurityGroupUdp,
  postgresqlServerRequiresTls,
  defenderPlanOn,
  sqlDatabaseEncrypted,
  sqlServerAuditRetention,
  sqlServerAudited,
  sqlServerEntraAdministrator,
  sqlServerFirewall,
  sqlServerNoPublicAccess,
  storageAccountHttpsOnly,
  storageAccountInfrastructureEncryption,
  storageAccountKeepsDeletedBlobs,
  storageAccountKeysRotated,
  storageAccountMinimumTls,
  storageAccountNetworkDeniedByDefault,
  storageAccountNoAnonymousBlobs,
  storageAccountNoForeignReplication,
  storageAccountTrustsAzureServices,
  webAppFtps,
  webAppHttp2,
  webAppHttpsOnly,
  webAppManagedIdentity,
  webAppMinimumTls,
  webAppNoRemoteDebugging,
  gcpDatasetNotPublic,
  gcpDatasetOwnKey,
  gcpDiskOwnKey,
  gcpInstanceBlocksProjectSshKeys,
  gcpInstanceConfidential,
  gcpInstanceNoFullApiAccess,
  gcpInstanceNoIpForwarding,
  gcpInstanceNoPublicIp,
  gcpInstanceNoSerialPort,
  gcpInstanceOsLogin,
  gcpInstanceOwnServiceAccount,
  gcpInstanceShielded,
  gcpSubnetworkFlowLogs,
  gcpClusterApiRestricted,
  gcpClusterNoLegacyAccess,
  gcpClusterWorkloadIdentity,
  gcpDutiesSeparated,
  gcpServiceAccountKeyNotManagedByUsers,
  gcpServiceAccountKeyRotated,
  gcpNoProjectWideImpersonation,
  gcpPeopleOfTheOrganization,
  gcpProjectNotPublic,
  gcpNoAdministrativeServiceAccounts,
  gcpKmsKeyNotPublic,
  gcpKmsKeyRotated,
  gcpCountsAuditChanges,
  gcpCountsBucketPolicyChanges,
  gcpCountsCustomRoleChanges,
  gcpCountsFirewallChanges,
  gcpCountsNetworkChanges,
  gcpCountsOwnershipChanges,
  gcpCountsRouteChanges,
  gcpCountsSqlChanges,
  gcpDataAccessLogged,
  gcpEverythingExported,
  gcpSqlBackups,
  gcpSqlEncryptedConnections,
  gcpSqlNoPublicIp,
  gcpSqlNotOpen,
  gcpMysqlNoLocalInfile,
  gcpMysqlSkipShowDatabase,
  gcpPostgresLogConnections,
  gcpPostgresLogDisconnections,
  gcpPostgresLogMinDuration,
  gcpPostgresPgaudit,
  gcpSqlServerNoContainedAuthentication,
  gcpSqlServerNoExternalScripts,
  gcpSqlServerNoOwnershipChaining,
  gcpBucketNotPublic,
  gcpBucketPreventsPublicAccess,
  gcpBucketRecoverable,
  gcpBucketUniformAccess,
  gcpFirewallRdp,
  gcpFirewallRiskyPorts,
  gcpFirewallSsh,
  gcpNetworkNotDefault,
  gcpNetworkNotLegacy,
  gcpProjectNoSerialPort,
  gcpProjectOsLogin,
];
