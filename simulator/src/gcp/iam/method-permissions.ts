/**
 * Which IAM permissions a method needs: by Google's own reference pages, not by what our collectors declare, so that a test can hold
 * one against the other.
 */

/** What of a request decides. */
export interface PermissionQuestion {
  query: URLSearchParams;
  body: Record<string, unknown>;
}

type Needs = readonly string[] | ((question: PermissionQuestion) => readonly string[]);

const needs: Record<string, Needs> = {
  'cloudresourcemanager.projects.get': ['resourcemanager.projects.get'],
  'cloudresourcemanager.projects.getIamPolicy': ['resourcemanager.projects.getIamPolicy'],
  'cloudresourcemanager.projects.setIamPolicy': ['resourcemanager.projects.setIamPolicy'],
  // Anyone may ask what they may do.
  'cloudresourcemanager.projects.testIamPermissions': [],
  'cloudasset.projects.assets.list': ({ query }) =>
    query.get('contentType') === 'IAM_POLICY' ? ['cloudasset.assets.listIamPolicy'] : ['cloudasset.assets.listResource'],
  'cloudasset.projects.searchAllResources': ['cloudasset.assets.searchAllResources'],
  'cloudasset.projects.searchAllIamPolicies': ['cloudasset.assets.searchAllIamPolicies'],
  'securitycenter.projects.sources.locations.findings.list': ['securitycenter.findings.list'],
  'securitycenter.projects.sources.locations.findings.setMute': ['securitycenter.findings.setMute'],
  'serviceusage.services.list': ['serviceusage.services.list'],
  'serviceusage.services.get': ['serviceusage.services.get'],
  'serviceusage.services.batchGet': ['serviceusage.services.get'],
  'serviceusage.services.enable': ['serviceusage.services.enable'],
  'iam.projects.serviceAccounts.list': ['iam.serviceAccounts.list'],
  'iam.projects.serviceAccounts.get': ['iam.serviceAccounts.get'],
  'iam.projects.serviceAccounts.keys.list': ['iam.serviceAccountKeys.list'],
  'iam.projects.serviceAccounts.keys.get': ['iam.serviceAccountKeys.get'],
  'iam.projects.serviceAccounts.keys.create': ['iam.serviceAccountKeys.create'],
  'iamcredentials.projects.serviceAccounts.generateAccessToken': ['iam.serviceAccounts.getAccessToken'],
  'logging.entries.list': ({ body }) =>
    /data_access/.test(String(body.filter ?? '')) ? ['logging.privateLogEntries.list'] : ['logging.logEntries.list'],
  'artifactregistry.projects.locations.repositories.list': ['artifactregistry.repositories.list'],
  'artifactregistry.projects.locations.repositories.dockerImages.list': ['artifactregistry.dockerimages.list'],
  'container.projects.locations.clusters.list': ['container.clusters.list'],
  'container.projects.locations.clusters.get': ['container.clusters.get'],
  'storage.buckets.delete': ['storage.buckets.delete'],
};

/** The permissions that a call of this method needs in the project that it is about. Throws for a method that has no entry. */
export function permissionsOf(methodId: string, question: PermissionQuestion): readonly string[] {
  const need = Object.hasOwn(needs, methodId) ? needs[methodId] : undefined;
  if (!need) throw new Error(`no permissions are known of ${methodId}`);
  return typeof need === 'function' ? need(question) : need;
}

/** Every permission that some served method needs. */
export const neededPermissions: readonly string[] = [
  ...Object.values(needs).flatMap((need) => (typeof need === 'function' ? [] : need)),
  'cloudasset.assets.listIamPolicy',
  'cloudasset.assets.listResource',
  'logging.logEntries.list',
  'logging.privateLogEntries.list',
];
