import type { PreflightAction } from '@offload/contracts';

/** What a scan asks for in these tests: required and optional, of several APIs, with and without checks. */
export const testedPreflight: readonly PreflightAction[] = [
  { action: 'resourcemanager.projects.get', required: true, checks: [] },
  { action: 'resourcemanager.projects.getIamPolicy', required: true, checks: ['gcp.iam.no-primitive-roles'] },
  { action: 'cloudasset.assets.searchAllResources', required: true, checks: ['gcp.compute.no-public-address'] },
  { action: 'cloudasset.assets.listResource', required: true, checks: ['gcp.storage.uniform-access', 'gcp.compute.no-open-ssh'] },
  { action: 'cloudasset.assets.listIamPolicy', required: true, checks: ['gcp.storage.not-public'] },
  { action: 'securitycenter.findings.list', required: true, checks: [] },
  { action: 'artifactregistry.repositories.list', required: false, checks: [] },
  { action: 'container.clusters.list', required: false, checks: ['gcp.container.private-nodes'] },
];
