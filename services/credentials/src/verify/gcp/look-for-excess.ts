import type { GcpCaller } from '../../gcp/gcp-connector.ts';
import { testPermissions } from './test-permissions.ts';

/** What nobody who only reads may have: what each allows is enough to change, destroy, take over, or read customers' own data and secrets. */
const sentinels = [
  'resourcemanager.projects.setIamPolicy',
  'resourcemanager.projects.delete',
  'iam.serviceAccounts.setIamPolicy',
  'iam.serviceAccounts.actAs',
  'iam.serviceAccounts.getAccessToken',
  'iam.serviceAccounts.signBlob',
  'iam.serviceAccountKeys.create',
  'iam.roles.update',
  'compute.instances.create',
  'compute.instances.delete',
  'compute.instances.setMetadata',
  'compute.firewalls.create',
  'storage.objects.get',
  'storage.objects.create',
  'storage.objects.delete',
  'storage.buckets.delete',
  'storage.buckets.setIamPolicy',
  'bigquery.tables.getData',
  'bigquery.tables.updateData',
  'cloudsql.instances.delete',
  'cloudsql.instances.update',
  'cloudkms.cryptoKeyVersions.destroy',
  'cloudkms.cryptoKeyVersions.useToDecrypt',
  'secretmanager.versions.access',
  'container.clusters.delete',
  'container.clusters.update',
  'artifactregistry.repositories.delete',
  'artifactregistry.repositories.uploadArtifacts',
  'logging.sinks.delete',
  'logging.sinks.update',
  'securitycenter.findings.setState',
  'serviceusage.services.disable',
];

/**
 * What the caller may do beyond reading, in the project that is read and in the one that the service account lives in, where a key is as dangerous.
 * Nothing is called that writes: Google tells what would be allowed. What it does not know of projects cannot be granted there.
 * @throws GcpError
 */
export async function lookForExcess(caller: GcpCaller, projectId: string, homeProjectId: string): Promise<string[]> {
  const [read, home] = await Promise.all([
    testPermissions(caller, projectId, sentinels),
    homeProjectId === projectId ? null : testPermissions(caller, homeProjectId, sentinels),
  ]);
  return [
    ...sentinels.filter((permission) => read.granted.has(permission)),
    ...sentinels.filter((permission) => home?.granted.has(permission)).map((permission) => `${permission} (in ${homeProjectId})`),
  ];
}
