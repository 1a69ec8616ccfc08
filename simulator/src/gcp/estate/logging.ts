/** Log sinks and log-based metrics. */
import type { Estate } from './estate.ts';
import type { Resource } from './resource.ts';
import { GLOBAL } from './resource-types.ts';

export function sinkAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId, projectNumber, size } = estate.options;
  const dice = estate.dice('sink', GLOBAL, index);
  const name = ['_Required', '_Default'][index] ?? `export-${index}`;
  const createTime = estate.daysAgo(300);
  // What every project has keeps its logs for 30 days; only a sink without a filter exports all of them.
  const isBuiltIn = index < 2;
  return {
    name: `//logging.googleapis.com/projects/${projectNumber}/sinks/${name}`,
    location: GLOBAL,
    displayName: name,
    createTime,
    data: {
      name,
      destination: isBuiltIn
        ? `logging.googleapis.com/projects/${projectId}/locations/global/buckets/${name}`
        : `storage.googleapis.com/${projectId}-logs-${size === 0 ? 0 : index}`,
      ...(index === 0 && { filter: 'LOG_ID("cloudaudit.googleapis.com/activity") OR LOG_ID("cloudaudit.googleapis.com/system_event")' }),
      ...(index === 1 && { filter: 'NOT LOG_ID("cloudaudit.googleapis.com/activity") AND NOT LOG_ID("externalaudit.googleapis.com/activity")' }),
      ...(!isBuiltIn && dice.chance('filter', 0.5) && { filter: 'severity>=ERROR' }),
      ...(!isBuiltIn && { writerIdentity: `serviceAccount:service-${projectNumber}@gcp-sa-logging.iam.gserviceaccount.com` }),
      ...(!isBuiltIn && dice.chance('disabled', 0.2) && { disabled: true }),
      createTime,
      updateTime: createTime,
    },
  };
}

/** The filters that the CIS benchmark asks for, 2.4 to 2.11. */
const benchmarkFilters: readonly [name: string, filter: string][] = [
  [
    'project-ownership-changes',
    '(protoPayload.serviceName="cloudresourcemanager.googleapis.com") AND (ProjectOwnership OR projectOwnerInvitee) OR (protoPayload.serviceData.policyDelta.bindingDeltas.action="REMOVE" AND protoPayload.serviceData.policyDelta.bindingDeltas.role="roles/owner") OR (protoPayload.serviceData.policyDelta.bindingDeltas.action="ADD" AND protoPayload.serviceData.policyDelta.bindingDeltas.role="roles/owner")',
  ],
  ['audit-configuration-changes', 'protoPayload.methodName="SetIamPolicy" AND protoPayload.serviceData.policyDelta.auditConfigDeltas:*'],
  [
    'custom-role-changes',
    'resource.type="iam_role" AND (protoPayload.methodName="google.iam.admin.v1.CreateRole" OR protoPayload.methodName="google.iam.admin.v1.DeleteRole" OR protoPayload.methodName="google.iam.admin.v1.UpdateRole")',
  ],
  [
    'firewall-changes',
    'resource.type="gce_firewall_rule" AND (protoPayload.methodName:"compute.firewalls.patch" OR protoPayload.methodName:"compute.firewalls.insert" OR protoPayload.methodName:"compute.firewalls.delete")',
  ],
  [
    'route-changes',
    'resource.type="gce_route" AND (protoPayload.methodName:"compute.routes.delete" OR protoPayload.methodName:"compute.routes.insert")',
  ],
  [
    'network-changes',
    'resource.type="gce_network" AND (protoPayload.methodName:"compute.networks.insert" OR protoPayload.methodName:"compute.networks.patch" OR protoPayload.methodName:"compute.networks.delete" OR protoPayload.methodName:"compute.networks.removePeering" OR protoPayload.methodName:"compute.networks.addPeering")',
  ],
  ['storage-iam-changes', 'resource.type="gcs_bucket" AND protoPayload.methodName="storage.setIamPermissions"'],
  ['sql-configuration-changes', 'protoPayload.methodName="cloudsql.instances.update"'],
];

export function metricAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId, projectNumber } = estate.options;
  const dice = estate.dice('metric', GLOBAL, index);
  const [name, filter] = benchmarkFilters[index] ?? [`errors-${index}`, `severity>=ERROR AND resource.labels.service="service-${index}"`];
  const createTime = estate.daysAgo(dice.int('age', 600));
  return {
    name: `//logging.googleapis.com/projects/${projectNumber}/metrics/${name}`,
    location: GLOBAL,
    displayName: name,
    createTime,
    data: {
      name,
      filter,
      ...(dice.chance('disabled', 0.1) && { disabled: true }),
      metricDescriptor: {
        name: `projects/${projectId}/metricDescriptors/logging.googleapis.com/user/${name}`,
        type: `logging.googleapis.com/user/${name}`,
        metricKind: 'DELTA',
        valueType: 'INT64',
        unit: '1',
      },
      createTime,
      updateTime: createTime,
    },
  };
}
