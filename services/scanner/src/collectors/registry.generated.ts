// Generated from the files beside it. Do not edit: npm run generate.
import { coverageCollector } from './aws/cloudtrail/coverage.collector.ts';
import { trailCollector } from './aws/cloudtrail/trail.collector.ts';
import { ebsDefaultsCollector } from './aws/ec2/ebs-defaults.collector.ts';
import { instanceCollector } from './aws/ec2/instance.collector.ts';
import { securityGroupCollector } from './aws/ec2/security-group.collector.ts';
import { volumeCollector } from './aws/ec2/volume.collector.ts';
import { vpcCollector } from './aws/ec2/vpc.collector.ts';
import { accountSummaryCollector } from './aws/iam/account-summary.collector.ts';
import { passwordPolicyCollector } from './aws/iam/password-policy.collector.ts';
import { policyCollector } from './aws/iam/policy.collector.ts';
import { roleCollector } from './aws/iam/role.collector.ts';
import { userCollector } from './aws/iam/user.collector.ts';
import { keyCollector } from './aws/kms/key.collector.ts';
import { functionCollector } from './aws/lambda/function.collector.ts';
import { databaseInstanceCollector } from './aws/rds/instance.collector.ts';
import { bucketCollector } from './aws/s3/bucket.collector.ts';
import { diskCollector } from './azure/compute/disk.collector.ts';
import { virtualMachineCollector } from './azure/compute/virtual-machine.collector.ts';
import { containerServiceClusterCollector } from './azure/containers/cluster.collector.ts';
import { containerRegistryCollector } from './azure/containers/registry.collector.ts';
import { managedIdentityCollector } from './azure/identity/managed-identity.collector.ts';
import { roleAssignmentCollector } from './azure/identity/role-assignment.collector.ts';
import { roleDefinitionCollector } from './azure/identity/role-definition.collector.ts';
import { activityLogAlertCollector } from './azure/insights/activity-log-alert.collector.ts';
import { subscriptionLoggingCollector } from './azure/insights/subscription-logging.collector.ts';
import { keyVaultCollector } from './azure/keyvault/vault.collector.ts';
import { flowLogCollector } from './azure/network/flow-log.collector.ts';
import { publicIpCollector } from './azure/network/public-ip.collector.ts';
import { networkSecurityGroupCollector } from './azure/network/security-group.collector.ts';
import { virtualNetworkCollector } from './azure/network/virtual-network.collector.ts';
import { postgresqlFlexibleServerCollector } from './azure/postgresql/flexible-server.collector.ts';
import { defenderPlanCollector } from './azure/security/defender-plan.collector.ts';
import { secureScoreCollector } from './azure/security/secure-score.collector.ts';
import { sqlDatabaseCollector } from './azure/sql/database.collector.ts';
import { sqlServerCollector } from './azure/sql/server.collector.ts';
import { storageAccountCollector } from './azure/storage/account.collector.ts';
import { webAppCollector } from './azure/web/app.collector.ts';
import { gcpRepositoryCollector } from './gcp/artifacts/repository.collector.ts';
import { gcpDatasetCollector } from './gcp/bigquery/dataset.collector.ts';
import { gcpDiskCollector } from './gcp/compute/disk.collector.ts';
import { gcpInstanceCollector } from './gcp/compute/instance.collector.ts';
import { gcpSubnetworkCollector } from './gcp/compute/subnetwork.collector.ts';
import { gcpClusterCollector } from './gcp/containers/cluster.collector.ts';
import { gcpProjectCollector } from './gcp/iam/project.collector.ts';
import { gcpServiceAccountKeyCollector } from './gcp/iam/service-account-key.collector.ts';
import { gcpServiceAccountCollector } from './gcp/iam/service-account.collector.ts';
import { gcpKeyCollector } from './gcp/kms/key.collector.ts';
import { gcpLoggingCoverageCollector } from './gcp/logging/coverage.collector.ts';
import { gcpMetricCollector } from './gcp/logging/metric.collector.ts';
import { gcpSinkCollector } from './gcp/logging/sink.collector.ts';
import { gcpSqlInstanceCollector } from './gcp/sql/instance.collector.ts';
import { gcpBucketCollector } from './gcp/storage/bucket.collector.ts';
import { gcpFirewallCollector } from './gcp/vpc/firewall.collector.ts';
import { gcpNetworkCollector } from './gcp/vpc/network.collector.ts';
import { gcpComputeProjectCollector } from './gcp/vpc/project.collector.ts';
import type { Collector } from '../collector/collector.ts';
import { guardDutySource } from './aws/guardduty/findings.native-source.ts';
import { securityHubSource } from './aws/securityhub/findings.native-source.ts';
import { activityLogSource } from './azure/insights/activity-log.native-source.ts';
import { defenderSource } from './azure/security/defender.native-source.ts';
import { securityCommandCenterSource } from './gcp/securitycenter/findings.native-source.ts';
import type { NativeSource } from '../collector/native-source.ts';

export const collectors: readonly Collector[] = [
  coverageCollector,
  trailCollector,
  ebsDefaultsCollector,
  instanceCollector,
  securityGroupCollector,
  volumeCollector,
  vpcCollector,
  accountSummaryCollector,
  passwordPolicyCollector,
  policyCollector,
  roleCollector,
  userCollector,
  keyCollector,
  functionCollector,
  databaseInstanceCollector,
  bucketCollector,
  diskCollector,
  virtualMachineCollector,
  containerServiceClusterCollector,
  containerRegistryCollector,
  managedIdentityCollector,
  roleAssignmentCollector,
  roleDefinitionCollector,
  activityLogAlertCollector,
  subscriptionLoggingCollector,
  keyVaultCollector,
  flowLogCollector,
  publicIpCollector,
  networkSecurityGroupCollector,
  virtualNetworkCollector,
  postgresqlFlexibleServerCollector,
  defenderPlanCollector,
  secureScoreCollector,
  sqlDatabaseCollector,
  sqlServerCollector,
  storageAccountCollector,
  webAppCollector,
  gcpRepositoryCollector,
  gcpDatasetCollector,
  gcpDiskCollector,
  gcpInstanceCollector,
  gcpSubnetworkCollector,
  gcpClusterCollector,
  gcpProjectCollector,
  gcpServiceAccountKeyCollector,
  gcpServiceAccountCollector,
  gcpKeyCollector,
  gcpLoggingCoverageCollector,
  gcpMetricCollector,
  gcpSinkCollector,
  gcpSqlInstanceCollector,
  gcpBucketCollector,
  gcpFirewallCollector,
  gcpNetworkCollector,
  gcpComputeProjectCollector,
];

export const nativeSources: readonly NativeSource[] = [
  guardDutySource,
  securityHubSource,
  activityLogSource,
  defenderSource,
  securityCommandCenterSource,
];
