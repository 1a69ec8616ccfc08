import type { Estate } from './estate.ts';
import type { Resource } from './resource.ts';
import { GLOBAL, primaryRegion, type GcpType } from './resource-types.ts';

const methods: readonly { service: string; method: string; on: GcpType; monitored: string }[] = [
  { service: 'compute.googleapis.com', method: 'v1.compute.instances.insert', on: 'instance', monitored: 'gce_instance' },
  { service: 'compute.googleapis.com', method: 'v1.compute.instances.setMetadata', on: 'instance', monitored: 'gce_instance' },
  { service: 'compute.googleapis.com', method: 'v1.compute.firewalls.patch', on: 'firewall', monitored: 'gce_firewall_rule' },
  { service: 'storage.googleapis.com', method: 'storage.setIamPermissions', on: 'bucket', monitored: 'gcs_bucket' },
  { service: 'storage.googleapis.com', method: 'storage.buckets.delete', on: 'bucket', monitored: 'gcs_bucket' },
  { service: 'cloudsql.googleapis.com', method: 'cloudsql.instances.update', on: 'sql-instance', monitored: 'cloudsql_database' },
  { service: 'iam.googleapis.com', method: 'google.iam.admin.v1.CreateServiceAccountKey', on: 'service-account', monitored: 'service_account' },
];

const HOURS_APART = 2;

/** Entry `index` of the activity audit log, the newest first: one about every two hours. What was asked for holds customers' secrets. */
export function logEntryAt(estate: Estate, _location: string, index: number): Resource {
  const { projectId, canary } = estate.options;
  const dice = estate.dice('log-entry', GLOBAL, index);
  const { service, method, on, monitored } = dice.pick('method', methods);
  const place = estate.placesOf(on)[0] === GLOBAL ? GLOBAL : primaryRegion;
  const subject = estate.at(on, place, dice.int('subject', Math.max(estate.generated(on, place), 1)));
  const hasFailed = dice.chance('failed', 0.08);
  const timestamp = estate.daysAgo((index * HOURS_APART + dice.real('jitter')) / 24);
  return {
    name: `projects/${projectId}/logs/cloudaudit.googleapis.com%2Factivity/${index}`,
    location: GLOBAL,
    displayName: method,
    createTime: timestamp,
    data: {
      logName: `projects/${projectId}/logs/cloudaudit.googleapis.com%2Factivity`,
      insertId: dice.hex('insert id', 14),
      timestamp,
      receiveTimestamp: timestamp,
      severity: hasFailed ? 'ERROR' : 'NOTICE',
      resource: { type: monitored, labels: { project_id: projectId, ...(subject && { location: subject.location }) } },
      protoPayload: {
        '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
        serviceName: service,
        methodName: method,
        resourceName: loggedName(subject?.name ?? estate.projectName),
        authenticationInfo: { principalEmail: dice.pick('who', ['dev@example.com', `ci-1@${projectId}.iam.gserviceaccount.com`]) },
        requestMetadata: { callerIp: `203.0.113.${dice.int('ip', 250)}`, callerSuppliedUserAgent: 'google-cloud-sdk' },
        request: { '@type': 'type.googleapis.com/request', password: canary },
        status: hasFailed ? { code: 7, message: 'PERMISSION_DENIED' } : {},
      },
    },
  };
}

/** As audit logs write a full resource name: without the service, and with a way of their own for buckets and service accounts. */
function loggedName(fullName: string): string {
  const [, service, name = ''] = /^\/\/([^/]+)\/(.*)$/.exec(fullName) ?? [];
  if (service === 'storage.googleapis.com') return `projects/_/buckets/${name}`;
  return service === 'iam.googleapis.com' ? name.replace(/^projects\/[^/]+/, 'projects/-') : name;
}
