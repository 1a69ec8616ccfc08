import { alertAt, assessmentAt, planAt, secureScoreAt } from './security.ts';
import { appAt } from './web.ts';
import { clusterAt, registryAt } from './containers.ts';
import { diskAt, virtualMachineAt } from './compute.ts';
import type { Estate } from './estate.ts';
import { managedIdentityAt, roleAssignmentAt, roleDefinitionAt } from './identity.ts';
import { activityLogAlertAt, diagnosticSettingAt } from './insights.ts';
import { logEventAt } from './log-event.ts';
import { flowLogAt, publicIpAt, securityGroupAt, virtualNetworkAt } from './network.ts';
import type { ArmResource } from './resource.ts';
import type { AzureType } from './resource-types.ts';
import { postgresqlServerAt } from './postgresql.ts';
import { databaseAt, serverAt } from './sql.ts';
import { storageAccountAt } from './storage.ts';
import { vaultAt } from './keyvault.ts';

/** How each type is made: a pure function of the estate's seed, the place and the index. */
export const generators: Record<AzureType, (estate: Estate, location: string, index: number) => ArmResource> = {
  'virtual-machine': virtualMachineAt,
  disk: diskAt,
  'storage-account': storageAccountAt,
  'network-security-group': securityGroupAt,
  'virtual-network': virtualNetworkAt,
  'public-ip': publicIpAt,
  'flow-log': flowLogAt,
  'sql-server': serverAt,
  'sql-database': databaseAt,
  'postgresql-server': postgresqlServerAt,
  'key-vault': vaultAt,
  'web-app': appAt,
  cluster: clusterAt,
  registry: registryAt,
  'managed-identity': managedIdentityAt,
  'role-assignment': roleAssignmentAt,
  'role-definition': roleDefinitionAt,
  'activity-log-alert': activityLogAlertAt,
  'diagnostic-setting': diagnosticSettingAt,
  'defender-plan': planAt,
  'secure-score': secureScoreAt,
  assessment: assessmentAt,
  alert: alertAt,
  'log-event': logEventAt,
};
